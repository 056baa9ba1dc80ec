// Unescaping of JSON strings (RFC 8259, section 7).
#include "strings.hpp"

namespace documents {

namespace {

void append_utf8(uint32_t scalar, std::string &text) {
  if (scalar < 0x80) {
    text.push_back(static_cast<char>(scalar));
  } else if (scalar < 0x800) {
    text.push_back(static_cast<char>(0xC0 | scalar >> 6));
    text.push_back(static_cast<char>(0x80 | (scalar & 0x3F)));
  } else if (scalar < 0x10000) {
    text.push_back(static_cast<char>(0xE0 | scalar >> 12));
    text.push_back(static_cast<char>(0x80 | (scalar >> 6 & 0x3F)));
    text.push_back(static_cast<char>(0x80 | (scalar & 0x3F)));
  } else {
    text.push_back(static_cast<char>(0xF0 | scalar >> 18));
    text.push_back(static_cast<char>(0x80 | (scalar >> 12 & 0x3F)));
    text.push_back(static_cast<char>(0x80 | (scalar >> 6 & 0x3F)));
    text.push_back(static_cast<char>(0x80 | (scalar & 0x3F)));
  }
}

/// The four hexadecimal digits at `next`.
bool code_unit(const uint8_t *next, const uint8_t *end, uint32_t &unit) {
  if (end - next < 4) return false;
  unit = 0;
  for (int i = 0; i < 4; i++) {
    const uint8_t lower = next[i] | 0x20;
    if (next[i] >= '0' && next[i] <= '9') unit = unit << 4 | (next[i] - '0');
    else if (lower >= 'a' && lower <= 'f') unit = unit << 4 | (lower - 'a' + 10);
    else return false;
  }
  return true;
}

constexpr uint32_t replacement = 0xFFFD;

/// Reads what follows `\u`, with the other half of a surrogate pair where there is one.
bool take_scalar(const uint8_t *&next, const uint8_t *end, uint32_t &scalar) {
  scalar = replacement;
  uint32_t unit, low;
  if (!code_unit(next, end, unit)) return false;
  next += 4;
  if (unit < 0xD800 || unit > 0xDFFF) {
    scalar = unit;
    return true;
  }
  if (unit > 0xDBFF || end - next < 6 || next[0] != '\\' || next[1] != 'u' ||
      !code_unit(next + 2, end, low) || low < 0xDC00 || low > 0xDFFF) {
    return false;
  }
  next += 6;
  scalar = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
  return true;
}

}  // namespace

bool unescape(Raw raw, std::string &text) {
  bool valid = true;
  const uint8_t *next = raw.bytes, *const end = raw.bytes + raw.length;
  while (next < end) {
    const void *found = std::memchr(next, '\\', static_cast<size_t>(end - next));
    const uint8_t *escape = found ? static_cast<const uint8_t *>(found) : end;
    text.append(reinterpret_cast<const char *>(next), static_cast<size_t>(escape - next));
    if (escape == end) break;
    next = escape + 1;
    uint32_t scalar = replacement;
    switch (next < end ? *next++ : 0) {
      case '"': scalar = '"'; break;
      case '\\': scalar = '\\'; break;
      case '/': scalar = '/'; break;
      case 'b': scalar = '\b'; break;
      case 'f': scalar = '\f'; break;
      case 'n': scalar = '\n'; break;
      case 'r': scalar = '\r'; break;
      case 't': scalar = '\t'; break;
      case 'u': valid = take_scalar(next, end, scalar) && valid; break;
      default: valid = false;
    }
    append_utf8(scalar, text);
  }
  return valid;
}

bool equals(Raw raw, const std::string &name) {
  if (!raw.has_escapes()) {
    return raw.length == name.size()
      && (raw.length == 0 || std::memcmp(raw.bytes, name.data(), raw.length) == 0);
  }
  std::string text;
  return unescape(raw, text) && text == name;
}

}  // namespace documents
