import Readings

/// The sample period of a device: the median spacing of a day's readings.
package enum SamplePeriod {
  /// Assumed where fewer than two readings tell nothing [ms]: the phones' own rate.
  package static let nominal: Int64 = 200
  /// The longest period [ms]. A swing of a door lasts about a second: a phone slower than this
  /// cannot see it, so its readings stand for no more.
  package static let longest: Int64 = 1000

  /// Median spacing of the times that lie within `day`, at least 1 and at most `longest` [ms].
  ///
  /// Of an even number of spacings the lower middle one counts. Longer spacings than `longest` all
  /// count alike, so one histogram is enough.
  ///
  /// - Parameter measuredAt: Times in order [ms UTC].
  /// - Complexity: O(*n*).
  package static func period(of measuredAt: [Int64], within day: Interval) -> Int64 {
    var histogram = [Int](repeating: 0, count: Int(longest) + 1)
    var spacingCount = 0
    var previous: Int64?
    measuredAt.withUnsafeBufferPointer { measuredAt in
      histogram.withUnsafeMutableBufferPointer { histogram in
        for time in measuredAt where day.contains(time) {
          if let previous {
            histogram[Int(min(time - previous, longest))] += 1
            spacingCount += 1
          }
          previous = time
        }
      }
    }
    guard spacingCount > 0 else { return nominal }
    var below = 0
    let middle = (spacingCount + 1) / 2
    for spacing in 0...Int(longest) {
      below += histogram[spacing]
      if below >= middle { return max(1, Int64(spacing)) }
    }
    return longest
  }

  /// A spacing longer than this is a gap [ms].
  package static func gapLimit(period: Int64) -> Int64 { max(10 * period, 5000) }
}

/// Observed time: when the readings say that the device was watching.
package enum ObservedTime {
  /// Observed time within `day`.
  ///
  /// Every reading stands for one period after itself; a spacing up to the gap limit is observed
  /// throughout. Readings before the day and after it serve as neighbours, so that the coverages of
  /// consecutive days join without a seam.
  ///
  ///     readings   | | | |            | | |
  ///     observed   [-------)          [-----)
  ///
  /// - Parameter measuredAt: Times in order [ms UTC], also around the day.
  /// - Complexity: O(*n*).
  package static func coverage(
    of measuredAt: [Int64], period: Int64, within day: Interval
  ) -> Coverage {
    guard let first = measuredAt.first else { return Coverage() }
    let gapLimit = SamplePeriod.gapLimit(period: period)
    var intervals: [Interval] = []
    var start = first
    var last = first
    measuredAt.withUnsafeBufferPointer { measuredAt in
      for time in measuredAt {
        if time - last > gapLimit {
          intervals.append(Interval(start: start, end: last + period))
          start = time
        }
        last = time
      }
    }
    intervals.append(Interval(start: start, end: last + period))
    return Coverage(intervals).clipped(to: day)
  }
}

extension CleanReadings {
  /// Ranges of indices without a spacing above `gapLimit` [ms].
  package func stretches(gapLimit: Int64) -> [Range<Int>] {
    guard count > 0 else { return [] }
    var stretches: [Range<Int>] = []
    var start = 0
    measuredAt.withUnsafeBufferPointer { measuredAt in
      for i in 1..<max(1, count) where measuredAt[i] - measuredAt[i - 1] > gapLimit {
        stretches.append(start..<i)
        start = i
      }
    }
    stretches.append(start..<count)
    return stretches
  }
}
