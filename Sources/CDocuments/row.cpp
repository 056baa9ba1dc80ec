// Rows of the historian's answers.
#include "decoder.hpp"

using namespace documents;

namespace {

enum RowField : uint32_t {
  row_id = 1, row_key, row_value, row_document, row_error, row_reason, row_deleted
};

/// The text of the string at a token; JSON text of anything else.
std::string text_at(Tokens tokens, const uint32_t *token) {
  tokens.next = token;
  std::string text;
  if (tokens.peek() == '"') {
    unescape(tokens.take_string(), text);
    return text;
  }
  const size_t from = tokens.position();
  tokens.skip_value();
  size_t to = tokens.position();
  while (to > from && (is_space(tokens.text[to - 1]) || tokens.text[to - 1] == ',')) to--;
  return std::string(reinterpret_cast<const char *>(tokens.text + from), to - from);
}

/// Whether the object at a token says `"deleted":true`.
bool says_deleted(Tokens tokens, const uint32_t *token) {
  static const Path path{"deleted"};
  if (token == nullptr) return false;
  tokens.next = token;
  Tokens found;
  return find(tokens, path, found) && found.peek() == 't';
}

/// Whether two ids are the same text. Escapes are compared as they stand.
bool is_same_id(Tokens tokens, const uint32_t *left, const uint32_t *right) {
  Tokens other = tokens;
  tokens.next = left;
  other.next = right;
  if (tokens.peek() != '"' || other.peek() != '"') return false;
  const Raw a = tokens.take_string(), b = other.take_string();
  return a.length == b.length && std::memcmp(a.bytes, b.bytes, a.length) == 0;
}

}  // namespace

cd_decoder::cd_decoder(const cd_mapping &standard) : documents(standard) {
  static constexpr struct { const char *name; RowField field; } names[] = {
    {"id", row_id}, {"key", row_key}, {"value", row_value}, {"doc", row_document},
    {"error", row_error}, {"reason", row_reason}, {"deleted", row_deleted}};
  for (const auto &entry : names) row_names[entry.name].fields = entry.field;
}

bool cd_decoder::take_row(Tokens &tokens) {
  const Tokens start = tokens;
  if (tokens.peek() != '{') {
    if (!tokens.skip_value()) return false;
    fault(CD_UNEXPECTED_SHAPE, "a row is no object");
    return true;
  }
  Row row;
  before_document = documents.batch.mark();
  if (!take_row_members(tokens, row)) {
    documents.batch.return_to(before_document);
    return false;
  }
  count_row(start, row);
  return true;
}

bool cd_decoder::take_row_members(Tokens &tokens, Row &row) {
  ++tokens.next;
  if (tokens.take('}')) return true;
  for (size_t place = 0;; place++) {
    const Names::Meaning *const meaning = row_names.take(tokens, place);
    if (meaning == nullptr) return false;
    const uint32_t *const token = tokens.next;
    bool is_taken = false;
    switch (meaning->fields) {
      case row_id: row.id = token; break;
      case row_key: row.key = token; break;
      case row_value: row.value = token; break;
      case row_error: row.error = token; break;
      case row_reason: row.reason = token; break;
      case row_deleted: row.is_deleted = tokens.peek() == 't'; break;
      case row_document:
        if (!take_row_document(tokens, row)) return false;
        is_taken = true;
        break;
      default: break;
    }
    if (!is_taken && !tokens.skip_value()) return false;
    if (!tokens.take(',')) return tokens.take('}');
  }
}

bool cd_decoder::take_row_document(Tokens &tokens, Row &row) {
  documents.batch.return_to(before_document);  // of several `doc`, the last is meant
  if (tokens.peek() == 'n') {
    row.document = Row::Document::null;
    return tokens.take_literal();
  }
  row.document = Row::Document::taken;
  return documents.take(tokens);
}

void cd_decoder::count_row(const Tokens &tokens, const Row &row) {
  page.row_count++;
  if (row.error != nullptr) {
    const std::string text = text_at(tokens, row.error);
    if (text != "not_found") {
      fault(CD_SERVER_ERROR, "");
      found_fault.error = text;
      found_fault.reason = row.reason ? text_at(tokens, row.reason) : "";
    } else {
      not_found_keys.push_back(kept(row.key ? text_at(tokens, row.key) : ""));
    }
    return;
  }
  if (row.id != nullptr) {
    if (first_id == nullptr) first_id = row.id;
    if (last_id != nullptr && is_same_id(tokens, last_id, row.id)) page.repeated_row_count++;
    last_id = row.id;
  }
  const bool is_said_deleted = row.is_deleted ||
    (row.document != Row::Document::taken && says_deleted(tokens, row.value));
  if (row.document == Row::Document::null && !is_said_deleted) page.missing_document_count++;
  if (is_said_deleted || row.document == Row::Document::null) {
    documents.batch.return_to(before_document);
    documents.batch.document_count++;
    documents.batch.deleted_count++;
  } else if (row.document == Row::Document::absent) {
    fault(CD_UNEXPECTED_SHAPE, "the rows hold no documents: ask with include_docs=true");
  }
}

void cd_decoder::fault(cd_status status, std::string message) {
  if (found_fault.status != CD_OK) return;
  found_fault.status = status;
  found_fault.message = std::move(message);
}

void cd_decoder::keep_fault() {
  page.error = kept(found_fault.error);
  page.reason = kept(found_fault.reason);
  page.message = kept(found_fault.message);
}

cd_text cd_decoder::kept(std::string text) {
  page_texts.push_back(std::move(text));
  const std::string &stored = page_texts.back();
  return cd_text{reinterpret_cast<const uint8_t *>(stored.data()), stored.size()};
}

// Answers: what surrounds the rows.

void cd_decoder::finish_page(const Tokens &tokens, bool is_changes) {
  if (error != nullptr) {
    found_fault.status = CD_SERVER_ERROR;
    found_fault.error = text_at(tokens, error);
    found_fault.reason = reason ? text_at(tokens, reason) : "";
  } else if (!has_rows) {
    fault(CD_UNEXPECTED_SHAPE,
          is_changes ? "the answer holds no results" : "the answer holds no rows");
  } else if (is_changes && sequence == nullptr) {
    fault(CD_UNEXPECTED_SHAPE, "the answer holds no last_seq");
  }
  if (sequence) page.sequence = kept(text_at(tokens, sequence));
  if (first_id) page.first_id = kept(text_at(tokens, first_id));
  if (last_id) page.last_id = kept(text_at(tokens, last_id));
  page.not_found_keys = not_found_keys.data();
  page.not_found_count = not_found_keys.size();
  keep_fault();
}
