// Runs of documents, and going on behind a broken one.
#include "decoder.hpp"

using namespace documents;

cd_status cd_decoder::decode_documents(const uint8_t *bytes, size_t length, cd_framing framing) {
  start();
  if (framing != CD_LINES || !run_alike(bytes, length)) {
    start();
    Structure::Outcome outcome;
    if (index(bytes, length, outcome)) {
      run(structure.tokens(), framing);
    } else if (outcome == Structure::Outcome::no_memory) {
      return CD_NO_MEMORY;
    } else {
      run_pieces(bytes, length, framing);
    }
  }
  keep_fault();
  batch = documents.batch.view();
  return found_fault.status;
}

void cd_decoder::run(Tokens tokens, cd_framing framing) {
  if (framing == CD_LINES) {
    run_lines(tokens);
  } else {
    run_elements(tokens, framing == CD_ROWS);
  }
}

void cd_decoder::run_lines(Tokens tokens) {
  while (!tokens.at_end()) {
    Tokens start = tokens;
    const bool taken =
      tokens.peek() == '[' ? take_array(tokens, start) : documents.take(tokens);
    if (!taken) reject_line(tokens, start);
  }
}

/// Takes the documents of an array; where one is broken, `last_start` stands at it.
bool cd_decoder::take_array(Tokens &tokens, Tokens &last_start) {
  tokens.take('[');
  if (tokens.take(']')) return true;
  do {
    last_start = tokens;
    if (!documents.take(tokens)) return false;
  } while (tokens.take(','));
  last_start = tokens;
  return tokens.take(']');
}

/// A broken document ends at the end of the line it starts on.
void cd_decoder::reject_line(Tokens &tokens, const Tokens &start) {
  const size_t from = start.position();
  const void *newline = std::memchr(start.text + from, '\n', start.length - from);
  const size_t to =
    newline ? static_cast<size_t>(static_cast<const uint8_t *>(newline) - start.text)
            : start.length;
  documents.reject_text(start.text + from, to - from);
  tokens = start;
  while (!tokens.at_end() && tokens.position() <= to) ++tokens.next;
}

void cd_decoder::run_elements(Tokens tokens, bool are_rows) {
  for (;;) {
    while (tokens.take(',')) continue;
    if (tokens.at_end()) return;
    const Tokens start = tokens;
    const bool taken = are_rows ? take_row(tokens) : documents.take(tokens);
    if (!taken) reject_element(tokens, start);
  }
}

/// A broken element ends where its brackets close, or before a comma outside of them.
void cd_decoder::reject_element(Tokens &tokens, const Tokens &start) {
  int depth = 0;
  for (tokens = start; !tokens.at_end(); ++tokens.next) {
    const uint8_t lead = tokens.peek();
    const bool opens = lead == '{' || lead == '[';
    if (depth == 0 && (lead == ',' || (opens && tokens.next != start.next))) break;
    depth += opens;
    depth -= lead == '}' || lead == ']';
    if (depth <= 0 && (lead == '}' || lead == ']')) {
      ++tokens.next;
      break;
    }
  }
  const size_t from = start.position();
  documents.reject_text(start.text + from, tokens.position() - from);
}

/// The slow way, for a text in which a string is broken: every document by itself.
void cd_decoder::run_pieces(const uint8_t *bytes, size_t length, cd_framing framing) {
  size_t from = 0;
  if (framing == CD_LINES) {
    while (from < length) {
      const void *newline = std::memchr(bytes + from, '\n', length - from);
      const size_t to =
        newline ? static_cast<size_t>(static_cast<const uint8_t *>(newline) - bytes) : length;
      run_piece(bytes + from, to - from, framing);
      from = to + 1;
    }
    return;
  }
  bool in_string = false, is_escaped = false;
  int depth = 0;
  for (size_t at = 0; at < length; at++) {
    const uint8_t byte = bytes[at];
    if (in_string) {
      if (is_escaped) is_escaped = false;
      else if (byte == '\\') is_escaped = true;
      else in_string = byte != '"';
      continue;
    }
    in_string = byte == '"';
    depth += byte == '{' || byte == '[';
    const bool closes = byte == '}' || byte == ']';
    depth -= closes;
    if (depth > 0 || !(closes || byte == ',')) continue;
    depth = 0;
    run_piece(bytes + from, at + closes - from, framing);
    from = at + 1;
  }
  run_piece(bytes + from, length - from, framing);
}

void cd_decoder::run_piece(const uint8_t *bytes, size_t length, cd_framing framing) {
  while (length > 0 && (is_space(*bytes) || *bytes == ',')) bytes++, length--;
  if (length == 0) return;
  Structure::Outcome outcome;
  if (index(bytes, length, outcome)) {
    run(structure.tokens(), framing);
  } else {
    documents.reject_text(bytes, length);
  }
}
