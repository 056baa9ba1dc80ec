// The content hash of documents without `_id`.
#pragma once

#include "tokens.hpp"

namespace documents {

/// Hash of the document at the cursor, which must have been checked before.
///
/// The sum, over the leaves of the document, of `member_share(path, value)`: white space and the
/// order of members do not matter. A path is the FNV-1a of the member names on the way, unescaped
/// and each followed by a NUL byte; array elements count as members named by their index. A
/// number's value is the bits of its double (so 1 and 1.0 are equal), a string's the FNV-1a of its
/// text. `_rev` is left out: it tells of the database, not of the event.
uint64_t content_hash(Tokens document);

}  // namespace documents
