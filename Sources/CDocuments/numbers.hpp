// JSON numbers: checked against the grammar and rounded correctly in one pass.
#pragma once

#include <simdjson.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

#ifdef __SSE2__
/// Reads sixteen digits: pairs, then fours, then eights of them at once. False where one is none.
inline bool sixteen_digits_follow(const uint8_t *bytes, uint64_t &value) {
  const __m128i digits = _mm_sub_epi8(
    _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes)), _mm_set1_epi8('0'));
  const __m128i are_digits = _mm_cmpeq_epi8(_mm_min_epu8(digits, _mm_set1_epi8(9)), digits);
  if (_mm_movemask_epi8(are_digits) != 0xFFFF) return false;
  const __m128i pairs = _mm_add_epi16(
    _mm_mullo_epi16(_mm_and_si128(digits, _mm_set1_epi16(0xFF)), _mm_set1_epi16(10)),
    _mm_srli_epi16(digits, 8));
  const __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(1 << 16 | 100));
  const __m128i eights = _mm_madd_epi16(
    _mm_packs_epi32(fours, fours), _mm_set1_epi32(1 << 16 | 10000));
  const uint64_t both = static_cast<uint64_t>(_mm_cvtsi128_si64(eights));
  value = (both & 0xFFFFFFFF) * 100000000 + (both >> 32);
  return true;
}
#endif

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
  if (!is_digit(*next)) return nullptr;
  const bool starts_with_zero = *next == '0';
  const uint8_t *const digits = next;
  uint64_t mantissa = *next++ - '0';
  if (starts_with_zero) {
    if (is_digit(*next)) return nullptr;
  } else {
    while (is_digit(*next)) mantissa = mantissa * 10 + (*next++ - '0');
  }
  int64_t count = starts_with_zero ? 0 : next - digits, exponent = 0;
  if (*next == '.') {
    const uint8_t *const fraction = ++next;
#ifdef __SSE2__
    uint64_t sixteen;
    while (readable_end - next >= 16 && sixteen_digits_follow(next, sixteen)) {
      mantissa = mantissa * 10000000000000000 + sixteen;
      next += 16;
    }
#endif
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
    if (count > 19 && starts_with_zero) {  // zeros in front are no digits of the mantissa
      for (const uint8_t *leading = fraction; *leading == '0'; leading++) count--;
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
