#include "mapping.hpp"

namespace documents {

namespace {

std::string string_of(cd_text text) {
  return text.bytes ? std::string(reinterpret_cast<const char *>(text.bytes), text.length)
                    : std::string();
}

Path path_of(cd_text text) {
  Path path;
  if (text.bytes == nullptr) return path;
  const std::string whole = string_of(text);
  size_t start = 0;
  for (;;) {
    const size_t dot = whole.find('.', start);
    path.push_back(whole.substr(start, dot == std::string::npos ? dot : dot - start));
    if (dot == std::string::npos) return path;
    start = dot + 1;
  }
}

std::string joined(const Path &path) {
  std::string whole;
  for (const auto &name : path) whole += (whole.empty() ? "" : ".") + name;
  return whole;
}

const char *const extended_names[CD_EXTENDED_COUNT] = {
  "x_rotation", "y_rotation", "z_rotation", "x_gravity", "y_gravity",
  "z_gravity", "x_orientation", "y_orientation", "z_orientation"};

}  // namespace

Place::Place(cd_text text, const char *standard_name)
    : path(path_of(text)), is_standard(path.size() == 1 && path.front() == standard_name) {}

Mapping::Mapping(const cd_mapping &mapping)
    : timestamp(mapping.timestamp, "timestamp"), device_id(mapping.device_id, "deviceId"),
      device_type(mapping.device_type, "deviceType"), unit(mapping.unit), sets(1) {
  for (int axis = 0; axis < 3; axis++) {
    add(path_of(mapping.acceleration[axis]), 1u << (CD_COLUMN_ACCELERATION + axis));
  }
  add(path_of(mapping.proximity), 1u << CD_COLUMN_PROXIMITY);
  add(path_of(mapping.light), 1u << CD_COLUMN_LIGHT);
  for (int i = 0; i < CD_EXTENDED_COUNT; i++) {
    auto &meaning = root()[extended_names[i]];
    if (meaning.fields == 0) meaning.fields = 1u << (CD_COLUMN_EXTENDED + i);
  }
}

void Mapping::add(const Path &path, uint32_t field) {
  if (path.empty()) return;
  // A member whose name contains the dots itself is meant too.
  if (path.size() > 1) root()[joined(path)].fields |= field;
  size_t set = 0;
  for (size_t i = 0; i + 1 < path.size(); i++) {
    if (sets[set][path[i]].child < 0) {
      sets.emplace_back();
      sets[set][path[i]].child = static_cast<int32_t>(sets.size() - 1);
    }
    set = static_cast<size_t>(sets[set][path[i]].child);
  }
  sets[set][path.back()].fields |= field;
}

bool find(Tokens object, const Path &path, Tokens &found) {
  if (path.empty()) return false;
  for (const auto &name : path) {
    if (!object.take('{')) return false;
    bool matched = false;
    Tokens match;
    if (!object.take('}')) {
      do {
        Raw member;
        if (!object.take_name(member)) return false;
        if (equals(member, name)) {
          matched = true;
          match = object;
        }
        if (!object.skip_value()) return false;
      } while (object.take(','));
    }
    if (!matched) return false;
    object = match;
  }
  found = object;
  return true;
}

}  // namespace documents
