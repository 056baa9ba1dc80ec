import CColumns
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
  /// Light [lux], NaN where absent, and orientation x, y, z [degrees], empty without: as measured,
  /// and only before thinning.
  package var light: [Float] = []
  package var orientation: [[Float]] = []
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
  /// Gaps are not yet known here: `stretches` is empty, `period` nominal. Readings in order become the
  /// clean columns in their place: runs of them close up where something between them was dropped.
  ///
  /// - Complexity: O(*n*) for readings in order, else O(*n* log *n*).
  package static func clean(
    _ readings: consuming ReadingColumns<Float>, within window: Interval
  ) -> CleanReadings {
    let tie = firstTie(in: readings.measuredAt)
    guard isInOrder(readings, from: tie) else {
      let ordered = readings.selected(order(of: readings, within: window))
      return clean(ordered, 0..<ordered.count, tie: firstTie(in: ordered.measuredAt))
    }
    let first = firstIndex(in: readings.measuredAt, notBefore: window.start)
    let end = firstIndex(in: readings.measuredAt, notBefore: window.end)
    return clean(readings, first..<end, tie: tie)
  }

  private static func clean(
    _ readings: consuming ReadingColumns<Float>, _ range: Range<Int>, tie: Int
  ) -> CleanReadings {
    var clean = CleanReadings()
    let runs = keptRuns(of: readings, in: range, tie: tie, &clean)
    clean.measuredAt = closedUp(&readings.measuredAt, runs)
    clean.x = closedUp(&readings.accelerationX, runs)
    clean.y = closedUp(&readings.accelerationY, runs)
    clean.z = closedUp(&readings.accelerationZ, runs)
    clean.proximity = closedUp(&readings.proximity, runs)
    if !readings.light.isEmpty { clean.light = closedUp(&readings.light, runs) }
    clean.orientation = closedUpOrientation(&readings, runs)
    return clean
  }

  private static func closedUpOrientation(
    _ readings: inout ReadingColumns<Float>, _ runs: [Range<Int>]
  ) -> [[Float]] {
    guard readings.extended[6..<9].allSatisfy({ !$0.isEmpty }) else { return [] }
    return (6..<9).map { closedUp(&readings.extended[$0], runs) }
  }

  /// The readings that are kept, as ranges with something dropped between them; counts the others.
  private static func keptRuns(
    of readings: ReadingColumns<Float>, in range: Range<Int>, tie: Int, _ clean: inout CleanReadings
  ) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var i = range.lowerBound
    while i < range.upperBound {
      if !isMeasurement(readings, i) {
        clean.ignoredCount += 1
        i += 1
      } else if isRepeat(readings, i, of: runs) {
        clean.repeatedCount += 1
        i += 1
      } else {
        let end = endOfRun(of: readings, from: i, to: range.upperBound, tie: tie)
        if let last = runs.last, last.upperBound == i {
          runs[runs.count - 1] = last.lowerBound..<end
        } else {
          runs.append(i..<end)
        }
        i = end
      }
    }
    return runs
  }

  /// The column's values in the runs, in the column's own memory; the column is empty afterwards.
  private static func closedUp<Value>(_ column: inout [Value], _ runs: [Range<Int>]) -> [Value] {
    var closed: [Value] = []
    swap(&closed, &column)
    var count = 0
    closed.withUnsafeMutableBufferPointer { closed in
      guard let base = closed.baseAddress else { return }
      for run in runs {
        if run.lowerBound != count {
          (base + count).update(from: base + run.lowerBound, count: run.count)
        }
        count += run.count
      }
    }
    closed.removeLast(closed.count - count)
    return closed
  }

  /// The end of the measurements after `start` of which each is later than the one before it; before
  /// `tie` all are.
  private static func endOfRun(
    of readings: ReadingColumns<Float>, from start: Int, to end: Int, tie: Int
  ) -> Int {
    readings.measuredAt.withUnsafeBufferPointer { time in
      readings.accelerationX.withUnsafeBufferPointer { x in
        readings.accelerationY.withUnsafeBufferPointer { y in
          readings.accelerationZ.withUnsafeBufferPointer { z in
            var i = start + 1
            // Not far beyond the end of a short run, so that many of them cost no more than one.
            var reach = 64
            while i < end {
              let last = min(i + reach, end)
              var stop =
                last <= tie ? last : doorstats_first_not_rising(time.baseAddress, i, last)
              for column in [x, y, z] {
                stop = doorstats_first_beyond(column.baseAddress, absurdAcceleration, i, stop)
              }
              if stop < last { return stop }
              i = last
              reach = min(2 * reach, 8192)
            }
            return end
          }
        }
      }
    }
  }

  /// The first time that is not later than the one before it.
  private static func firstTie(in times: [Int64]) -> Int {
    doorstats_first_not_rising(times, 1, times.count)
  }

  private static func isInOrder(_ readings: ReadingColumns<Float>, from tie: Int) -> Bool {
    readings.measuredAt.withUnsafeBufferPointer { time in
      var i = tie
      while i < time.count {
        if time[i] < time[i - 1] { return false }
        if readings.documentHash[i] < readings.documentHash[i - 1] { return false }
        i = doorstats_first_not_rising(time.baseAddress, i + 1, time.count)
      }
      return true
    }
  }

  static func firstIndex(in times: [Int64], notBefore time: Int64) -> Int {
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

  /// Whether a reading is an exact repeat of one of the last that are kept.
  private static func isRepeat(
    _ readings: ReadingColumns<Float>, _ i: Int, of runs: [Range<Int>]
  ) -> Bool {
    var seen = 0
    for run in runs.reversed() {
      for k in run.reversed() {
        if seen == repeatSearchDepth || readings.measuredAt[k] != readings.measuredAt[i] {
          return false
        }
        if readings.accelerationX[k] == readings.accelerationX[i],
          readings.accelerationY[k] == readings.accelerationY[i],
          readings.accelerationZ[k] == readings.accelerationZ[i],
          readings.proximity[k].bitPattern == readings.proximity[i].bitPattern
        {
          return true
        }
        seen += 1
      }
    }
    return false
  }
}
