/// Mean and variance of a column in a window that moves with the reading.
package struct MovingStatistics: Sendable {
  /// Readings on each side of the middle one: windows of 9, that is 1.8 s at 5 readings a second.
  package static let reach = 4

  /// Mean over the window, clipped to the stretch.
  package var mean: [Float]
  /// Variance over the window (divisor *n*), clipped to the stretch; never negative.
  package var variance: [Float]

  /// Windows of 2 · `reach` + 1 readings around every reading, never across a gap.
  ///
  /// One running sum of values and one of squares, both in double precision and relative to the
  /// stretch's first value, so that a large resting level (gravity) costs no digits.
  ///
  /// - Complexity: O(*n*), whatever the reach.
  package init(of column: [Float], stretches: [Range<Int>]) {
    mean = [Float](repeating: 0, count: column.count)
    variance = mean
    for stretch in stretches { fill(column, stretch) }
  }

  private mutating func fill(_ column: [Float], _ stretch: Range<Int>) {
    guard let first = stretch.first else { return }
    let reach = Self.reach
    let reference = Double(column[first])
    column.withUnsafeBufferPointer { column in
      mean.withUnsafeMutableBufferPointer { mean in
        variance.withUnsafeMutableBufferPointer { variance in
          var sum = 0.0
          var squares = 0.0
          var width = 0
          func add(_ i: Int, _ sign: Double) {
            let value = Double(column[i]) - reference
            sum += sign * value
            squares += sign * value * value
          }
          for i in stretch.lowerBound..<min(stretch.lowerBound + reach, stretch.upperBound) {
            add(i, 1)
            width += 1
          }
          for i in stretch {
            if i + reach < stretch.upperBound {
              add(i + reach, 1)
              width += 1
            }
            if i - reach - 1 >= stretch.lowerBound {
              add(i - reach - 1, -1)
              width -= 1
            }
            let inverse = Self.inverses[width]
            let average = sum * inverse
            mean[i] = Float(average + reference)
            variance[i] = Float(max(0, squares * inverse - average * average))
          }
        }
      }
    }
  }

  private static let inverses = (0...2 * reach + 1).map { $0 == 0 ? 0 : 1 / Double($0) }
}
