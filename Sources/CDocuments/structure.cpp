#include "structure.hpp"

#include <simdjson.h>

#include <algorithm>

namespace documents {

struct Structure::Parser {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> stages;
  const uint8_t *text = nullptr;
  size_t length = 0;
  size_t token_count = 0;

  bool reserve(size_t wanted) {
    if (stages && stages->capacity() >= wanted) return true;
    const size_t capacity = std::max<size_t>(wanted + wanted / 2, 4096);
    stages.reset();
    return simdjson::get_active_implementation()->create_dom_parser_implementation(
             capacity, simdjson::DEFAULT_MAX_DEPTH, stages) == simdjson::SUCCESS;
  }
};

Structure::Structure() : parser(new Parser) {}
Structure::~Structure() = default;

Structure::Outcome Structure::index(const uint8_t *text, size_t length) {
  parser->text = text;
  parser->length = length;
  parser->token_count = 0;
  if (length == 0) return Outcome::found;
  // Positions are 32-bit numbers.
  if (length > 0xF0000000 || !parser->reserve(length)) return Outcome::no_memory;
  auto &stages = *parser->stages;
  stages.n_structural_indexes = 0;
  const auto error = stages.stage1(text, length, simdjson::stage1_mode::regular);
  const size_t count = stages.n_structural_indexes;
  switch (error) {
    case simdjson::SUCCESS: break;
    case simdjson::EMPTY: return Outcome::found;
    case simdjson::UNCLOSED_STRING: return Outcome::unclosed_string;
    case simdjson::UNESCAPED_CHARS: return Outcome::control_character;
    case simdjson::UTF8_ERROR:
      if (count > 0 && stages.structural_indexes[count - 1] >= length) {
        return Outcome::control_character;
      }
      parser->token_count = count;
      return Outcome::found_with_invalid_utf8;
    default: return Outcome::no_memory;
  }
  parser->token_count = count;
  return Outcome::found;
}

Tokens Structure::tokens() const {
  Tokens tokens;
  tokens.text = parser->text;
  tokens.length = parser->length;
  if (parser->token_count > 0) {
    tokens.next = parser->stages->structural_indexes.get();
    tokens.end = tokens.next + parser->token_count;
  }
  return tokens;
}

bool Structure::is_utf8(const uint8_t *bytes, size_t length) {
  return simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), length);
}

}  // namespace documents
