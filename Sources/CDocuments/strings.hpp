// Unescaped strings.
#pragma once

#include "tokens.hpp"

#include <string>

namespace documents {

/// Appends the text of a string to `text`. Where an escape is invalid or a surrogate lacks its
/// other half, appends U+FFFD for it and returns false.
bool unescape(Raw raw, std::string &text);

/// Whether a string, unescaped, equals `name`.
bool equals(Raw raw, const std::string &name);

}  // namespace documents
