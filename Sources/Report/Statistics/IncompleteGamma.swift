import Foundation

/// The regularised incomplete gamma functions, their inverses, and the two point probabilities
/// they are built on.
///
/// Accuracy: about 1e-12 relative, for shapes up to 1e7.
///
/// References: C. Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000), for
/// `deviance` and `stirlingError`; Numerical Recipes, 3rd edition, 6.2, for series and fraction.
enum IncompleteGamma {
  /// P(a, x): the probability that a gamma variable of shape `a` is at most `x`.
  static func lower(shape a: Double, _ x: Double) -> Double {
    guard x > 0 else { return 0 }
    return x < a + 1 ? series(a, x) : 1 - fraction(a, x)
  }

  /// Q(a, x) = 1 − P(a, x), without losing digits where it is small.
  static func upper(shape a: Double, _ x: Double) -> Double {
    guard x > 0 else { return 1 }
    return x < a + 1 ? 1 - series(a, x) : fraction(a, x)
  }

  /// The x with P(a, x) = `probability`.
  ///
  /// - Precondition: 0 < `probability` < 1, `shape` > 0.
  static func lowerInverse(shape a: Double, _ probability: Double) -> Double {
    root(a, guess: guess(a, probability)) { lower(shape: a, $0) - probability }
  }

  /// The x with Q(a, x) = `probability`.
  static func upperInverse(shape a: Double, _ probability: Double) -> Double {
    root(a, guess: guess(a, 1 - probability)) { probability - upper(shape: a, $0) }
  }

  /// xᵃ e⁻ˣ / Γ(a + 1): the Poisson probability of `a` at mean `x`, also for a fractional `a`.
  static func poissonProbability(_ a: Double, mean x: Double) -> Double {
    if a == 0 { return exp(-x) }
    return exp(-stirlingError(a) - deviance(a, x)) / (2 * .pi * a).squareRoot()
  }

  /// Newton steps with Halley's correction, kept within a bracket.
  private static func root(
    _ a: Double, guess: Double, _ difference: (Double) -> Double
  ) -> Double {
    var low = 0.0
    var high = Double.infinity
    var x = guess
    for _ in 0..<100 {
      let miss = difference(x)
      if miss > 0 { high = x } else { low = x }
      let density = poissonProbability(a, mean: x) * a / x
      let newton = miss / density
      let halley = newton / (1 - 0.5 * min(1, newton * ((a - 1) / x - 1)))
      // A step this small is rounding; the bracket's far end must not pull it away again.
      if abs(halley) <= 1e-12 * x { return x - halley }
      var next = x - halley
      if !(next > low && next < high) {
        next = high.isInfinite ? max(2 * x, 1) : (low + high) / 2
      }
      x = next
    }
    return x
  }

  /// First guess. For a ≥ 1 Wilson and Hilferty's cube of a normal; else the series' first term.
  private static func guess(_ a: Double, _ probability: Double) -> Double {
    let z = normalQuantile(probability)
    let cube = 1 - 1 / (9 * a) + z / (3 * a.squareRoot())
    if a >= 1, cube > 0.2 { return a * cube * cube * cube }
    return max(1e-300, pow(probability * tgamma(a + 1), 1 / a))
  }

  /// Quantile of the standard normal distribution to 4.5e-4, enough to start from (Abramowitz and
  /// Stegun, 26.2.23).
  private static func normalQuantile(_ probability: Double) -> Double {
    let t = (-2 * log(min(probability, 1 - probability))).squareRoot()
    let z =
      t - (2.515517 + t * (0.802853 + t * 0.010328))
      / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
    return probability < 0.5 ? -z : z
  }

  private static func series(_ a: Double, _ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    var shape = a
    while term > sum * 1e-17 {
      shape += 1
      term *= x / shape
      sum += term
    }
    return poissonProbability(a, mean: x) * sum
  }

  /// Lentz's evaluation of the continued fraction of Q.
  private static func fraction(_ a: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var value = d
    for i in 1..<10_000_000 {
      let numerator = -Double(i) * (Double(i) - a)
      b += 2
      d = 1 / nonZero(numerator * d + b, tiny)
      c = nonZero(b + numerator / c, tiny)
      value *= d * c
      if abs(d * c - 1) < 4e-16 { break }
    }
    return poissonProbability(a, mean: x) * a * value
  }

  private static func nonZero(_ value: Double, _ tiny: Double) -> Double {
    abs(value) < tiny ? tiny : value
  }

  /// x·log(x/mean) + mean − x, without cancellation near x = mean.
  static func deviance(_ x: Double, _ mean: Double) -> Double {
    guard abs(x - mean) < 0.1 * (x + mean) else { return x * log(x / mean) + mean - x }
    let ratio = (x - mean) / (x + mean)
    var sum = (x - mean) * ratio
    var term = 2 * x * ratio
    for j in 1..<1000 {
      term *= ratio * ratio
      let next = sum + term / Double(2 * j + 1)
      if next == sum { break }
      sum = next
    }
    return sum
  }

  /// log Γ(n + 1) − Stirling's approximation of it.
  static func stirlingError(_ n: Double) -> Double {
    guard n > 15 else {
      return lgamma(n + 1) - (n + 0.5) * log(n) + n - 0.5 * log(2 * .pi)
    }
    let square = n * n
    let inner = 1.0 / 1260 - (1.0 / 1680 - 1.0 / (1188 * square)) / square
    return (1.0 / 12 - (1.0 / 360 - inner / square) / square) / n
  }
}
