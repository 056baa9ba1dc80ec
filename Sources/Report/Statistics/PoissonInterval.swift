import Foundation

/// Bounds of the mean that produced a count: the exact (Garwood) interval of a Poisson count.
///
///     PoissonInterval(count: 3)                 // 0.6187 … 8.7673
///     PoissonInterval(count: 23) / 5.25 h       // 2.777 … 6.574 per hour
///
/// `low = χ²(α/2, 2k)/2`, `high = χ²(1 − α/2, 2k + 2)/2`; a chi-square quantile of 2a degrees of
/// freedom is twice a gamma quantile of shape a. It covers the true mean at least as often as the
/// level says.
///
/// Reference: F. Garwood, "Fiducial Limits for the Poisson Distribution", Biometrika 28 (1936).
public struct PoissonInterval: Hashable, Sendable {
  /// 0 for a count of 0.
  public var low: Double
  public var high: Double

  /// - Precondition: `count >= 0`, 0 < `level` < 1.
  public init(count: Int, level: Double = 0.95) {
    precondition(count >= 0 && level > 0 && level < 1)
    let tail = (1 - level) / 2
    low = count == 0 ? 0 : IncompleteGamma.lowerInverse(shape: Double(count), tail)
    high =
      count == 0
      ? -log(tail) : IncompleteGamma.upperInverse(shape: Double(count) + 1, tail)
  }

  /// Bounds of the rate, where the count was taken over `hours`.
  static func / (interval: PoissonInterval, hours: Double) -> PoissonInterval {
    var interval = interval
    interval.low /= hours
    interval.high /= hours
    return interval
  }
}

/// Intervals of counts, each computed once: a year of hours has few different counts.
struct PoissonIntervals {
  private var known: [Int: PoissonInterval] = [:]

  mutating func interval(of count: Int) -> PoissonInterval {
    if let interval = known[count] { return interval }
    let interval = PoissonInterval(count: count)
    known[count] = interval
    return interval
  }
}
