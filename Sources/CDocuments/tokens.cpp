// The rarer steps of the token cursor.
#include "tokens.hpp"

#include "strings.hpp"

#include <bitset>
#include <string>

namespace documents {

bool Tokens::escapes_are_valid(Raw raw) {
  std::string ignored;
  return unescape(raw, ignored);
}

bool Tokens::take_last_number(double *value) {
  // Nothing follows that would end the number: give it an end to run into.
  std::string copy(reinterpret_cast<const char *>(text + *next), length - *next);
  copy.push_back(' ');
  const auto *start = reinterpret_cast<const uint8_t *>(copy.data());
  Decimal decimal;
  const uint8_t *const stop = read_decimal(start, start + copy.size(), decimal);
  if (stop == nullptr || !ends_scalar(*stop)) return false;
  if (value) *value = value_of(decimal, start, stop);
  ++next;
  return true;
}

bool Tokens::skip_container() {
  std::bitset<depth_limit> is_object;
  int depth = 0;
  for (;;) {
    // A value is expected.
    const uint8_t lead = peek();
    if (lead == '{' || lead == '[') {
      if (depth == depth_limit) return false;
      is_object[depth++] = lead == '{';
      ++next;
      if (take(lead == '{' ? '}' : ']')) {
        depth--;
      } else {
        Raw name;
        if (lead == '{' && !take_name_checked(name)) return false;
        continue;
      }
    } else if (!skip_value()) {
      return false;
    }
    // A value has ended: go on with its siblings, or end what holds it.
    for (;;) {
      if (depth == 0) return true;
      if (take(',')) {
        Raw name;
        if (is_object[depth - 1] && !take_name_checked(name)) return false;
        break;
      }
      if (!take(is_object[depth - 1] ? '}' : ']')) return false;
      depth--;
    }
  }
}

bool Tokens::take_name_checked(Raw &name) {
  if (!take_name(name)) return false;
  if (name.has_escapes() && !escapes_are_valid(name)) faulty_string = true;
  return true;
}

}  // namespace documents
