import Readings

/// How far the phone turned, from its gyroscope, where it has one.
///
/// A door's phone turns about the hinges and by exactly the door's angle, so this tells an opening
/// from a closing, and either from a knock, better than any acceleration. Few phones send it, and
/// nothing depends on it.
package struct Rotation: Sendable {
  private var measuredAt: [Int64] = []
  /// Angle turned about each axis since the first reading [rad].
  private var angles: [SIMD3<Double>] = []

  /// A gap is not integrated over [s]: what happened in it is not known.
  private static let longestStep = 1.0
  /// Rates beyond this are no measurement [rad/s]: gyroscopes of phones end at 35.
  private static let absurdRate = 100.0

  /// `nil` where the phone sends no rotation.
  ///
  /// - Complexity: O(*n*) for readings in order, else O(*n* log *n*).
  package static func measured(
    in columns: ReadingColumns<Float>, within window: Interval
  ) -> Rotation? {
    guard columns.hasExtended, columns.extended[0..<3].contains(where: { $0.contains { $0 != 0 } })
    else { return nil }
    let rates = columns.extended
    var order = columns.measuredAt.indices.filter { i in
      window.contains(columns.measuredAt[i])
        && (0..<3).allSatisfy { abs(Double(rates[$0][i])) < Self.absurdRate }
    }
    let isEarlier = { (a: Int, b: Int) in
      (columns.measuredAt[a], columns.documentHash[a])
        < (columns.measuredAt[b], columns.documentHash[b])
    }
    if zip(order, order.dropFirst()).contains(where: { isEarlier($1, $0) }) {
      order.sort(by: isEarlier)
    }
    guard !order.isEmpty else { return nil }
    var rotation = Rotation()
    rotation.integrate(order, columns)
    return rotation
  }

  /// The rate at rest is the sensor's error: it is the median of the day, for doors rest.
  private mutating func integrate(_ order: [Int], _ columns: ReadingColumns<Float>) {
    let error = SIMD3<Double>(
      (0..<3).map { axis in
        let values = order.map { columns.extended[axis][$0] }
        return Double(Quantile.value(at: 0.5, of: values) ?? 0)
      })
    var angle = SIMD3<Double>.zero
    measuredAt.reserveCapacity(order.count)
    angles.reserveCapacity(order.count)
    for (k, i) in order.enumerated() {
      if k > 0 {
        let step = Double(columns.measuredAt[i] - columns.measuredAt[order[k - 1]]) / 1000
        let rate = SIMD3<Double>((0..<3).map { Double(columns.extended[$0][i]) })
        angle += min(step, Self.longestStep) * (rate - error)
      }
      measuredAt.append(columns.measuredAt[i])
      angles.append(angle)
    }
  }

  /// How far the phone turned within a stretch of time.
  package struct Turn: Hashable, Sendable {
    /// From the beginning to the end, about each of the phone's axes [rad].
    package var net: SIMD3<Double>
    /// The farthest that it was from its beginning [rad].
    package var widest: Double
  }

  /// - Parameter start, end: The stretch [ms UTC].
  package func turn(from start: Int64, to end: Int64) -> Turn {
    let first = index(at: start)
    let last = max(first, index(at: end))
    var widest = 0.0
    for i in first...last {
      let away = angles[i] - angles[first]
      widest = max(widest, (away * away).sum())
    }
    return Turn(net: angles[last] - angles[first], widest: widest.squareRoot())
  }

  /// The last reading not after a moment, or the first of all.
  private func index(at time: Int64) -> Int {
    var low = 0
    var high = measuredAt.count
    while low < high {
      let middle = (low + high) / 2
      if measuredAt[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }
}
