import CColumns
import Readings

/// How far every reading stands out from rest, on two time scales, in squared spreads.
///
/// The score decides nothing. Single readings see a push and a slam; the mean of five sees a gentle
/// swing, whose readings agree while noise averages out.
///
/// Scores are worked out where they are asked for: hardly any reading stands out, so columns of them
/// would cost more than they tell.
package struct Score: Sendable {
  /// Deviation from rest of the three axes [m/s²].
  let deviation: [[Float]]
  /// 1 / spread² of each.
  let weight: [Float]
  let stretches: [Range<Int>]
  /// What the scores of each time scale are divided by, at least 1: see ``Restlessness``.
  private(set) var fastDivisor: Float = 1
  private(set) var slowDivisor: Float = 1

  /// Readings on each side in the slow scale's mean: five readings, 1 s at 5 readings a second.
  package static let reach = 2

  /// - Parameters:
  ///   - deviation: Deviation from rest of the three axes [m/s²].
  ///   - spread: Spread of each [m/s²].
  ///   - stretches: Stretches without a gap; together all readings.
  /// - Complexity: O(*n*).
  package init(of deviation: [[Float]], spread: [Float], stretches: [Range<Int>]) {
    self.deviation = deviation
    self.stretches = stretches
    weight = spread.map { 1 / ($0 * $0) }
    let step = Quantile.sampleStep(
      of: count, about: Self.restSample, stride: Self.restStride)
    let samples = sampled(every: step)
    let restlessness = Restlessness(share: RestShare(of: count), spread: spread)
    fastDivisor = restlessness.divisor(of: samples.fast, meanOf: 1, on: Thresholds.fast.on)
    slowDivisor = restlessness.divisor(of: samples.slow, meanOf: 5, on: Thresholds.slow.on)
  }

  package var count: Int { deviation[0].count }

  /// Σ (deviation / spread)² over the axes of single readings [squared spreads].
  package func fast(at i: Int) -> Float { weighted(single(i)) / fastDivisor }
  /// Σ deviation² of single readings [(m/s²)²].
  package func fastPower(at i: Int) -> Float { power(single(i)) }
  /// Σ (mean of five deviations / spread)² [squared spreads].
  package func slow(at i: Int) -> Float { weighted(mean(i)) / slowDivisor }
  /// Σ (mean of five deviations)² [(m/s²)²].
  package func slowPower(at i: Int) -> Float { power(mean(i)) }

  private func weighted(_ v: SIMD3<Float>) -> Float {
    v.x * v.x * weight[0] + v.y * v.y * weight[1] + v.z * v.z * weight[2]
  }

  private func power(_ v: SIMD3<Float>) -> Float { v.x * v.x + v.y * v.y + v.z * v.z }

  private func single(_ i: Int) -> SIMD3<Float> {
    SIMD3(deviation[0][i], deviation[1][i], deviation[2][i])
  }

  /// Mean of five, with fewer at the edges of a stretch.
  private func mean(_ i: Int) -> SIMD3<Float> {
    let stretch = stretches[stretchNumber(of: i)]
    let isWhole = i - Self.reach >= stretch.lowerBound && i + Self.reach < stretch.upperBound
    let window = Range(i - Self.reach...i + Self.reach).clamped(to: stretch)
    let sum = window.reduce(SIMD3.zero) { $0 + single($1) }
    return isWhole ? sum * 0.2 : sum / Float(window.count)
  }

  private func stretchNumber(of i: Int) -> Int {
    var low = 0
    var high = stretches.count - 1
    while low < high {
      let middle = (low + high) / 2
      if stretches[middle].upperBound <= i { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Readings that count for the quantile, about, and every how many-th at least.
  static let restSample = 15_000
  static let restStride = 7

  /// The scores of every `step`-th reading.
  private func sampled(every step: Int) -> (fast: [Float], slow: [Float]) {
    let samples = (count + step - 1) / step
    var fast = [Float](repeating: 0, count: samples)
    var slow = fast
    for stretch in stretches {
      let first = (stretch.lowerBound + step - 1) / step
      let end = (stretch.upperBound + step - 1) / step
      // The samples with a whole window around them.
      let wholeFirst = max(first, (stretch.lowerBound + Self.reach + step - 1) / step)
      let wholeEnd = max(wholeFirst, (stretch.upperBound - Self.reach + step - 1) / step)
      for k in first..<end where k < wholeFirst || k >= wholeEnd {
        (fast[k], slow[k]) = (self.fast(at: k * step), self.slow(at: k * step))
      }
      guard wholeFirst < min(wholeEnd, end) else { continue }
      withPointers(from: wholeFirst * step - Self.reach) { columns in
        fast.withUnsafeMutableBufferPointer { fast in
          slow.withUnsafeMutableBufferPointer { slow in
            doorstats_sampled_scores(
              columns, weight, step, fast.baseAddress! + wholeFirst,
              slow.baseAddress! + wholeFirst, min(wholeEnd, end) - wholeFirst)
          }
        }
      }
    }
    return (fast, slow)
  }

  func withPointers(from first: Int, _ body: ([UnsafePointer<Float>?]) -> Void) {
    deviation[0].withUnsafeBufferPointer { x in
      deviation[1].withUnsafeBufferPointer { y in
        deviation[2].withUnsafeBufferPointer { z in
          body([x, y, z].map { $0.baseAddress.map { $0 + first } })
        }
      }
    }
  }
}
