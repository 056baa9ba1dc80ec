#include "CColumns.h"
#include "clones.h"

#if defined(__x86_64__)

#include <immintrin.h>

bool doorstats_has_crc32(void) {
  return __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");
}

// Multiplication without carries folds 64 bytes at a time into the remainder of their polynomial.
//
// Reference: Gopal et al., Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction,
// Intel, 2009; the constants are those of its bit-reflected CRC-32.
__attribute__((target("pclmul,sse4.1"))) static inline __m128i folded(__m128i sum, __m128i by,
                                                                     __m128i next) {
  const __m128i low = _mm_clmulepi64_si128(sum, by, 0x00);
  const __m128i high = _mm_clmulepi64_si128(sum, by, 0x11);
  return _mm_xor_si128(_mm_xor_si128(high, low), next);
}

static inline __m128i load(const uint8_t *bytes) {
  return _mm_loadu_si128((const __m128i *)bytes);
}

// Four remainders side by side, the first bytes in `a`, and what follows them.
struct state {
  __m128i a, b, c, d;
  const uint8_t *bytes;
  size_t count;
};

__attribute__((target("pclmul,sse4.1"))) static inline uint32_t finished(struct state s) {
  const __m128i by_64 = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4);
  const __m128i by_16 = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
  const __m128i by_8 = _mm_set_epi64x(0, 0x0163cd6124);
  const __m128i polynomial = _mm_set_epi64x(0x01f7011641, 0x01db710641);
  const __m128i words = _mm_setr_epi32(-1, 0, -1, 0);

  for (; s.count >= 64; s.bytes += 64, s.count -= 64) {
    s.a = folded(s.a, by_64, load(s.bytes));
    s.b = folded(s.b, by_64, load(s.bytes + 16));
    s.c = folded(s.c, by_64, load(s.bytes + 32));
    s.d = folded(s.d, by_64, load(s.bytes + 48));
  }
  __m128i a = folded(folded(folded(s.a, by_16, s.b), by_16, s.c), by_16, s.d);
  for (; s.count >= 16; s.bytes += 16, s.count -= 16) a = folded(a, by_16, load(s.bytes));

  // 128 bits to 64, to 32 (Barrett's reduction).
  a = _mm_xor_si128(_mm_srli_si128(a, 8), _mm_clmulepi64_si128(a, by_16, 0x10));
  a = _mm_xor_si128(_mm_srli_si128(a, 4),
                    _mm_clmulepi64_si128(_mm_and_si128(a, words), by_8, 0x00));
  __m128i b = _mm_clmulepi64_si128(_mm_and_si128(a, words), polynomial, 0x10);
  b = _mm_and_si128(b, words);
  a = _mm_xor_si128(a, _mm_clmulepi64_si128(b, polynomial, 0x00));
  return ~(uint32_t)_mm_extract_epi32(a, 1);
}

#define WIDE __attribute__((target("vpclmulqdq,avx2,pclmul,sse4.1")))

WIDE static inline __m256i folded_wide(__m256i sum, __m256i by, __m256i next) {
  const __m256i low = _mm256_clmulepi64_epi128(sum, by, 0x00);
  const __m256i high = _mm256_clmulepi64_epi128(sum, by, 0x11);
  return _mm256_xor_si256(_mm256_xor_si256(high, low), next);
}

WIDE static inline __m256i load_wide(const uint8_t *bytes) {
  return _mm256_loadu_si256((const __m256i *)bytes);
}

// The same, 128 bytes at a time.
WIDE static uint32_t crc32_wide(uint32_t crc, const uint8_t *bytes, size_t count) {
  const __m256i by_128 = _mm256_set_epi64x(0x014a7fe880, 0x01e88ef372, 0x014a7fe880, 0x01e88ef372);
  const __m128i by_64 = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4);
  __m256i a = _mm256_xor_si256(load_wide(bytes), _mm256_setr_epi32((int)~crc, 0, 0, 0, 0, 0, 0, 0));
  __m256i b = load_wide(bytes + 32), c = load_wide(bytes + 64), d = load_wide(bytes + 96);
  for (bytes += 128, count -= 128; count >= 128; bytes += 128, count -= 128) {
    a = folded_wide(a, by_128, load_wide(bytes));
    b = folded_wide(b, by_128, load_wide(bytes + 32));
    c = folded_wide(c, by_128, load_wide(bytes + 64));
    d = folded_wide(d, by_128, load_wide(bytes + 96));
  }
  return finished((struct state){
      folded(_mm256_castsi256_si128(a), by_64, _mm256_castsi256_si128(c)),
      folded(_mm256_extracti128_si256(a, 1), by_64, _mm256_extracti128_si256(c, 1)),
      folded(_mm256_castsi256_si128(b), by_64, _mm256_castsi256_si128(d)),
      folded(_mm256_extracti128_si256(b, 1), by_64, _mm256_extracti128_si256(d, 1)),
      bytes, count});
}

__attribute__((target("pclmul,sse4.1"))) uint32_t doorstats_crc32(uint32_t crc,
                                                                  const uint8_t *bytes,
                                                                  size_t count) {
  if (count >= 128 && __builtin_cpu_supports("vpclmulqdq") && __builtin_cpu_supports("avx2")) {
    return crc32_wide(crc, bytes, count);
  }
  return finished((struct state){
      _mm_xor_si128(load(bytes), _mm_cvtsi32_si128((int)~crc)), load(bytes + 16),
      load(bytes + 32), load(bytes + 48), bytes + 64, count - 64});
}

#else

bool doorstats_has_crc32(void) { return false; }

uint32_t doorstats_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
  (void)bytes, (void)count;
  return crc;
}

#endif
