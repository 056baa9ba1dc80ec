// Everything behind a `cd_decoder`.
#pragma once

#include "document.hpp"

namespace documents {

/// One row of an answer: `{"id":…,"key":…,"value":…,"doc":…}` or `{"seq":…,"id":…,"doc":…}`.
struct Row {
  enum class Document { absent, null, taken };

  const uint32_t *id = nullptr, *key = nullptr, *value = nullptr;
  const uint32_t *error = nullptr, *reason = nullptr;
  Document document = Document::absent;
  bool is_deleted = false;
};

/// Why an answer is none, besides broken JSON.
struct Fault {
  cd_status status = CD_OK;
  std::string message, error, reason;
};

}  // namespace documents

struct cd_decoder {
  explicit cd_decoder(const cd_mapping &standard);

  void add_mapping(std::string device_type, const cd_mapping &mapping) {
    documents.add_mapping(std::move(device_type), mapping);
    likenesses.clear();  // they were read by another mapping
  }
  cd_status decode_documents(const uint8_t *bytes, size_t length, cd_framing framing);
  cd_status decode_page(const uint8_t *bytes, size_t length, bool is_changes);

  documents::Documents documents;
  /// Whether lines are compared with those before.
  bool compares_lines = true;
  /// Documents of the last call that were like one before.
  size_t alike_count = 0;
  cd_batch batch{};
  cd_page page{};

private:
  using Tokens = documents::Tokens;

  void start();
  bool index(const uint8_t *bytes, size_t length, documents::Structure::Outcome &outcome);

  // Runs of documents (run.cpp).
  void run(Tokens tokens, cd_framing framing);
  void run_lines(Tokens tokens);
  void run_elements(Tokens tokens, bool are_rows);
  bool take_array(Tokens &tokens, Tokens &last_start);
  void reject_line(Tokens &tokens, const Tokens &start);
  void reject_element(Tokens &tokens, const Tokens &start);
  void run_pieces(const uint8_t *bytes, size_t length, cd_framing framing);
  void run_piece(const uint8_t *bytes, size_t length, cd_framing framing);

  // Lines like those before (lines.cpp).
  bool run_alike(const uint8_t *bytes, size_t length);
  size_t take_alike(const uint8_t *bytes, size_t at, size_t end);
  bool run_stretch(const uint8_t *bytes, size_t length, size_t &stretch);
  void learn(const Tokens &start, const uint32_t *after);

  // Rows (row.cpp).
  bool take_row(Tokens &tokens);
  bool take_row_members(Tokens &tokens, documents::Row &row);
  bool take_row_document(Tokens &tokens, documents::Row &row);
  void count_row(const Tokens &tokens, const documents::Row &row);

  // Answers (page.cpp).
  bool take_page(Tokens &tokens, bool is_changes);
  bool take_rows(Tokens &tokens);
  cd_status failure(const Tokens &tokens);
  void fault(cd_status status, std::string message);
  void keep_fault();
  void finish_page(const Tokens &tokens, bool is_changes);
  cd_text kept(std::string text);

  documents::Structure structure;
  /// Documents that others may be like; the first is the one that served last.
  std::vector<std::unique_ptr<documents::Likeness>> likenesses;
  static constexpr size_t likeness_limit = 8;
  /// Runs to decode by their tokens alone, now and after the next one that is begun in vain.
  unsigned pause = 0, next_pause = 1;
  documents::Names row_names;
  documents::Fault found_fault;
  const uint32_t *first_id = nullptr, *last_id = nullptr;
  documents::Batch::Mark before_document{};
  std::deque<std::string> page_texts;
  std::vector<cd_text> not_found_keys;
  // Members of the answer.
  const uint32_t *sequence = nullptr, *error = nullptr, *reason = nullptr;
  bool has_rows = false;
};
