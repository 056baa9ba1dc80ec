// A cursor over the tokens of a JSON text, strict about the grammar.
//
// simdjson's first stage finds where every token starts: brackets, colons, commas, the opening
// quotes of strings, and the first byte of numbers and literals. It also makes sure that every
// string is closed and holds no control characters. The cursor checks all that is left.
#pragma once

#include "hash.hpp"
#include "numbers.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace documents {

inline bool is_space(uint8_t byte) {
  return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

inline bool ends_scalar(uint8_t byte) {
  return byte == ',' || byte == '}' || byte == ']' || is_space(byte);
}

/// The bytes between a string's quotes, escapes as they came.
struct Raw {
  const uint8_t *bytes = nullptr;
  size_t length = 0;

  bool has_escapes() const {
    size_t at = 0;
    for (; at + 8 <= length; at += 8) {
      uint64_t word;
      std::memcpy(&word, bytes + at, 8);
      if (has_backslash(word)) return true;
    }
    for (; at < length; at++) {
      if (bytes[at] == '\\') return true;
    }
    return false;
  }

private:
  /// Whether one of eight bytes is a backslash (Mycroft's test for a zero byte).
  static bool has_backslash(uint64_t word) {
    word ^= 0x5C5C5C5C5C5C5C5C;
    return ((word - 0x0101010101010101) & ~word & 0x8080808080808080) != 0;
  }
};

/// Equality of short byte strings without a call.
inline bool same_bytes(const uint8_t *left, const uint8_t *right, size_t length) {
  if (length >= 8) {
    size_t at = 0;
    uint64_t a, b;
    for (; at + 8 < length; at += 8) {
      std::memcpy(&a, left + at, 8);
      std::memcpy(&b, right + at, 8);
      if (a != b) return false;
    }
    std::memcpy(&a, left + length - 8, 8);
    std::memcpy(&b, right + length - 8, 8);
    return a == b;
  }
  for (size_t i = 0; i < length; i++) {
    if (left[i] != right[i]) return false;
  }
  return true;
}

struct Tokens {
  /// Deeper nesting than this is not taken for JSON.
  static constexpr int depth_limit = 1024;

  const uint8_t *text = nullptr;
  size_t length = 0;
  const uint32_t *next = nullptr;
  const uint32_t *end = nullptr;
  /// Set when a string held an escape that JSON does not know, or half a surrogate pair. The
  /// text around it can still be read.
  bool faulty_string = false;

  /// The first byte of the next token; 0, which starts no token, at the end.
  uint8_t peek() const { return next < end ? text[*next] : 0; }
  size_t position() const { return next < end ? *next : length; }
  bool at_end() const { return next >= end; }

  bool take(uint8_t byte) {
    if (peek() != byte) return false;
    ++next;
    return true;
  }

  /// The string at the cursor, which must stand at an opening quote. Between its closing quote
  /// and the next token there is only white space, so it is found from behind.
  [[gnu::always_inline]] Raw take_string() {
    const size_t start = *next++ + 1;
    size_t close = position() - 1;
    while (text[close] != '"') --close;
    return Raw{text + start, close - start};
  }

  bool skip_string() {
    const Raw raw = take_string();
    if (raw.has_escapes() && !escapes_are_valid(raw)) faulty_string = true;
    return true;
  }

  static bool escapes_are_valid(Raw raw);

  /// Checks the number at the cursor and, where `value` is wanted, converts it.
  [[gnu::always_inline]] bool take_number(double *value) {
    const uint8_t *const start = text + *next;
    if (next + 1 >= end) return take_last_number(value);
    // A phone sends 0 for every sensor that it lacks.
    if (*start == '0' && ends_scalar(start[1])) {
      if (value) *value = 0;
      ++next;
      return true;
    }
    Decimal decimal;
    const uint8_t *const stop = read_decimal(start, text + length, decimal);
    if (stop == nullptr || !ends_scalar(*stop)) return false;
    if (value) *value = value_of(decimal, start, stop);
    ++next;
    return true;
  }

  bool take_literal() {
    static constexpr struct { const char *word; size_t length; } words[] = {
      {"true", 4}, {"false", 5}, {"null", 4}};
    const size_t at = *next;
    const auto &word = words[text[at] == 't' ? 0 : text[at] == 'f' ? 1 : 2];
    if (length - at < word.length || std::memcmp(text + at, word.word, word.length) != 0) {
      return false;
    }
    if (at + word.length < length && !ends_scalar(text[at + word.length])) return false;
    ++next;
    return true;
  }

  /// Steps over one value of any kind. False where it is no JSON; then the cursor stands at the
  /// offending token.
  bool skip_value() {
    switch (peek()) {
      case '"': return skip_string();
      case '{': case '[': return skip_container();
      case 't': case 'f': case 'n': return take_literal();
      case '-': case '0': case '1': case '2': case '3': case '4':
      case '5': case '6': case '7': case '8': case '9': return take_number(nullptr);
      default: return false;
    }
  }

  /// Steps over a member's name and colon.
  bool take_name(Raw &name) {
    if (peek() != '"') return false;
    name = take_string();
    return take(':');
  }

  /// Steps over a member's name and colon where the name is this one, written without escapes.
  [[gnu::always_inline]] bool take_expected_name(const uint8_t *name, size_t name_length) {
    if (end - next < 2) return false;
    const size_t start = *next;
    if (next[1] != start + name_length + 2 || text[next[1]] != ':') return false;
    const bool is_same = text[start] == '"' && text[start + 1 + name_length] == '"' &&
      same_bytes(text + start + 1, name, name_length);
    next += is_same ? 2 : 0;
    return is_same;
  }

  /// Like `take_name`, and looks at the escapes of the name.
  bool take_name_checked(Raw &name);

private:
  bool skip_container();
  bool take_last_number(double *value);
};

}  // namespace documents
