#include <string.h>

#include "CColumns.h"
#include "clones.h"

// From here on the double nearest to tanh is 1.
static const double end = 22;

// e^r - 1 for |r| ≤ ln 2 / 2: its Taylor series to r¹³; what is left out is below 2e-17 of it.
static inline double near_expm1(double r) {
  static const double series[] = {1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800,
                                  1.0 / 362880,     1.0 / 40320,     1.0 / 5040,     1.0 / 720,
                                  1.0 / 120,        1.0 / 24,        1.0 / 6,        1.0 / 2};
  double tail = series[0];
  for (int k = 1; k < 12; k++) tail = tail * r + series[k];
  return r + r * r * tail;
}

// A value as a multiple of ln 2 and a rest.
//
// Reference: Cody and Waite, Software Manual for the Elementary Functions, 1980: ln 2 in two parts,
// of which multiples of the first are exact.
struct parts {
  double power; // two to the power of the multiple
  double rest;
};

static inline struct parts parts(double value) {
  const double nearest = 0x1.8p52;
  const double shifted = value * 0x1.71547652b82fep0 + nearest;
  const double multiple = shifted - nearest;
  struct parts parts;
  parts.rest = (value - multiple * 0x1.62e42feep-1) - multiple * 0x1.a39ef35793c76p-33;
  uint64_t bits;
  memcpy(&bits, &shifted, 8);
  bits = (bits + 1023) << 52;
  memcpy(&parts.power, &bits, 8);
  return parts;
}

static inline double with_sign_of(double value, double other) {
  uint64_t bits, sign;
  memcpy(&bits, &value, 8);
  memcpy(&sign, &other, 8);
  bits = (bits & INT64_MAX) | (sign & ~(uint64_t)INT64_MAX);
  memcpy(&value, &bits, 8);
  return value;
}

// -tanh a = u / (2 + u) with u = e^(-2a) - 1, so that nothing cancels near zero.
static inline double tanh_of(double value) {
  const double magnitude = value < 0 ? -value : value;
  const struct parts p = parts(-2 * (magnitude > end ? end : magnitude));
  const double u = p.power * near_expm1(p.rest) + (p.power - 1);
  return with_sign_of(u / (2 + u), value);
}

FOR_EACH_PROCESSOR
void doorstats_tanh(double *values, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) values[i] = tanh_of(values[i]);
}

// Below it there is no ordinary double.
static const double least = -708;

static inline double exp_of(double value) {
  const struct parts p = parts(value < least ? least : value);
  const double power = p.power * near_expm1(p.rest) + p.power;
  return value < least ? 0 : power;
}

FOR_EACH_PROCESSOR
void doorstats_exp(double *values, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) values[i] = exp_of(values[i]);
}
