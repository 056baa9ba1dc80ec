// simdjson's first stage: where the tokens of a text start.
#pragma once

#include "tokens.hpp"

#include <memory>

namespace documents {

/// The tokens of one text at a time; keeps its memory between texts.
class Structure {
public:
  Structure();
  ~Structure();

  enum class Outcome {
    found,
    /// Found, but somewhere in the text there is a byte sequence that is no UTF-8.
    found_with_invalid_utf8,
    unclosed_string,
    /// A control character within a string.
    control_character,
    no_memory,
  };

  Outcome index(const uint8_t *text, size_t length);
  /// A cursor at the first token of the text indexed last.
  Tokens tokens() const;
  static bool is_utf8(const uint8_t *bytes, size_t length);

private:
  struct Parser;
  std::unique_ptr<Parser> parser;
};

}  // namespace documents
