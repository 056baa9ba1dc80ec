// Bytes looked at many at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace documents {

constexpr uint64_t in_each_byte(uint8_t byte) { return 0x0101010101010101 * byte; }

/// The high bit of each zero byte; above the lowest of them, other bits may be set too (Mycroft).
inline uint64_t zero_bytes(uint64_t word) { return (word - in_each_byte(1)) & ~word; }

/// How many bytes from the first on are the same, of so many at most.
[[gnu::always_inline]] inline size_t same_length(
  const uint8_t *left, const uint8_t *right, size_t most
) {
  size_t at = 0;
#ifdef __SSE2__
  const auto same_sixteen = [&](size_t from) {
    return _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i *>(left + from)),
                          _mm_loadu_si128(reinterpret_cast<const __m128i *>(right + from)));
  };
  for (; at + 32 <= most; at += 32) {
    const __m128i first = same_sixteen(at), second = same_sixteen(at + 16);
    if (_mm_movemask_epi8(_mm_and_si128(first, second)) == 0xFFFF) continue;
    const unsigned same = static_cast<unsigned>(_mm_movemask_epi8(first)) |
      static_cast<unsigned>(_mm_movemask_epi8(second)) << 16;
    return at + static_cast<size_t>(__builtin_ctz(~same));
  }
#endif
  for (; at + 8 <= most; at += 8) {
    uint64_t a, b;
    std::memcpy(&a, left + at, 8);
    std::memcpy(&b, right + at, 8);
    if (a != b) return at + static_cast<size_t>(__builtin_ctzll(a ^ b)) / 8;
  }
  while (at < most && left[at] == right[at]) at++;
  return at;
}

/// The first byte that is no plain character of a string: a quote, a backslash, a control character,
/// or any of a character beyond ASCII. There is one before `end`.
[[gnu::always_inline]] inline const uint8_t *end_of_plain_text(
  const uint8_t *next, const uint8_t *end
) {
#ifdef __SSE2__
  for (; end - next >= 16; next += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(next));
    // As signed numbers, bytes beyond ASCII are below the space, too.
    const __m128i others = _mm_or_si128(
      _mm_cmplt_epi8(bytes, _mm_set1_epi8(' ')),
      _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                   _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
    const unsigned found = static_cast<unsigned>(_mm_movemask_epi8(others));
    if (found != 0) return next + __builtin_ctz(found);
  }
#endif
  for (; end - next >= 8; next += 8) {
    uint64_t word;
    std::memcpy(&word, next, 8);
    const uint64_t others = zero_bytes(word ^ in_each_byte('"')) |
      zero_bytes(word ^ in_each_byte('\\')) | (word - in_each_byte(' ')) | word;
    const uint64_t found = others & in_each_byte(0x80);
    if (found != 0) return next + __builtin_ctzll(found) / 8;
  }
  while (*next >= ' ' && *next < 0x80 && *next != '"' && *next != '\\') next++;
  return next;
}

}  // namespace documents
