import Foundation

/// Whether two counts over two observed times can come from the same rate: the exact conditional
/// test.
///
/// Given k₁ + k₂, k₁ is binomial with p = t₁/(t₁ + t₂) when the rates are equal. The two-sided p
/// adds up the probabilities of every k₁ that is no more probable than the one observed (the
/// definition of R's `binom.test` and SciPy's `binomtest`); probabilities within a relative 1e-7
/// count as equal.
///
///     RateComparison((214, 26.1), (181, 26.0))!.probability   // 0.108: not separable
///
/// Reference: J. Przyborowski, H. Wilenski, "Homogeneity of Results in Testing Samples from
/// Poisson Series", Biometrika 31 (1940).
public struct RateComparison: Hashable, Sendable {
  /// Two-sided p.
  public var probability: Double

  /// Below this p two rates are called separable.
  public static let significance = 0.05

  public var isSeparable: Bool { probability < Self.significance }

  /// - Parameters: counts (not negative), and their observed times in one unit.
  /// - Returns: `nil` where one of them was not observed.
  public init?(
    _ first: (count: Int, observed: Double), _ second: (count: Int, observed: Double)
  ) {
    guard first.observed > 0, second.observed > 0 else { return nil }
    let binomial = Binomial(
      trials: first.count + second.count,
      success: first.observed / (first.observed + second.observed),
      failure: second.observed / (first.observed + second.observed))
    probability = binomial.twoSidedProbability(of: first.count)
  }
}

/// The binomial distribution, as far as the test needs it.
private struct Binomial {
  let trials: Int
  let success: Double
  let failure: Double

  func twoSidedProbability(of count: Int) -> Double {
    guard trials > 0 else { return 1 }
    let limit = probability(of: count) * (1 + 1e-7)
    let mode = min(trials, Int(Double(trials + 1) * success))
    // The probabilities rise to the mode and fall after it: on each side one boundary.
    let left = boundary(from: -1, to: mode) { self.probability(of: $0) <= limit }
    let right = boundary(from: trials + 1, to: mode) { self.probability(of: $0) <= limit }
    if abs(right - left) <= 1 { return 1 }
    return min(1, tail(from: left, step: -1) + tail(from: right, step: 1))
  }

  /// The place nearest to `mode`, on the side of `outside`, that satisfies `isRare`; `outside`
  /// where none does. Bisection: rare places lie outermost.
  private func boundary(from outside: Int, to mode: Int, _ isRare: (Int) -> Bool) -> Int {
    if isRare(mode) { return mode }
    var rare = outside
    var common = mode
    while abs(common - rare) > 1 {
      let middle = (rare + common) / 2
      if isRare(middle) { rare = middle } else { common = middle }
    }
    return rare
  }

  /// Sum of the probabilities from `start` outwards.
  private func tail(from start: Int, step: Int) -> Double {
    var sum = 0.0
    var place = start
    while (0...trials).contains(place) {
      let term = probability(of: place)
      sum += term
      if term <= sum * 1e-17 { break }
      place += step
    }
    return sum
  }

  /// Loader's saddle-point form: exact to rounding for any size.
  func probability(of count: Int) -> Double {
    let (n, k) = (Double(trials), Double(count))
    if count == 0 { return exp(n * log1p(-success)) }
    if count == trials { return exp(n * log1p(-failure)) }
    let exponent =
      IncompleteGamma.stirlingError(n) - IncompleteGamma.stirlingError(k)
      - IncompleteGamma.stirlingError(n - k) - IncompleteGamma.deviance(k, n * success)
      - IncompleteGamma.deviance(n - k, n * failure)
    return exp(exponent) * (n / (2 * .pi * k * (n - k))).squareRoot()
  }
}
