#include "likeness.hpp"

#include "bytes.hpp"

#include <algorithm>
#include <cmath>

namespace documents {

/// Reads one value and returns its end; what follows there is for the caller to compare.
[[gnu::always_inline]] inline const uint8_t *Likeness::read_slot(
  const Slot &slot, const uint8_t *next, const uint8_t *end, Reading &found
) {
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
      return day.instant(next, static_cast<size_t>(stop - next), found.instant) ? stop : nullptr;
    }
    case Slot::Kind::other_string: return end_of_plain_text(next, end);
  }
  return nullptr;
}

const uint8_t *Likeness::read(const uint8_t *next, const uint8_t *end, Reading &found) {
  const auto *const text = reinterpret_cast<const uint8_t *>(line.data());
  const size_t length = line.size();
  found = reading;
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

}  // namespace documents
