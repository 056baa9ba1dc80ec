/// Bounds of the probability behind a share: the exact (Clopper–Pearson) interval of a binomial count.
///
///     BinomialInterval(count: 37, of: 38)       // 0.8619 … 0.9993
///
/// It covers the true probability at least as often as the level says.
///
/// Reference: C. Clopper, E. Pearson, "The Use of Confidence or Fiducial Limits Illustrated in the Case
/// of the Binomial", Biometrika 26 (1934).
public struct BinomialInterval: Hashable, Sendable {
  /// 0 for a count of 0.
  public var low: Double
  /// 1 where all trials count.
  public var high: Double

  /// - Returns: `nil` without trials.
  /// - Precondition: 0 ≤ `count` ≤ `trials`, 0 < `level` < 1.
  public init?(count: Int, of trials: Int, level: Double = 0.95) {
    precondition(count >= 0 && count <= trials && level > 0 && level < 1)
    guard trials > 0 else { return nil }
    let tail = (1 - level) / 2
    let (hits, misses) = (Double(count), Double(trials - count))
    low = count == 0 ? 0 : IncompleteBeta.lowerInverse(hits, misses + 1, tail)
    high = count == trials ? 1 : IncompleteBeta.upperInverse(hits + 1, misses, tail)
  }
}
