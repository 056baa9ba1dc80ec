// Instants: ISO 8601 texts, numbers since 1970, and the time inside a UUID of version 1.
#include "CDocuments.h"

#include <cmath>
#include <initializer_list>

namespace {

/// Days since 1970 of a Gregorian date (Howard Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms", days_from_civil).
int64_t days_from_civil(int64_t year, unsigned month, unsigned day) {
  year -= month <= 2;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const unsigned year_of_era = static_cast<unsigned>(year - era * 400);
  const unsigned day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const unsigned day_of_era =
    year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + static_cast<int64_t>(day_of_era) - 719468;
}

unsigned days_of_month(unsigned year, unsigned month) {
  static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return days[month - 1] + (month == 2 && leap);
}

/// A cursor over the text; every reader moves it and tells whether it found what it wanted.
struct Scanner {
  const char *next;
  const char *end;

  bool digits(int count, unsigned &value) {
    if (end - next < count) return false;
    value = 0;
    for (int i = 0; i < count; i++) {
      const unsigned digit = static_cast<unsigned char>(next[i]) - '0';
      if (digit > 9) return false;
      value = value * 10 + digit;
    }
    next += count;
    return true;
  }

  bool one_of(const char *characters) {
    if (next == end) return false;
    for (; *characters; characters++) {
      if (*next == *characters) {
        next++;
        return true;
      }
    }
    return false;
  }

  /// Digits of a fraction of a second as whole milliseconds; the rest is cut off.
  bool fraction(unsigned &milliseconds) {
    unsigned scale = 100, digit;
    if (!digits(1, digit)) return false;
    milliseconds = 0;
    do {
      milliseconds += digit * scale;
      scale /= 10;
    } while (digits(1, digit));
    return true;
  }

  /// `Z`, `+01`, `+01:00`, `+0530`, or nothing at all, which means UTC.
  bool offset(int64_t &minutes) {
    minutes = 0;
    if (next == end || one_of("Zz")) return true;
    const bool west = *next == '-';
    unsigned hours, rest = 0;
    if (!one_of("+-") || !digits(2, hours)) return false;
    if (next != end) {
      one_of(":");
      if (!digits(2, rest)) return false;
    }
    if (hours > 23 || rest > 59) return false;
    minutes = (west ? -1 : 1) * static_cast<int64_t>(hours * 60 + rest);
    return true;
  }
};

int hexadecimal(char character) {
  if (character >= '0' && character <= '9') return character - '0';
  const char lower = character | 0x20;
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool hexadecimal_run(const char *text, int count, uint64_t &value) {
  value = 0;
  for (int i = 0; i < count; i++) {
    const int digit = hexadecimal(text[i]);
    if (digit < 0) return false;
    value = value << 4 | static_cast<uint64_t>(digit);
  }
  return true;
}

}  // namespace

bool cd_parse_timestamp(const char *text, size_t length, int64_t *milliseconds) {
  Scanner scan{text, text + length};
  unsigned year, month, day, hour, minute, second = 0, fraction = 0;
  int64_t offset;
  if (!scan.digits(4, year) || !scan.one_of("-") || !scan.digits(2, month) || !scan.one_of("-") ||
      !scan.digits(2, day) || !scan.one_of("Tt ") || !scan.digits(2, hour) ||
      !scan.one_of(":") || !scan.digits(2, minute)) {
    return false;
  }
  if (scan.one_of(":")) {
    if (!scan.digits(2, second)) return false;
    if (scan.one_of(".,") && !scan.fraction(fraction)) return false;
  }
  if (!scan.offset(offset) || scan.next != scan.end) return false;
  if (month < 1 || month > 12 || day < 1 || day > days_of_month(year, month)) return false;
  // A leap second is the first second of the next minute, as on a POSIX clock.
  if (hour > 23 || minute > 59 || second > 60) return false;
  const int64_t minutes =
    (days_from_civil(year, month, day) * 24 + hour) * 60 + minute - offset;
  *milliseconds = (minutes * 60 + second) * 1000 + fraction;
  return true;
}

bool cd_instant_of_number(double number, int64_t *milliseconds) {
  constexpr double start_of_2000 = 946684800.0, start_of_2200 = 7258118400.0;
  // The ranges of the four units do not touch.
  for (const double units_a_second : {1.0, 1e3, 1e6, 1e9}) {
    if (number >= start_of_2000 * units_a_second && number < start_of_2200 * units_a_second) {
      *milliseconds = static_cast<int64_t>(
        units_a_second == 1.0 ? std::round(number * 1000) : number / (units_a_second / 1000));
      return true;
    }
  }
  return false;
}

bool cd_time_of_uuid(const char *text, size_t length, int64_t *milliseconds) {
  uint64_t low, middle, high, variant, rest;
  if (length != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' ||
      !hexadecimal_run(text, 8, low) || !hexadecimal_run(text + 9, 4, middle) ||
      !hexadecimal_run(text + 14, 4, high) || !hexadecimal_run(text + 19, 4, variant) ||
      !hexadecimal_run(text + 24, 12, rest)) {
    return false;
  }
  if (high >> 12 != 1 || variant >> 14 != 2) return false;
  // Steps of 100 ns since 1582-10-15; 1970 began at this many.
  constexpr int64_t start_of_1970 = 0x01B21DD213814000;
  const int64_t steps = static_cast<int64_t>((high & 0x0FFF) << 48 | middle << 32 | low);
  const int64_t since = steps - start_of_1970;
  *milliseconds = since >= 0 ? since / 10000 : -((-since + 9999) / 10000);
  return true;
}
