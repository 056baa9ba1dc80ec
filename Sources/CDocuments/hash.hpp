// Hashes that identify documents. They are stored, so they never change.
#pragma once

#include <cstddef>
#include <cstdint>

namespace documents {

constexpr uint64_t fnv_offset_64 = 0xcbf29ce484222325;
constexpr uint64_t fnv_prime_64 = 0x100000001b3;

/// FNV-1a (Fowler, Noll, Vo), 64 bits; `seed` continues an earlier hash.
inline uint64_t fnv64(const uint8_t *bytes, size_t length, uint64_t seed = fnv_offset_64) {
  for (size_t i = 0; i < length; i++) seed = (seed ^ bytes[i]) * fnv_prime_64;
  return seed;
}

inline uint32_t fnv32(const uint8_t *bytes, size_t length) {
  uint32_t hash = 0x811c9dc5;
  for (size_t i = 0; i < length; i++) hash = (hash ^ bytes[i]) * 0x01000193;
  return hash;
}

/// FNV-1a of four texts of one length. Each step of a hash waits for the one before, so four of them
/// take hardly longer than one.
inline void fnv32_of_four(const uint8_t *const texts[4], size_t length, uint32_t hashes[4]) {
  uint32_t a = 0x811c9dc5, b = a, c = a, d = a;
  for (size_t i = 0; i < length; i++) {
    a = (a ^ texts[0][i]) * 0x01000193;
    b = (b ^ texts[1][i]) * 0x01000193;
    c = (c ^ texts[2][i]) * 0x01000193;
    d = (d ^ texts[3][i]) * 0x01000193;
  }
  hashes[0] = a;
  hashes[1] = b;
  hashes[2] = c;
  hashes[3] = d;
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every bit of the input moves every bit
/// of the result.
inline uint64_t mixed(uint64_t value) {
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
  value = (value ^ value >> 27) * 0x94d049bb133111eb;
  return value ^ value >> 31;
}

/// One member's share of a content hash. The hash of a document is the sum of the shares, which
/// does not depend on their order.
inline uint64_t member_share(uint64_t path, uint64_t value) {
  return mixed(path + 0x9e3779b97f4a7c15 * mixed(value));
}

inline uint32_t folded(uint64_t hash) { return static_cast<uint32_t>(hash ^ hash >> 32); }

}  // namespace documents
