import CColumns
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
    let count = deviation[0].count
    fast = Self.column(count)
    fastPower = Self.column(count)
    slow = Self.column(count)
    slowPower = Self.column(count)
    Self.withPointers(deviation) { doorstats_scores($0, weight, &fast, &fastPower, count) }
    for stretch in stretches { scoreSlowly(deviation, weight, stretch) }
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

  /// Means of five in a stretch, with fewer at its edges.
  private mutating func scoreSlowly(
    _ deviation: [[Float]], _ weight: [Float], _ stretch: Range<Int>
  ) {
    let reach = Self.reach
    let whole =
      stretch.count > 2 * reach
      ? stretch.lowerBound + reach..<stretch.upperBound - reach
      : stretch.upperBound..<stretch.upperBound
    Self.withPointers(deviation) { columns in
      let first = columns.map { $0.map { $0 + (whole.lowerBound - reach) } }
      slow.withUnsafeMutableBufferPointer { slow in
        slowPower.withUnsafeMutableBufferPointer { slowPower in
          guard !whole.isEmpty else { return }
          doorstats_slow_scores(
            first, weight, slow.baseAddress! + whole.lowerBound,
            slowPower.baseAddress! + whole.lowerBound, whole.count)
        }
      }
    }
    for edge in [stretch.lowerBound..<whole.lowerBound, whole.upperBound..<stretch.upperBound] {
      for i in edge {
        let window = Range(i - reach...i + reach).clamped(to: stretch)
        let squares = deviation.map {
          let mean = $0[window].reduce(0, +) / Float(window.count)
          return mean * mean
        }
        slowPower[i] = squares[0] + squares[1] + squares[2]
        slow[i] = squares[0] * weight[0] + squares[1] * weight[1] + squares[2] * weight[2]
      }
    }
  }

  /// A column that is set later.
  private static func column(_ count: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { $1 = count }
  }

  private static func withPointers(
    _ columns: [[Float]], _ body: ([UnsafePointer<Float>?]) -> Void
  ) {
    columns[0].withUnsafeBufferPointer { x in
      columns[1].withUnsafeBufferPointer { y in
        columns[2].withUnsafeBufferPointer { z in
          body([x.baseAddress, y.baseAddress, z.baseAddress])
        }
      }
    }
  }
}
