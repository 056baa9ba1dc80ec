#include "CColumns.h"
#include "clones.h"

// Values of one block stay in the nearest cache between its loops.
enum { block = 512 };

static ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }

static inline float mean_of_nine(const float *v) {
  return (v[0] + v[1] + v[2] + v[3] + v[4] + v[5] + v[6] + v[7] + v[8]) * (1.0f / 9.0f);
}

static inline float square(float value) { return value * value; }

static inline float variance_of_nine(const float *v, float mean) {
  const float lower =
      square(v[0] - mean) + square(v[1] - mean) + square(v[2] - mean) + square(v[3] - mean);
  const float upper =
      square(v[5] - mean) + square(v[6] - mean) + square(v[7] - mean) + square(v[8] - mean);
  return (lower + square(v[4] - mean) + upper) * (1.0f / 9.0f);
}

void doorstats_variances(const float *values, ptrdiff_t stride, float *variances,
                         ptrdiff_t count) {
  for (ptrdiff_t k = 0; k < count; k++) {
    const float *v = values + k * stride;
    variances[k] = variance_of_nine(v, mean_of_nine(v));
  }
}

FOR_EACH_PROCESSOR
void doorstats_means_and_calm(const float *const values[3], const float weight[3], float most,
                              const int64_t *times, int64_t longest, float *const means[3],
                              uint8_t *calm, ptrdiff_t count) {
  float variances[3][block];
  int32_t is_calm[block];
  for (ptrdiff_t start = 0; start < count; start += block) {
    const ptrdiff_t size = smaller(block, count - start);
    for (int axis = 0; axis < 3; axis++) {
      const float *column = values[axis] + start;
      float *mean = means[axis] + start;
      float *variance = variances[axis];
      // A sum waits for the one before it: four windows at once keep the processor busy.
#pragma clang loop vectorize_width(8) interleave_count(4)
      for (ptrdiff_t i = 0; i < size; i++) {
        mean[i] = mean_of_nine(column + i);
        variance[i] = variance_of_nine(column + i, mean[i]);
      }
    }
    for (ptrdiff_t i = 0; i < size; i++) {
      const float excess = variances[0][i] * weight[0] + variances[1][i] * weight[1] +
                           variances[2][i] * weight[2];
      is_calm[i] = excess < most;
    }
    const int64_t *time = times + start;
    for (ptrdiff_t i = 0; i < size; i++) {
      calm[start + i] = (uint8_t)is_calm[i] & ((uint64_t)time[i + 8] - (uint64_t)time[i] < (uint64_t)longest);
    }
  }
}

FOR_EACH_PROCESSOR
void doorstats_deviate(const float *values, float *levels, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) levels[i] = values[i] - levels[i];
}
