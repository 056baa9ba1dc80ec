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

  /// Three axes at once, so that every column is read once.
  ///
  /// - Parameters:
  ///   - deviation: Deviation from rest of the three axes [m/s²].
  ///   - spread: Spread of each [m/s²].
  /// - Complexity: O(*n*).
  package init(of deviation: [[Float]], spread: [Float], stretches: [Range<Int>]) {
    let weight = spread.map { 1 / ($0 * $0) }
    let inverse = SIMD4(weight[0], weight[1], weight[2], 0)
    (fast, fastPower) = Self.scores(of: deviation, inverse)
    let means = deviation.map { Self.means(of: $0, stretches: stretches) }
    (slow, slowPower) = Self.scores(of: means, inverse)
    Self.divide(&fast, by: Self.restlessness(fast, usual: Self.usualFast))
    Self.divide(&slow, by: Self.restlessness(slow, usual: Self.usualSlow))
  }

  /// The score that nine of ten readings of a door at rest stay below, when its noise is white: the
  /// 90 % quantile of χ² with three degrees of freedom, and a fifth of it for means of five.
  static let usualFast: Float = 6.25
  static let usualSlow: Float = 1.25
  /// A door moves for less than this share of the time; readings below this quantile are rest.
  static let restShare = 0.9
  /// Readings that count for the quantile, about, and every how many-th at least.
  static let restSample = 15_000
  static let restStride = 7

  /// How much wider the rest is than its noise from one reading to the next [squared spreads per
  /// squared spread], at least 1: a leaf in a draught, a phone that hangs loosely or a sensor that
  /// wanders stand out from their own noise all the time, and only what stands out from that counts.
  static func restlessness(_ score: [Float], usual: Float) -> Float {
    let sampled = Quantile.sample(of: score, about: restSample, stride: restStride)
    let quantile = Quantile.value(at: restShare, of: sampled) ?? 0
    return max(1, quantile / usual)
  }

  private static func divide(_ score: inout [Float], by divisor: Float) {
    guard divisor > 1 else { return }
    score.withUnsafeMutableBufferPointer { score in
      for i in score.indices { score[i] /= divisor }
    }
  }

  /// Σ (value / spread)² and Σ value² over the axes.
  private static func scores(
    of columns: [[Float]], _ weight: SIMD4<Float>
  ) -> (score: [Float], power: [Float]) {
    let count = columns[0].count
    var power = [Float]()
    let score = [Float](unsafeUninitializedCapacity: count) { score, scoreCount in
      power = [Float](unsafeUninitializedCapacity: count) { power, powerCount in
        columns[0].withUnsafeBufferPointer { x in
          columns[1].withUnsafeBufferPointer { y in
            columns[2].withUnsafeBufferPointer { z in
              for i in 0..<count {
                let (x, y, z) = (x[i] * x[i], y[i] * y[i], z[i] * z[i])
                power[i] = x + y + z
                score[i] = x * weight.x + y * weight.y + z * weight.z
              }
            }
          }
        }
        powerCount = count
      }
      scoreCount = count
    }
    return (score, power)
  }

  /// Means of five, with fewer at the edges of a stretch.
  static func means(of column: [Float], stretches: [Range<Int>]) -> [Float] {
    [Float](unsafeUninitializedCapacity: column.count) { means, count in
      column.withUnsafeBufferPointer { column in
        for stretch in stretches {
          let whole =
            stretch.count > 2 * reach
            ? stretch.lowerBound + reach..<stretch.upperBound - reach
            : stretch.upperBound..<stretch.upperBound
          for i in whole {
            means[i] =
              (column[i - 2] + column[i - 1] + column[i] + column[i + 1] + column[i + 2]) * 0.2
          }
          let edges = [
            stretch.lowerBound..<whole.lowerBound, whole.upperBound..<stretch.upperBound,
          ]
          for i in edges.joined() {
            let window = column[Range(i - reach...i + reach).clamped(to: stretch)]
            means[i] = window.reduce(0, +) / Float(window.count)
          }
        }
      }
      count = column.count
    }
  }
}
