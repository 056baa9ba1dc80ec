// Complete answers of `_all_docs` and `_changes`.
#include "decoder.hpp"

using namespace documents;

void cd_decoder::start() {
  documents.start_batch();
  page = cd_page{};
  page.total_rows = page.pending = -1;
  page.position = SIZE_MAX;
  batch = cd_batch{};
  found_fault = Fault{};
  first_id = last_id = sequence = error = reason = nullptr;
  alike_count = 0;
  has_rows = false;
  not_found_keys.clear();
  page_texts.clear();
}

bool cd_decoder::index(const uint8_t *bytes, size_t length, Structure::Outcome &outcome) {
  outcome = structure.index(bytes, length);
  documents.checks_utf8 = outcome == Structure::Outcome::found_with_invalid_utf8;
  return outcome == Structure::Outcome::found || documents.checks_utf8;
}

cd_status cd_decoder::decode_page(const uint8_t *bytes, size_t length, bool is_changes) {
  start();
  Structure::Outcome outcome;
  if (!index(bytes, length, outcome)) {
    switch (outcome) {
      case Structure::Outcome::unclosed_string: return CD_INCOMPLETE;
      case Structure::Outcome::no_memory: return CD_NO_MEMORY;
      default: return CD_NOT_JSON;
    }
  }
  Tokens tokens = structure.tokens();
  const Tokens first = tokens;
  if (tokens.peek() != '{') {
    if (!tokens.skip_value()) return failure(tokens);
    fault(CD_UNEXPECTED_SHAPE, "the answer is no object");
  } else if (!take_page(tokens, is_changes)) {
    return failure(tokens);
  }
  if (!tokens.at_end()) {
    page.position = tokens.position();
    return CD_NOT_JSON;
  }
  finish_page(first, is_changes);
  batch = documents.batch.view();
  return found_fault.status;
}

/// Tells a text that was cut off from one that is wrong: it was cut where the grammar fails at the
/// end, or in the text's last number or literal.
cd_status cd_decoder::failure(const Tokens &tokens) {
  if (tokens.at_end()) return CD_INCOMPLETE;
  const uint8_t lead = tokens.peek();
  const bool is_scalar = lead == '-' || is_digit(lead) || lead == 't' || lead == 'f' || lead == 'n';
  if (is_scalar && tokens.next + 1 == tokens.end) return CD_INCOMPLETE;
  page.position = tokens.position();
  return CD_NOT_JSON;
}

bool cd_decoder::take_page(Tokens &tokens, bool is_changes) {
  ++tokens.next;
  if (tokens.take('}')) return true;
  const char *const rows_name = is_changes ? "results" : "rows";
  const char *const sequence_name = is_changes ? "last_seq" : "update_seq";
  do {
    Raw name;
    if (!tokens.take_name_checked(name)) return false;
    const uint32_t *const token = tokens.next;
    const uint8_t lead = tokens.peek();
    if (equals(name, rows_name) && lead == '[') {
      if (!take_rows(tokens)) return false;
      continue;
    }
    double number = -1;
    const bool is_number = is_digit(lead);
    if (!(is_number ? tokens.take_number(&number) : tokens.skip_value())) return false;
    const bool is_count = is_number && number <= 9007199254740992.0;
    if (equals(name, "total_rows") && is_count) page.total_rows = static_cast<int64_t>(number);
    if (equals(name, "pending") && is_count) page.pending = static_cast<int64_t>(number);
    if (equals(name, sequence_name) && lead != 'n') sequence = token;
    if (equals(name, "error") && lead != 'n') error = token;
    if (equals(name, "reason") && lead != 'n') reason = token;
  } while (tokens.take(','));
  return tokens.take('}');
}

bool cd_decoder::take_rows(Tokens &tokens) {
  has_rows = true;
  tokens.take('[');
  if (tokens.take(']')) return true;
  do {
    if (!take_row(tokens)) return false;
  } while (tokens.take(','));
  return tokens.take(']');
}
