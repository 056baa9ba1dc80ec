#include "CColumns.h"
#include "clones.h"

// Scores of one block stay in the nearest cache, and hardly any block holds one that counts.
enum { block = 512 };

static ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }

static inline float square(float value) { return value * value; }

static inline float mean_of_five(const float *v) {
  return (v[0] + v[1] + v[2] + v[3] + v[4]) * 0.2f;
}

static inline float fast_score(const float *x, const float *y, const float *z, const float *weight) {
  return square(x[2]) * weight[0] + square(y[2]) * weight[1] + square(z[2]) * weight[2];
}

static inline float slow_score(const float *x, const float *y, const float *z, const float *weight) {
  return square(mean_of_five(x)) * weight[0] + square(mean_of_five(y)) * weight[1] +
         square(mean_of_five(z)) * weight[2];
}

void doorstats_sampled_scores(const float *const values[3], const float weight[3],
                              ptrdiff_t stride, float *fast, float *slow, ptrdiff_t count) {
  for (ptrdiff_t k = 0; k < count; k++) {
    const float *x = values[0] + k * stride, *y = values[1] + k * stride,
                *z = values[2] + k * stride;
    fast[k] = fast_score(x, y, z, weight);
    slow[k] = slow_score(x, y, z, weight);
  }
}

static uint8_t mark(float score, float power, const struct doorstats_thresholds *t) {
  if (!(score >= t->off && power >= t->off_power)) return 0;
  return t->raised_mark | (score >= t->on && power >= t->on_power ? t->on_mark : 0);
}

FOR_EACH_PROCESSOR
void doorstats_levels(const float *const values[3], const float weights[3],
                      struct doorstats_thresholds fast, struct doorstats_thresholds slow,
                      uint8_t *levels, ptrdiff_t count) {
  float fast_scores[block], slow_scores[block];
  const float weight[3] = {weights[0], weights[1], weights[2]};
  for (ptrdiff_t start = 0; start < count; start += block) {
    const ptrdiff_t size = smaller(block, count - start);
    const float *x = values[0] + start, *y = values[1] + start, *z = values[2] + start;
    for (ptrdiff_t i = 0; i < size; i++) {
      fast_scores[i] = fast_score(x + i, y + i, z + i, weight);
      slow_scores[i] = slow_score(x + i, y + i, z + i, weight);
    }
    if (fast.divisor > 1) {
      for (ptrdiff_t i = 0; i < size; i++) fast_scores[i] /= fast.divisor;
    }
    if (slow.divisor > 1) {
      for (ptrdiff_t i = 0; i < size; i++) slow_scores[i] /= slow.divisor;
    }
    int32_t found = 0;
    for (ptrdiff_t i = 0; i < size; i++) {
      found |= (fast_scores[i] >= fast.off) | (slow_scores[i] >= slow.off);
    }
    if (!found) continue;
    for (ptrdiff_t i = 0; i < size; i++) {
      if (fast_scores[i] >= fast.off) {
        const float power = square(x[i + 2]) + square(y[i + 2]) + square(z[i + 2]);
        levels[start + i] |= mark(fast_scores[i], power, &fast);
      }
      if (slow_scores[i] >= slow.off) {
        const float power = square(mean_of_five(x + i)) + square(mean_of_five(y + i)) +
                            square(mean_of_five(z + i));
        levels[start + i] |= mark(slow_scores[i], power, &slow);
      }
    }
  }
}
