import CColumns

/// Mean and variance of columns in a window that moves with the reading, never across a gap.
///
/// Every whole window is added up anew, first the values, then the squared differences from their
/// mean: nothing is carried from window to window, so the loop has no order to keep, runs on as many
/// readings at once as the processor takes, and a large resting level (gravity) costs no digits.
package enum MovingStatistics {
  /// Readings on each side of the middle one: windows of 9, that is 1.8 s at 5 readings a second.
  package static let reach = 4

  /// Variance (divisor *n*) in the windows around every `step`-th reading, clipped to the stretch;
  /// never negative.
  ///
  /// - Complexity: O(*n* / `step`).
  package static func variances(
    of column: [Float], stretches: [Range<Int>], every step: Int
  ) -> [Float] {
    let count = (column.count + step - 1) / step
    return [Float](unsafeUninitializedCapacity: count) { variances, variancesCount in
      column.withUnsafeBufferPointer { column in
        for stretch in stretches {
          let (whole, edges) = parts(of: stretch)
          for edge in edges {
            for k in samples(in: edge, every: step) {
              variances[k] = window(around: k * step, of: column, in: stretch).variance
            }
          }
          let inside = samples(in: whole, every: step)
          guard !inside.isEmpty else { continue }
          doorstats_variances(
            column.baseAddress! + inside.lowerBound * step - reach, step,
            variances.baseAddress! + inside.lowerBound, inside.count)
        }
      }
      variancesCount = count
    }
  }

  /// When a window of three axes is calm.
  package struct Calm: Sendable {
    /// What the variance of each axis is multiplied with.
    package var weight: [Float]
    /// The sum of the three stays below this.
    package var most: Float
    /// The window spans less than this [ms].
    package var longest: Int64

    package init(weight: [Float], most: Float, longest: Int64) {
      self.weight = weight
      self.most = most
      self.longest = longest
    }
  }

  /// The means of three axes in the windows around every reading, clipped to the stretch, and whether
  /// a whole window is there and calm.
  ///
  /// - Complexity: O(*n*).
  package static func meansAndCalm(
    of columns: [[Float]], measuredAt: [Int64], stretches: [Range<Int>], _ calm: Calm
  ) -> (means: [[Float]], isCalm: [Bool]) {
    let count = measuredAt.count
    var means = columns.map { column in edgeMeans(of: column, stretches) }
    let isCalm = [Bool](unsafeUninitializedCapacity: count) { isCalm, isCalmCount in
      isCalm.initialize(repeating: false)
      isCalmCount = count
      for stretch in stretches {
        let whole = parts(of: stretch).whole
        guard !whole.isEmpty else { continue }
        fill(columns, measuredAt, whole, calm, &means, isCalm.baseAddress!)
      }
    }
    return (means, isCalm)
  }

  /// A column whose values at the edges of stretches are means, and the others not yet set.
  private static func edgeMeans(of column: [Float], _ stretches: [Range<Int>]) -> [Float] {
    [Float](unsafeUninitializedCapacity: column.count) { means, count in
      column.withUnsafeBufferPointer { column in
        for stretch in stretches {
          for i in parts(of: stretch).edges.joined() {
            means[i] = window(around: i, of: column, in: stretch).mean
          }
        }
      }
      count = column.count
    }
  }

  private static func fill(
    _ columns: [[Float]], _ measuredAt: [Int64], _ whole: Range<Int>, _ calm: Calm,
    _ means: inout [[Float]], _ isCalm: UnsafeMutablePointer<Bool>
  ) {
    let first = whole.lowerBound - reach
    columns[0].withUnsafeBufferPointer { x in
      columns[1].withUnsafeBufferPointer { y in
        columns[2].withUnsafeBufferPointer { z in
          let values = [x, y, z].map { $0.baseAddress.map { $0 + first } }
          let targets = means.indices.map { axis in
            means[axis].withUnsafeMutableBufferPointer {
              $0.baseAddress.map { $0 + whole.lowerBound }
            }
          }
          measuredAt.withUnsafeBufferPointer { measuredAt in
            UnsafeMutableRawPointer(isCalm + whole.lowerBound).withMemoryRebound(
              to: UInt8.self, capacity: whole.count
            ) {
              doorstats_means_and_calm(
                values, calm.weight, calm.most, measuredAt.baseAddress! + first, calm.longest,
                targets, $0, whole.count)
            }
          }
        }
      }
    }
  }

  /// The readings of a stretch with a whole window around them, and those at its edges.
  private static func parts(of stretch: Range<Int>) -> (whole: Range<Int>, edges: [Range<Int>]) {
    let whole =
      stretch.count > 2 * reach
      ? stretch.lowerBound + reach..<stretch.upperBound - reach
      : stretch.upperBound..<stretch.upperBound
    return (
      whole, [stretch.lowerBound..<whole.lowerBound, whole.upperBound..<stretch.upperBound]
    )
  }

  /// The numbers of the multiples of `step` in a range.
  private static func samples(in range: Range<Int>, every step: Int) -> Range<Int> {
    (range.lowerBound + step - 1) / step..<(range.upperBound + step - 1) / step
  }

  private static func window(
    around i: Int, of column: UnsafeBufferPointer<Float>, in stretch: Range<Int>
  ) -> (mean: Float, variance: Float) {
    let window = column[Range(i - reach...i + reach).clamped(to: stretch)]
    let mean = window.reduce(0, +) / Float(window.count)
    let squares = window.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, squares / Float(window.count))
  }
}
