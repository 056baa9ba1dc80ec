#include <math.h>
#include <string.h>

#include "CColumns.h"
#include "clones.h"

// Values are looked at in blocks without a branch; only a block with a find is looked through.
enum { block = 256 };

static ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }

FOR_EACH_PROCESSOR
ptrdiff_t doorstats_first_not_rising(const int64_t *times, ptrdiff_t first, ptrdiff_t count) {
  for (ptrdiff_t start = first; start < count; start += block) {
    const ptrdiff_t end = smaller(start + block, count);
    int64_t found = 0;
    for (ptrdiff_t i = start; i < end; i++) found |= times[i] <= times[i - 1];
    if (!found) continue;
    for (ptrdiff_t i = start; i < end; i++) {
      if (times[i] <= times[i - 1]) return i;
    }
  }
  return count;
}

// Times in order may lie so far apart that only an unsigned number holds it.
static inline uint64_t spacing(const int64_t *times, ptrdiff_t i) {
  return (uint64_t)times[i] - (uint64_t)times[i - 1];
}

FOR_EACH_PROCESSOR
ptrdiff_t doorstats_first_gap(const int64_t *times, int64_t limit, ptrdiff_t first,
                              ptrdiff_t count) {
  const uint64_t most = (uint64_t)limit;
  for (ptrdiff_t start = first; start < count; start += block) {
    const ptrdiff_t end = smaller(start + block, count);
    int64_t found = 0;
    for (ptrdiff_t i = start; i < end; i++) found |= spacing(times, i) > most;
    if (!found) continue;
    for (ptrdiff_t i = start; i < end; i++) {
      if (spacing(times, i) > most) return i;
    }
  }
  return count;
}

static inline bool is_beyond(float value, float limit) {
  return !((value < 0 ? -value : value) <= limit);
}

FOR_EACH_PROCESSOR
ptrdiff_t doorstats_first_beyond(const float *values, float limit, ptrdiff_t first,
                                 ptrdiff_t count) {
  for (ptrdiff_t start = first; start < count; start += block) {
    const ptrdiff_t end = smaller(start + block, count);
    int32_t found = 0;
    for (ptrdiff_t i = start; i < end; i++) found |= is_beyond(values[i], limit);
    if (!found) continue;
    for (ptrdiff_t i = start; i < end; i++) {
      if (is_beyond(values[i], limit)) return i;
    }
  }
  return count;
}

FOR_EACH_PROCESSOR
ptrdiff_t doorstats_first_other(const uint8_t *bytes, uint8_t value, ptrdiff_t first,
                                ptrdiff_t count) {
  for (ptrdiff_t start = first; start < count; start += block) {
    const ptrdiff_t end = smaller(start + block, count);
    uint8_t found = 0;
    for (ptrdiff_t i = start; i < end; i++) found |= bytes[i] ^ value;
    if (!found) continue;
    for (ptrdiff_t i = start; i < end; i++) {
      if (bytes[i] != value) return i;
    }
  }
  return count;
}

static inline uint64_t at_most(uint64_t value, uint64_t most) {
  return value < most ? value : most;
}

void doorstats_add_spacings(const int64_t *times, ptrdiff_t count, int64_t limit,
                            int64_t *histogram) {
  enum { places = 2048 };
  const uint64_t most = (uint64_t)limit;
  if (most >= places || count > UINT32_MAX) {
    for (ptrdiff_t i = 1; i < count; i++) histogram[at_most(spacing(times, i), most)] += 1;
    return;
  }
  // Neighbours often fall into one place: with two places for each, no addition waits for the last.
  uint32_t even[places], odd[places];
  memset(even, 0, sizeof(even));
  memset(odd, 0, sizeof(odd));
  ptrdiff_t i = 1;
  for (; i + 1 < count; i += 2) {
    even[at_most(spacing(times, i), most)] += 1;
    odd[at_most(spacing(times, i + 1), most)] += 1;
  }
  if (i < count) even[at_most(spacing(times, i), most)] += 1;
  for (uint64_t place = 0; place <= most; place++) {
    histogram[place] += (int64_t)even[place] + odd[place];
  }
}

FOR_EACH_PROCESSOR
void doorstats_count_spacings(const int64_t *times, ptrdiff_t count, int64_t limit,
                              int64_t counts[4]) {
  const uint64_t most = (uint64_t)limit;
  int64_t found[4] = {0, 0, 0, 0};
  for (ptrdiff_t i = 1; i < count; i++) {
    const uint64_t spaced = spacing(times, i);
    found[0] += spaced <= most;
    found[1] += spaced <= most + 1;
    found[2] += spaced <= most + 2;
    found[3] += spaced <= most + 3;
  }
  for (int k = 0; k < 4; k++) counts[k] = found[k];
}

float doorstats_smallest_step(const float *values, ptrdiff_t stride, ptrdiff_t count) {
  float smallest = INFINITY;
  for (ptrdiff_t k = 0; k < count; k++) {
    const float difference = fabsf(values[k * stride + 1] - values[k * stride]);
    const float step = difference > 0 ? difference : INFINITY;
    smallest = step < smallest ? step : smallest;
  }
  return smallest;
}

FOR_EACH_PROCESSOR
void doorstats_instants(const void *offsets, int64_t start, int64_t *instants, ptrdiff_t count) {
  const uint8_t *bytes = offsets;
  for (ptrdiff_t i = 0; i < count; i++) {
    uint32_t offset;
    memcpy(&offset, bytes + 4 * i, 4);
    instants[i] = start + offset;
  }
}

FOR_EACH_PROCESSOR
bool doorstats_above(const float *values, float middle, uint8_t *bits, ptrdiff_t count) {
  uint32_t other = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    uint32_t pattern;
    memcpy(&pattern, values + i, 4);
    // Exponents of infinity and NaN are all ones.
    other |= (pattern & 0x7f800000) == 0x7f800000;
    bits[i] = values[i] > middle;
  }
  return !other;
}

FOR_EACH_PROCESSOR
void doorstats_majority(const uint8_t *bits, uint8_t *voted, ptrdiff_t count) {
  if (count == 0) return;
  voted[0] = bits[0];
  for (ptrdiff_t i = 1; i < count - 1; i++) {
    const uint8_t before = bits[i - 1], after = bits[i + 1];
    voted[i] = (before & after) | ((before | after) & bits[i]);
  }
  voted[count - 1] = bits[count - 1];
}
