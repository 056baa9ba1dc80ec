// A field mapping, compiled to sets of names.
#pragma once

#include "CDocuments.h"
#include "names.hpp"

#include <deque>

namespace documents {

/// A path's member names; empty where the path is absent.
using Path = std::vector<std::string>;

/// Where one of the members around the data stands.
struct Place {
  Place(cd_text path, const char *standard_name);

  Path path;
  /// Whether that is where it stands without a mapping.
  bool is_standard;
};

inline constexpr uint32_t acceleration_fields = 0b111;

class Mapping {
public:
  explicit Mapping(const cd_mapping &mapping);

  /// The names directly within `data`.
  Names &root() { return sets.front(); }
  Names &set(int32_t number) { return sets[static_cast<size_t>(number)]; }

  Place timestamp, device_id, device_type;
  double unit;

private:
  void add(const Path &path, uint32_t field);

  std::deque<Names> sets;
};

/// Steps from the object at the cursor down a path; false where something is missing. The text
/// must have been checked before. Of several members of one name, the last is meant.
bool find(Tokens object, const Path &path, Tokens &found);

}  // namespace documents
