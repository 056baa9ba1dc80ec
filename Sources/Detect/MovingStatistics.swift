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
  /// Every whole window is added up anew, first the values, then the squared differences from their
  /// mean: nothing is carried from window to window, so the loop has no order to keep, runs on as
  /// many readings at once as the processor takes, and a large resting level (gravity) costs no
  /// digits.
  ///
  /// - Complexity: O(*n*).
  package init(of column: [Float], stretches: [Range<Int>]) {
    var variance = [Float]()
    mean = [Float](unsafeUninitializedCapacity: column.count) { means, count in
      variance = [Float](unsafeUninitializedCapacity: column.count) { variances, count in
        column.withUnsafeBufferPointer { column in
          for stretch in stretches { Self.fill(column, stretch, &means, &variances) }
        }
        count = column.count
      }
      count = column.count
    }
    self.variance = variance
  }

  private static func fill(
    _ column: UnsafeBufferPointer<Float>, _ stretch: Range<Int>,
    _ means: inout UnsafeMutableBufferPointer<Float>,
    _ variances: inout UnsafeMutableBufferPointer<Float>
  ) {
    let whole =
      stretch.count > 2 * reach
      ? stretch.lowerBound + reach..<stretch.upperBound - reach
      : stretch.upperBound..<stretch.upperBound
    for edge in [stretch.lowerBound..<whole.lowerBound, whole.upperBound..<stretch.upperBound] {
      for i in edge {
        let window = Range(i - reach...i + reach).clamped(to: stretch)
        let mean = column[window].reduce(0, +) / Float(window.count)
        let squares = column[window].reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        means[i] = mean
        variances[i] = squares / Float(window.count)
      }
    }
    guard !whole.isEmpty, let column = column.baseAddress, let means = means.baseAddress,
      let variances = variances.baseAddress
    else { return }
    wholeWindows(
      column + stretch.lowerBound, means + whole.lowerBound, variances + whole.lowerBound,
      count: whole.count)
  }

  /// The statistics of the windows that begin at `values[0]`, `values[1]`, …
  private static func wholeWindows(
    _ values: UnsafePointer<Float>, _ means: UnsafeMutablePointer<Float>,
    _ variances: UnsafeMutablePointer<Float>, count: Int
  ) {
    let share: Float = 1 / 9
    for i in 0..<count {
      let v = values + i
      let sum = v[0] + v[1] + v[2] + v[3] + v[4] + v[5] + v[6] + v[7] + v[8]
      let mean = sum * share
      @inline(__always) func square(_ k: Int) -> Float { (v[k] - mean) * (v[k] - mean) }
      let lower = square(0) + square(1) + square(2) + square(3)
      let upper = square(5) + square(6) + square(7) + square(8)
      means[i] = mean
      variances[i] = (lower + square(4) + upper) * share
    }
  }
}
