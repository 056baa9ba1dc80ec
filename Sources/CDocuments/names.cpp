#include "names.hpp"

namespace documents {

const Names::Meaning &Names::looked_up(Raw name, size_t place, bool &faulty) {
  const Meaning *found = &nothing;
  for (const auto &entry : entries) {
    if (equals(name, entry.name)) found = &entry.meaning;
  }
  if (name.has_escapes()) {
    std::string ignored;
    faulty = !unescape(name, ignored) || faulty;
    return *found;
  }
  if (place >= slot_limit || name.length > sizeof(Slot::name)) return *found;
  if (place >= slots.size()) slots.resize(place + 1);
  Slot &slot = slots[place];
  slot.length = name.length;
  std::memcpy(slot.name, name.bytes, name.length);
  slot.meaning = *found;
  return slot.meaning;
}

}  // namespace documents
