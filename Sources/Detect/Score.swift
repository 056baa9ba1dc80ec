import Readings

/// How far every reading stands out from rest, on two time scales, in squared spreads.
///
/// The score decides nothing. Single readings see a push and a slam; the mean of five sees a gentle
/// swing, whose readings agree while noise averages out.
package struct Score: Sendable {
  /// Σ (deviation / spread)² over the axes of single readings [squared spreads].
  package var fast: [Float]
  /// Σ deviation² of single readings [(m/s²)²].
  package var fastPower: [Float]
  /// Σ (mean of five deviations / spread)² [squared spreads].
  package var slow: [Float]
  /// Σ (mean of five deviations)² [(m/s²)²].
  package var slowPower: [Float]

  /// Readings on each side in the slow scale's mean: five readings, 1 s at 5 readings a second.
  package static let reach = 2

  /// - Complexity: O(*n*).
  package init(of deviation: [[Float]], spread: [Float], stretches: [Range<Int>]) {
    let count = deviation.first?.count ?? 0
    fast = [Float](repeating: 0, count: count)
    fastPower = fast
    slow = fast
    slowPower = fast
    for (column, spread) in zip(deviation, spread) {
      let weight = 1 / (spread * spread)
      Self.accumulate(column, weight, into: &fast, &fastPower)
      let means = Self.means(of: column, stretches: stretches)
      Self.accumulate(means, weight, into: &slow, &slowPower)
    }
    Self.divide(&fast, by: Self.restlessness(fast, usual: Self.usualFast))
    Self.divide(&slow, by: Self.restlessness(slow, usual: Self.usualSlow))
  }

  /// The score that nine of ten readings of a door at rest stay below, when its noise is white: the
  /// 90 % quantile of χ² with three degrees of freedom, and a fifth of it for means of five.
  static let usualFast: Float = 6.25
  static let usualSlow: Float = 1.25
  /// A door moves for less than this share of the time; readings below this quantile are rest.
  static let restShare = 0.9
  static let restStride = 7

  /// How much wider the rest is than its noise from one reading to the next [squared spreads per
  /// squared spread], at least 1: a leaf in a draught, a phone that hangs loosely or a sensor that
  /// wanders stand out from their own noise all the time, and only what stands out from that counts.
  static func restlessness(_ score: [Float], usual: Float) -> Float {
    let sampled = stride(from: 0, to: score.count, by: restStride).map { score[$0] }
    let quantile = Quantile.value(at: restShare, of: sampled) ?? 0
    return max(1, quantile / usual)
  }

  private static func divide(_ score: inout [Float], by divisor: Float) {
    guard divisor > 1 else { return }
    for i in score.indices { score[i] /= divisor }
  }

  private static func accumulate(
    _ column: [Float], _ weight: Float, into score: inout [Float], _ power: inout [Float]
  ) {
    column.withUnsafeBufferPointer { column in
      score.withUnsafeMutableBufferPointer { score in
        power.withUnsafeMutableBufferPointer { power in
          for i in column.indices {
            let square = column[i] * column[i]
            power[i] += square
            score[i] += square * weight
          }
        }
      }
    }
  }

  /// Means of five, with fewer at the edges of a stretch.
  static func means(of column: [Float], stretches: [Range<Int>]) -> [Float] {
    var means = [Float](repeating: 0, count: column.count)
    column.withUnsafeBufferPointer { column in
      means.withUnsafeMutableBufferPointer { means in
        for stretch in stretches {
          if stretch.count > 2 * reach {
            for i in stretch.lowerBound + reach..<stretch.upperBound - reach {
              means[i] =
                (column[i - 2] + column[i - 1] + column[i] + column[i + 1] + column[i + 2]) * 0.2
            }
          }
          let edges =
            stretch.count > 2 * reach
            ? [stretch.prefix(reach), stretch.suffix(reach)] : [stretch[...]]
          for i in edges.joined() {
            let window = column[
              max(i - reach, stretch.lowerBound)..<min(i + reach + 1, stretch.upperBound)]
            means[i] = window.reduce(0, +) / Float(window.count)
          }
        }
      }
    }
    return means
  }
}
