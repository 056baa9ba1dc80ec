#include "likeness.hpp"

#include <algorithm>
#include <cmath>

namespace documents {

namespace {

constexpr uint64_t in_each_byte(uint8_t byte) { return 0x0101010101010101 * byte; }

/// The high bit of each zero byte; above the lowest of them, other bits may be set too (Mycroft).
uint64_t zero_bytes(uint64_t word) { return (word - in_each_byte(1)) & ~word; }

}  // namespace

size_t same_length(const uint8_t *left, const uint8_t *right, size_t most) {
  size_t at = 0;
  for (; at + 8 <= most; at += 8) {
    uint64_t a, b;
    std::memcpy(&a, left + at, 8);
    std::memcpy(&b, right + at, 8);
    if (a != b) return at + static_cast<size_t>(__builtin_ctzll(a ^ b)) / 8;
  }
  while (at < most && left[at] == right[at]) at++;
  return at;
}

const uint8_t *end_of_plain_text(const uint8_t *next, const uint8_t *end) {
  for (; end - next >= 8; next += 8) {
    uint64_t word;
    std::memcpy(&word, next, 8);
    const uint64_t others = zero_bytes(word ^ in_each_byte('"')) |
      zero_bytes(word ^ in_each_byte('\\')) | (word - in_each_byte(' ')) | word;
    const uint64_t found = others & in_each_byte(0x80);
    if (found != 0) return next + __builtin_ctzll(found) / 8;
  }
  while (*next >= ' ' && *next < 0x80 && *next != '"' && *next != '\\') next++;
  return next;
}

const uint8_t *Likeness::read(const uint8_t *next, const uint8_t *end, Reading &found) const {
  const auto *const text = reinterpret_cast<const uint8_t *>(line.data());
  const size_t length = line.size();
  found = reading;
  found.id = Raw{};
  size_t at = 0;
  const Slot *slot = slots.data(), *const last = slot + slots.size();
  for (;;) {
    const size_t most = std::min(length - at, static_cast<size_t>(end - next));
    const size_t same = same_length(next, text + at, most);
    at += same;
    next += same;
    if (at == length) break;
    // The slots that are the same, and end in the same way, say the same.
    while (slot != last && slot->end < at) slot++;
    if (slot == last || slot->start > at) return nullptr;
    next = read_slot(*slot, next - (at - slot->start), end, found);
    if (next == nullptr) return nullptr;
    at = slot->end;
    slot++;
  }
  for (int axis = 0; axis < 3; axis++) {
    found.values[axis] *= unit;
    if (!std::isfinite(found.values[axis])) return nullptr;
  }
  return found.id.length > 0 ? next : nullptr;
}

/// Reads one value and returns its end; what follows there is for the caller to compare.
const uint8_t *Likeness::read_slot(
  const Slot &slot, const uint8_t *next, const uint8_t *end, Reading &found
) const {
  switch (slot.kind) {
    case Slot::Kind::number:
    case Slot::Kind::other_number: {
      Decimal decimal;
      const uint8_t *const stop = read_decimal(next, end, decimal);
      if (stop == nullptr || slot.kind == Slot::Kind::other_number) return stop;
      const double value = value_of(decimal, next, stop);
      if (!std::isfinite(value)) return nullptr;
      for (uint32_t rest = slot.fields; rest != 0; rest &= rest - 1) {
        found.values[__builtin_ctz(rest)] = value;
      }
      return stop;
    }
    case Slot::Kind::id: {
      const uint8_t *const stop = end_of_plain_text(next, end);
      // Ids that begin like this are those of design documents.
      if (*next == '_') return nullptr;
      found.id = Raw{next, static_cast<size_t>(stop - next)};
      return stop;
    }
    case Slot::Kind::instant: {
      const uint8_t *const stop = end_of_plain_text(next, end);
      const bool is_valid = cd_parse_timestamp(
        reinterpret_cast<const char *>(next), static_cast<size_t>(stop - next), &found.instant);
      return is_valid ? stop : nullptr;
    }
    case Slot::Kind::other_string: return end_of_plain_text(next, end);
  }
  return nullptr;
}

}  // namespace documents
