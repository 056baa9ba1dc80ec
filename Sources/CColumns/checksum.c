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

__attribute__((target("pclmul,sse4.1"))) uint32_t doorstats_crc32(uint32_t crc,
                                                                  const uint8_t *bytes,
                                                                  size_t count) {
  const __m128i by_64 = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4);
  const __m128i by_16 = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
  const __m128i by_8 = _mm_set_epi64x(0, 0x0163cd6124);
  const __m128i polynomial = _mm_set_epi64x(0x01f7011641, 0x01db710641);
  const __m128i words = _mm_setr_epi32(-1, 0, -1, 0);

  __m128i a = _mm_xor_si128(load(bytes), _mm_cvtsi32_si128((int)~crc));
  __m128i b = load(bytes + 16), c = load(bytes + 32), d = load(bytes + 48);
  for (bytes += 64, count -= 64; count >= 64; bytes += 64, count -= 64) {
    a = folded(a, by_64, load(bytes));
    b = folded(b, by_64, load(bytes + 16));
    c = folded(c, by_64, load(bytes + 32));
    d = folded(d, by_64, load(bytes + 48));
  }
  a = folded(folded(folded(a, by_16, b), by_16, c), by_16, d);
  for (; count >= 16; bytes += 16, count -= 16) a = folded(a, by_16, load(bytes));

  // 128 bits to 64, to 32 (Barrett's reduction).
  a = _mm_xor_si128(_mm_srli_si128(a, 8), _mm_clmulepi64_si128(a, by_16, 0x10));
  a = _mm_xor_si128(_mm_srli_si128(a, 4),
                    _mm_clmulepi64_si128(_mm_and_si128(a, words), by_8, 0x00));
  b = _mm_and_si128(_mm_clmulepi64_si128(_mm_and_si128(a, words), polynomial, 0x10), words);
  a = _mm_xor_si128(a, _mm_clmulepi64_si128(b, polynomial, 0x00));
  return ~(uint32_t)_mm_extract_epi32(a, 1);
}

#else

bool doorstats_has_crc32(void) { return false; }

uint32_t doorstats_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
  (void)bytes, (void)count;
  return crc;
}

#endif
