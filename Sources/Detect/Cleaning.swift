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
  /// Gaps are not yet known here: `stretches` is empty, `period` nominal. Readings in order are
  /// copied in runs; only those that share their time with the one before, or are no measurement,
  /// are looked at one by one.
  ///
  /// - Complexity: O(*n*) for readings in order, else O(*n* log *n*).
  package static func clean(
    _ readings: ReadingColumns<Float>, within window: Interval
  ) -> CleanReadings {
    guard isInOrder(readings) else {
      let ordered = readings.selected(order(of: readings, within: window))
      return clean(ordered, ordered.measuredAt.indices)
    }
    let first = firstIndex(in: readings.measuredAt, notBefore: window.start)
    return clean(readings, first..<firstIndex(in: readings.measuredAt, notBefore: window.end))
  }

  private static func clean(
    _ readings: ReadingColumns<Float>, _ range: Range<Int>
  ) -> CleanReadings {
    var clean = CleanReadings()
    clean.reserve(range.count)
    var i = range.lowerBound
    while i < range.upperBound {
      if !isMeasurement(readings, i) {
        clean.ignoredCount += 1
        i += 1
      } else if clean.endsWithRepeat(of: readings, i) {
        clean.repeatedCount += 1
        i += 1
      } else {
        let run = i..<endOfRun(of: readings, from: i, to: range.upperBound)
        clean.append(readings, run)
        i = run.upperBound
      }
    }
    return clean
  }

  /// The end of the measurements after `start` of which each is later than the one before it.
  private static func endOfRun(
    of readings: ReadingColumns<Float>, from start: Int, to end: Int
  ) -> Int {
    readings.measuredAt.withUnsafeBufferPointer { time in
      readings.accelerationX.withUnsafeBufferPointer { x in
        readings.accelerationY.withUnsafeBufferPointer { y in
          readings.accelerationZ.withUnsafeBufferPointer { z in
            var i = start + 1
            while i < end, time[i] > time[i - 1], abs(x[i]) <= absurdAcceleration,
              abs(y[i]) <= absurdAcceleration, abs(z[i]) <= absurdAcceleration
            { i += 1 }
            return i
          }
        }
      }
    }
  }

  private static func isInOrder(_ readings: ReadingColumns<Float>) -> Bool {
    readings.measuredAt.withUnsafeBufferPointer { time in
      for i in 1..<max(1, time.count) where time[i] <= time[i - 1] {
        if time[i] < time[i - 1] { return false }
        if readings.documentHash[i] < readings.documentHash[i - 1] { return false }
      }
      return true
    }
  }

  private static func firstIndex(in times: [Int64], notBefore time: Int64) -> Int {
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
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
    // Ties by position make the sort stable whatever the library's algorithm.
    return times.indices.filter { window.contains(times[$0]) }.sorted {
      (times[$0], hashes[$0], $0) < (times[$1], hashes[$1], $1)
    }
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

  fileprivate mutating func append(_ readings: ReadingColumns<Float>, _ run: Range<Int>) {
    measuredAt.append(contentsOf: readings.measuredAt[run])
    x.append(contentsOf: readings.accelerationX[run])
    y.append(contentsOf: readings.accelerationY[run])
    z.append(contentsOf: readings.accelerationZ[run])
    proximity.append(contentsOf: readings.proximity[run])
  }
}
