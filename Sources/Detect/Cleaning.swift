import Readings

/// The readings that detection computes on, as contiguous columns in time order.
///
/// Between two elements of `stretches` lies a gap; within one there is none.
package struct CleanReadings: Sendable {
  /// When measured, never decreasing [ms UTC].
  package var measuredAt: [Int64] = []
  /// Acceleration in the phone's axes [m/s²]; always finite.
  package var x: [Float] = []
  package var y: [Float] = []
  package var z: [Float] = []
  /// Proximity in the phone's own units; NaN where absent.
  package var proximity: [Float] = []
  /// Stretches without a gap, as ranges of indices that together cover all readings.
  package var stretches: [Range<Int>] = []
  /// The sample period [ms].
  package var period: Int64 = SamplePeriod.nominal
  /// Readings that are no measurement.
  package var ignoredCount = 0
  /// Exact repeats.
  package var repeatedCount = 0

  package var count: Int { measuredAt.count }

  package init() {}
}

/// Cleaning: order, repeats, values that no phone measures.
package enum Cleaning {
  /// Accelerations beyond this are no measurement [m/s²]: phones measure up to 16 g = 157 m/s².
  static let absurdAcceleration: Float = 400
  /// How many readings of the same millisecond are compared with a new one to find a repeat. Keeps
  /// the work linear when a broken clock gives all readings one time.
  static let repeatSearchDepth = 8

  /// The readings within `window`, stably sorted by (time, document hash), without exact repeats
  /// (same time, same values) and without readings that are no measurement. Both are counted.
  ///
  /// Gaps are not yet known here: `stretches` is empty, `period` nominal.
  ///
  /// - Complexity: O(*n*) for readings in order, else O(*n* log *n*).
  package static func clean(
    _ readings: ReadingColumns<Float>, within window: Interval
  ) -> CleanReadings {
    let order = order(of: readings, within: window)
    var clean = CleanReadings()
    clean.reserve(order.count)
    for i in order {
      guard isMeasurement(readings, i) else {
        clean.ignoredCount += 1
        continue
      }
      guard !clean.endsWithRepeat(of: readings, i) else {
        clean.repeatedCount += 1
        continue
      }
      clean.append(readings, i)
    }
    return clean
  }

  private static func isMeasurement(_ readings: ReadingColumns<Float>, _ i: Int) -> Bool {
    // NaN compares false, so it fails too.
    abs(readings.accelerationX[i]) <= absurdAcceleration
      && abs(readings.accelerationY[i]) <= absurdAcceleration
      && abs(readings.accelerationZ[i]) <= absurdAcceleration
  }

  /// Indices of the readings within `window` in stable order of (time, document hash).
  private static func order(
    of readings: ReadingColumns<Float>, within window: Interval
  ) -> [Int] {
    let times = readings.measuredAt
    let hashes = readings.documentHash
    var order: [Int] = []
    order.reserveCapacity(times.count)
    var isSorted = true
    for i in times.indices where window.contains(times[i]) {
      if let last = order.last, (times[i], hashes[i]) < (times[last], hashes[last]) {
        isSorted = false
      }
      order.append(i)
    }
    if !isSorted {
      // Ties by position make the sort stable whatever the library's algorithm.
      order.sort { (times[$0], hashes[$0], $0) < (times[$1], hashes[$1], $1) }
    }
    return order
  }
}

extension CleanReadings {
  fileprivate mutating func reserve(_ count: Int) {
    measuredAt.reserveCapacity(count)
    x.reserveCapacity(count)
    y.reserveCapacity(count)
    z.reserveCapacity(count)
    proximity.reserveCapacity(count)
  }

  fileprivate func endsWithRepeat(of readings: ReadingColumns<Float>, _ i: Int) -> Bool {
    var k = count - 1
    let oldest = max(0, count - Cleaning.repeatSearchDepth)
    while k >= oldest, measuredAt[k] == readings.measuredAt[i] {
      if x[k] == readings.accelerationX[i], y[k] == readings.accelerationY[i],
        z[k] == readings.accelerationZ[i],
        proximity[k].bitPattern == readings.proximity[i].bitPattern
      {
        return true
      }
      k -= 1
    }
    return false
  }

  fileprivate mutating func append(_ readings: ReadingColumns<Float>, _ i: Int) {
    measuredAt.append(readings.measuredAt[i])
    x.append(readings.accelerationX[i])
    y.append(readings.accelerationY[i])
    z.append(readings.accelerationZ[i])
    proximity.append(readings.proximity[i])
  }
}
