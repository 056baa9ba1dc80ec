// Times of the day before, which is mostly the day.
#pragma once

#include "CDocuments.h"

#include <cstdint>
#include <cstring>

namespace documents {

/// Reads instants, most of them without looking at their date again.
class Day {
public:
  /// Like `cd_parse_timestamp`.
  bool instant(const uint8_t *bytes, size_t length, int64_t &milliseconds) {
    int64_t since_midnight = 0;
    const bool is_usual = length == usual_length && time_of_day(bytes + date_length, since_midnight);
    if (is_usual && std::memcmp(bytes, date, date_length) == 0) {
      milliseconds = midnight + since_midnight;
      return true;
    }
    if (!cd_parse_timestamp(reinterpret_cast<const char *>(bytes), length, &milliseconds)) return false;
    if (is_usual) {
      std::memcpy(date, bytes, date_length);
      midnight = milliseconds - since_midnight;
    }
    return true;
  }

private:
  /// `2020-03-05T` and `12:16:24.493Z`.
  static constexpr size_t date_length = 11, usual_length = 24;

  /// Reads `12:16:24.493Z` to milliseconds. False where it is anything else.
  static bool time_of_day(const uint8_t *bytes, int64_t &milliseconds) {
    uint64_t clock;
    uint32_t fraction;
    std::memcpy(&clock, bytes, 8);
    std::memcpy(&fraction, bytes + 8, 4);
    // Digits become their values and separators 0; what is 6 more than a digit is below 16, too.
    clock ^= 0x30303A30303A3030;
    fraction ^= 0x3030302E;
    const bool is_time =
      ((clock | (clock + 0x0606000606000606)) & 0xF0F0FFF0F0FFF0F0) == 0 &&
      ((fraction | (fraction + 0x06060600)) & 0xF0F0F0FF) == 0 && bytes[12] == 'Z';
    if (!is_time) return false;
    const uint64_t pairs = clock * 10 + (clock >> 8);
    const int64_t hour = pairs & 0xFF, minute = pairs >> 24 & 0xFF, second = pairs >> 48 & 0xFF;
    if (hour > 23 || minute > 59 || second > 60) return false;
    milliseconds = ((hour * 60 + minute) * 60 + second) * 1000
      + (fraction >> 8 & 0xF) * 100 + (fraction >> 16 & 0xF) * 10 + (fraction >> 24);
    return true;
  }

  uint8_t date[date_length] = {};
  /// When the date began [ms UTC].
  int64_t midnight = 0;
};

}  // namespace documents
