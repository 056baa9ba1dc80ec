// Loops over whole columns, as few instructions a value as the processor allows.
//
// Swift compiles for the oldest processor of its kind; these are compiled for newer ones beside it,
// and the program chooses as it starts. Every value is computed by the same operations in the same
// order on all of them, so results do not depend on the choice.
#ifndef DOORSTATS_CCOLUMNS_H
#define DOORSTATS_CCOLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// ---- Scans: all give an index, or `count` where nothing was found.

// The first value from `first` on, at least 1, that is not above the one before it.
ptrdiff_t doorstats_first_not_rising(const int64_t *times, ptrdiff_t first, ptrdiff_t count);

// The first value from `first` on, at least 1, that is more than `limit` above the one before it.
ptrdiff_t doorstats_first_gap(const int64_t *times, int64_t limit, ptrdiff_t first,
                              ptrdiff_t count);

// The first value whose magnitude is not at most `limit`; NaN is not.
ptrdiff_t doorstats_first_beyond(const float *values, float limit, ptrdiff_t first,
                                 ptrdiff_t count);

// The first byte that is not `value`.
ptrdiff_t doorstats_first_other(const uint8_t *bytes, uint8_t value, ptrdiff_t first,
                                ptrdiff_t count);

// Adds the differences of neighbours to `histogram`, those above `limit` to its last place; it has
// `limit` + 1 places.
void doorstats_add_spacings(const int64_t *times, ptrdiff_t count, int64_t limit,
                            int64_t *histogram);

// How many differences of neighbours are at most `limit`, `limit` + 1, + 2, + 3; `limit` is not
// negative.
void doorstats_count_spacings(const int64_t *times, ptrdiff_t count, int64_t limit,
                              int64_t counts[4]);

// The smallest difference above 0 between the first and the second of `count` pairs, `stride`
// values apart; infinity where there is none.
float doorstats_smallest_step(const float *values, ptrdiff_t stride, ptrdiff_t count);

// instants[i] = start + offsets[i]; offsets need not be aligned.
void doorstats_instants(const void *offsets, int64_t start, int64_t *instants, ptrdiff_t count);

// ---- Rest. Windows are of nine readings; the pointers stand at their first.

// Variances (divisor 9) of `count` windows, `stride` readings apart.
void doorstats_variances(const float *values, ptrdiff_t stride, float *variances, ptrdiff_t count);

// Means of `count` windows that follow each other on three axes, and whether each is calm: its
// weighted variance below `most`, its time span below `longest`.
void doorstats_means_and_calm(const float *const values[3], const float weight[3], float most,
                              const int64_t *times, int64_t longest, float *const means[3],
                              uint8_t *calm, ptrdiff_t count);

// levels[i] = values[i] - levels[i]
void doorstats_deviate(const float *values, float *levels, ptrdiff_t count);

// ---- Score of three axes: Σ weight · value² of single readings (fast) and of means of five (slow).
// The pointers stand at the first of the five.

// Both scores of `count` readings, `stride` apart.
void doorstats_sampled_scores(const float *const values[3], const float weight[3],
                              ptrdiff_t stride, float *fast, float *slow, ptrdiff_t count);

// From where on a reading is raised, and on, by its score / `divisor` and its Σ value²; and what is
// marked where it is.
struct doorstats_thresholds {
  float divisor, on, off, on_power, off_power;
  uint8_t raised_mark, on_mark;
};

// Adds the marks of `count` readings to `levels`.
void doorstats_levels(const float *const values[3], const float weight[3],
                      struct doorstats_thresholds fast, struct doorstats_thresholds slow,
                      uint8_t *levels, ptrdiff_t count);

// ---- Proximity.

// bits[i] = values[i] > middle; returns whether all values are finite, else bits mean nothing.
bool doorstats_above(const float *values, float middle, uint8_t *bits, ptrdiff_t count);

// The majority of each bit with its two neighbours; the first and the last stay as they are.
void doorstats_majority(const uint8_t *bits, uint8_t *voted, ptrdiff_t count);

// ---- Nets.

// values[i] = tanh(values[i]), within 4e-16 of it; NaN stays NaN.
void doorstats_tanh(double *values, ptrdiff_t count);

// values[i] = e^values[i] of values up to 709, within 4e-16 of it; 0 below -708, NaN stays NaN.
void doorstats_exp(double *values, ptrdiff_t count);

// ---- Check sums.

// Whether `doorstats_crc32` works on this processor.
bool doorstats_has_crc32(void);

// CRC-32 (that of zlib) of some bytes after those that `crc` is of. `count` is a multiple of 16, and
// at least 64.
uint32_t doorstats_crc32(uint32_t crc, const uint8_t *bytes, size_t count);

#endif
