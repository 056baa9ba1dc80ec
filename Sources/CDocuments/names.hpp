// Member names: which of them matter, looked up by the order in which they usually come.
#pragma once

#include "strings.hpp"

#include <string>
#include <vector>

namespace documents {

/// A set of member names, each with what it means to the caller.
///
/// Documents of one source have their members in the same order, so the meaning of the member at
/// each place is remembered and only compared. Names that mean nothing are remembered too.
class Names {
public:
  struct Meaning {
    /// Bits of the fields that the member fills.
    uint32_t fields = 0;
    /// Number of the set of names within the member, or -1.
    int32_t child = -1;
  };

  Meaning &operator[](const std::string &name) {
    for (auto &entry : entries) {
      if (entry.name == name) return entry.meaning;
    }
    entries.push_back(Entry{name, Meaning{}});
    return entries.back().meaning;
  }

  /// Steps over the name and colon of the member at `place` (0, 1, …) of an object, and tells what
  /// it means; nullptr where there is no name. Sets the cursor's `faulty_string` where the name holds
  /// an invalid escape.
  [[gnu::always_inline]] const Meaning *take(Tokens &tokens, size_t place) {
    if (place < slots.size()) {
      const Slot &slot = slots[place];
      if (tokens.take_expected_name(slot.name, slot.length)) return &slot.meaning;
    }
    Raw name;
    if (!tokens.take_name(name)) return nullptr;
    return &looked_up(name, place, tokens.faulty_string);
  }

private:
  struct Entry {
    std::string name;
    Meaning meaning;
  };
  struct Slot {
    size_t length = SIZE_MAX;
    uint8_t name[32] = {};
    Meaning meaning;
  };
  static constexpr size_t slot_limit = 64;

  const Meaning &looked_up(Raw name, size_t place, bool &faulty);

  std::vector<Entry> entries;
  std::vector<Slot> slots;
  Meaning nothing;
};

}  // namespace documents
