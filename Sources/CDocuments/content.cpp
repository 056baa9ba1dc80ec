#include "content.hpp"

#include "CDocuments.h"
#include "strings.hpp"

#include <string>

namespace documents {

namespace {

/// Kinds of leaves, so that `"1"` and `1` differ.
enum Kind : uint64_t { number_kind = 1, string_kind, literal_kind, empty_kind };

uint64_t tagged(Kind kind, uint64_t value) { return mixed(value + kind); }

uint64_t value_of_number(double number) {
  if (number == 0) number = 0;  // no negative zero
  uint64_t bits;
  std::memcpy(&bits, &number, sizeof bits);
  return tagged(number_kind, bits);
}

/// A path that has one more name, whose bytes were already hashed on top of it.
uint64_t ended(uint64_t path) {
  const uint8_t end = 0;
  return fnv64(&end, 1, path);
}

/// Walks one document and gathers the sum.
class Walk {
public:
  explicit Walk(Tokens document) : tokens(document) {}

  uint64_t sum = 0;

  void value(uint64_t path) {
    switch (tokens.peek()) {
      case '{': return object(path);
      case '[': return array(path);
      case '"': return leaf(path, tagged(string_kind, text_hash(tokens.take_string())));
      case 't': case 'f': case 'n': {
        const uint8_t lead = tokens.peek();
        tokens.take_literal();
        return leaf(path, tagged(literal_kind, lead));
      }
      default: {
        double number = 0;
        tokens.take_number(&number);
        return leaf(path, value_of_number(number));
      }
    }
  }

private:
  Tokens tokens;
  std::string scratch;
  bool is_outermost = true;

  void leaf(uint64_t path, uint64_t value) { sum += member_share(path, value); }

  uint64_t text_hash(Raw raw, uint64_t seed = fnv_offset_64) {
    if (!raw.has_escapes()) return fnv64(raw.bytes, raw.length, seed);
    scratch.clear();
    unescape(raw, scratch);
    return fnv64(reinterpret_cast<const uint8_t *>(scratch.data()), scratch.size(), seed);
  }

  void object(uint64_t path) {
    const bool skips_revision = is_outermost;
    is_outermost = false;
    tokens.take('{');
    if (tokens.take('}')) return leaf(path, tagged(empty_kind, '{'));
    do {
      Raw name;
      tokens.take_name(name);
      if (skips_revision && equals(name, "_rev")) {
        tokens.skip_value();
      } else {
        value(ended(text_hash(name, path)));
      }
    } while (tokens.take(','));
    tokens.take('}');
  }

  void array(uint64_t path) {
    tokens.take('[');
    if (tokens.take(']')) return leaf(path, tagged(empty_kind, '['));
    size_t index = 0;
    do {
      const std::string name = std::to_string(index++);
      value(ended(fnv64(reinterpret_cast<const uint8_t *>(name.data()), name.size(), path)));
    } while (tokens.take(','));
    tokens.take(']');
  }
};

}  // namespace

uint64_t content_hash(Tokens document) {
  Walk walk(document);
  walk.value(fnv_offset_64);
  return walk.sum;
}

}  // namespace documents

uint64_t cd_hash_number_member(cd_text name, double number) {
  using namespace documents;
  return member_share(ended(fnv64(name.bytes, name.length)), value_of_number(number));
}

uint64_t cd_hash_text_member(cd_text name, cd_text text) {
  using namespace documents;
  return member_share(
    ended(fnv64(name.bytes, name.length)), tagged(string_kind, fnv64(text.bytes, text.length)));
}
