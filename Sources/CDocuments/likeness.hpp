// Documents by their likeness to one before.
//
// The documents of one source have the same members in the same order; only some values differ. So a
// line is compared with a document that was decoded token by token: as long as its bytes are the same,
// nothing has to be found out about them, and where they differ within a value, that value is read.
// Whatever differs elsewhere is not for this file to judge: the line is then decoded by its tokens.
#pragma once

#include "CDocuments.h"
#include "day.hpp"
#include "tokens.hpp"

#include <string>
#include <vector>

namespace documents {

/// A line that was decoded, with what may differ in another one without changing what it means.
class Likeness {
public:
  /// A value that may differ.
  struct Slot {
    enum class Kind : uint8_t {
      /// The `_id`.
      id,
      /// The text of the timestamp.
      instant,
      /// A number of the mapping.
      number,
      /// A number that nobody wants.
      other_number,
      /// A string that nobody wants.
      other_string
    };
    Kind kind;
    /// Bits of the columns that a number fills.
    uint32_t fields;
    /// Where the number, or the text between the quotes, starts and ends in the line [bytes].
    size_t start, end;
  };

  /// What a line says. The id stands in the line, or in the one that it is like.
  struct Reading {
    int64_t instant = 0;
    Raw id;
    double values[CD_COLUMN_COUNT];
  };

  /// Lines longer than this are not remembered [bytes].
  static constexpr size_t length_limit = 4096;

  /// The document, ended by a newline, and what it says, with its acceleration as it stands there.
  std::string line;
  std::vector<Slot> slots;
  Reading reading;
  /// Number of its device.
  uint32_t device = 0;
  /// Factor from the document's unit to m/s².
  double unit = 1;

  /// Reads the line that starts at `next`, if it is one like this: returns where the line after it
  /// starts, else nullptr.
  ///
  /// The bytes before `end` may be read; the last of them is a newline.
  const uint8_t *read(const uint8_t *next, const uint8_t *end, Reading &found);

private:
  Day day;

  const uint8_t *read_slot(
    const Slot &slot, const uint8_t *next, const uint8_t *end, Reading &found);
};

}  // namespace documents
