// JSON numbers: checked against the grammar and rounded correctly in one pass.
#pragma once

#include <simdjson.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace documents {

inline bool is_digit(uint8_t byte) { return static_cast<uint8_t>(byte - '0') < 10; }

/// How many of the next eight bytes are digits, up to the first that is none (Lemire, "Quickly
/// determining if a string is made of digits").
inline unsigned digits_among_eight(const uint8_t *bytes) {
  uint64_t word;
  std::memcpy(&word, bytes, 8);
  const uint64_t others = ((word & 0xF0F0F0F0F0F0F0F0) |
    (((word + 0x0606060606060606) & 0xF0F0F0F0F0F0F0F0) >> 4)) ^ 0x3333333333333333;
  return others == 0 ? 8 : static_cast<unsigned>(__builtin_ctzll(others)) / 8;
}

inline constexpr uint32_t powers_of_ten[] = {
  1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

/// The value of the first so many of eight bytes, which are digits (Johnny Lee's and Lemire's three
/// multiplications, with zeros in front).
inline uint32_t value_of_digits(const uint8_t *bytes, unsigned count) {
  uint64_t word;
  std::memcpy(&word, bytes, 8);
  if (count < 8) word = word << 8 * (7 - count) << 8;
  word = (word & 0x0F0F0F0F0F0F0F0F) * 2561 >> 8;
  word = (word & 0x00FF00FF00FF00FF) * 6553601 >> 16;
  return static_cast<uint32_t>((word & 0x0000FFFF0000FFFF) * 42949672960001 >> 32);
}

/// A number's digits: `mantissa` · 10^`exponent`, exact while `digit_count` ≤ 19.
struct Decimal {
  bool negative;
  uint64_t mantissa;
  int64_t exponent;
  int64_t digit_count;
};

/// Reads a number of JSON's grammar and returns its end, or nullptr.
///
/// Whoever calls makes sure that a byte that is no part of a number stands before `readable_end`;
/// words are read up to there.
[[gnu::always_inline]] inline const uint8_t *read_decimal(
  const uint8_t *next, const uint8_t *readable_end, Decimal &decimal
) {
  decimal.negative = *next == '-';
  next += decimal.negative;
  const uint8_t *const digits = next;
  uint64_t mantissa = 0;
  while (is_digit(*next)) mantissa = mantissa * 10 + (*next++ - '0');
  int64_t count = next - digits;
  if (count == 0 || (*digits == '0' && count > 1)) return nullptr;
  int64_t exponent = 0;
  if (*next == '.') {
    const uint8_t *const fraction = ++next;
    for (bool goes_on = true; goes_on && readable_end - next >= 8;) {
      const unsigned digits = digits_among_eight(next);
      mantissa = mantissa * powers_of_ten[digits] + value_of_digits(next, digits);
      next += digits;
      goes_on = digits == 8;
    }
    while (is_digit(*next)) mantissa = mantissa * 10 + (*next++ - '0');
    exponent = fraction - next;
    if (exponent == 0) return nullptr;
    count -= exponent;
    if (count > 19) {  // zeros in front are no digits of the mantissa
      const uint8_t *leading = digits;
      while (*leading == '0' || *leading == '.') count -= *leading++ == '0';
    }
  }
  if (*next == 'e' || *next == 'E') {
    next++;
    const bool negative = *next == '-';
    if (negative || *next == '+') next++;
    const uint8_t *const start = next;
    int64_t power = 0;
    while (is_digit(*next)) power = power < 1000000 ? power * 10 + (*next - '0') : power, next++;
    if (next == start) return nullptr;
    exponent += negative ? -power : power;
  }
  decimal.mantissa = mantissa;
  decimal.exponent = exponent;
  decimal.digit_count = count;
  return next;
}

/// The nearest double of a number that `read_decimal` accepted; infinite beyond the range.
[[gnu::always_inline]] inline double value_of(const Decimal &decimal, const uint8_t *start, const uint8_t *end) {
  double value;
  if (decimal.digit_count <= 19) {
    if (decimal.mantissa == 0) return decimal.negative ? -0.0 : 0.0;
    // The table of powers that the next call looks into ends there; it does not check.
    if (decimal.exponent >= simdjson::internal::smallest_power
        && decimal.exponent <= simdjson::internal::largest_power
        && simdjson::SIMDJSON_BUILTIN_IMPLEMENTATION::numberparsing::compute_float_64(
          decimal.exponent, decimal.mantissa, decimal.negative, value)) {
      return value;
    }
  }
  const auto result = std::from_chars(
    reinterpret_cast<const char *>(start), reinterpret_cast<const char *>(end), value);
  if (result.ec != std::errc::result_out_of_range) return value;
  const double magnitude = decimal.exponent + decimal.digit_count > 0
    ? std::numeric_limits<double>::infinity() : 0.0;
  return decimal.negative ? -magnitude : magnitude;
}

}  // namespace documents
