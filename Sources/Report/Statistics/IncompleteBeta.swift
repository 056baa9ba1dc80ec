import Foundation

/// The regularised incomplete beta function for whole shapes, and its inverse: binomial tails.
///
/// Accuracy: about 1e-11 relative, for shapes up to 1e6.
///
/// References: C. Loader (2000), as for `IncompleteGamma`; Numerical Recipes, 3rd edition, 6.4, for the
/// continued fraction.
enum IncompleteBeta {
  /// I(x; a, b): the probability that a beta variable of shapes `a` and `b` is at most `x`.
  ///
  /// - Precondition: `a` and `b` at least 1.
  static func lower(_ a: Double, _ b: Double, _ x: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    return isLeft(a, b, x)
      ? front(a, b, x) * fraction(a, b, x) : 1 - front(b, a, 1 - x) * fraction(b, a, 1 - x)
  }

  /// 1 − I(x; a, b), without losing digits where it is small.
  static func upper(_ a: Double, _ b: Double, _ x: Double) -> Double { lower(b, a, 1 - x) }

  /// The x with I(x; a, b) = `probability`.
  ///
  /// Bisection: 60 halvings of 0…1 leave no more digits to find, and a report asks a few times.
  static func lowerInverse(_ a: Double, _ b: Double, _ probability: Double) -> Double {
    bisect { lower(a, b, $0) < probability }
  }

  /// The x with 1 − I(x; a, b) = `probability`.
  static func upperInverse(_ a: Double, _ b: Double, _ probability: Double) -> Double {
    bisect { upper(a, b, $0) > probability }
  }

  private static func bisect(_ isBelow: (Double) -> Bool) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if isBelow(middle) { low = middle } else { high = middle }
    }
    return low + (high - low) / 2
  }

  /// On which side of the mean the continued fraction converges fast.
  private static func isLeft(_ a: Double, _ b: Double, _ x: Double) -> Bool {
    x < (a + 1) / (a + b + 2)
  }

  /// xᵃ (1 − x)ᵇ / (a B(a, b)): the fraction's factor, from a binomial probability in Loader's form.
  private static func front(_ a: Double, _ b: Double, _ x: Double) -> Double {
    // B(a, b)⁻¹ / a = C(n, a) · b / n with n = a + b.
    let n = a + b
    let exponent =
      IncompleteGamma.stirlingError(n) - IncompleteGamma.stirlingError(a)
      - IncompleteGamma.stirlingError(b) - IncompleteGamma.deviance(a, n * x)
      - IncompleteGamma.deviance(b, n * (1 - x))
    return exp(exponent) * (n / (2 * .pi * a * b)).squareRoot() * b / n
  }

  /// Lentz's evaluation of the continued fraction.
  private static func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / kept(1 - (a + b) * x / (a + 1))
    var value = d
    for i in 1..<100_000 {
      let m = Double(i)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / kept(1 + even * d)
      c = kept(1 + even / c)
      value *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / kept(1 + odd * d)
      c = kept(1 + odd / c)
      value *= d * c
      if abs(d * c - 1) < 1e-15 { break }
    }
    return value
  }
}
