import CColumns
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
    var histogram = [Int64](repeating: 0, count: Int(longest) + 1)
    let own =
      Cleaning.firstIndex(
        in: measuredAt, notBefore: day.start)..<Cleaning.firstIndex(
        in: measuredAt, notBefore: max(day.start, day.end))
    let spacingCount = own.count - 1
    guard spacingCount > 0 else { return nominal }
    measuredAt.withUnsafeBufferPointer {
      doorstats_add_spacings($0.baseAddress! + own.lowerBound, own.count, longest, &histogram)
    }
    var below = 0
    let middle = (spacingCount + 1) / 2
    for spacing in 0...Int(longest) {
      below += Int(histogram[spacing])
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
    let gapLimit = SamplePeriod.gapLimit(period: period)
    let intervals = Stretches.of(measuredAt, gapLimit: gapLimit).map {
      Interval(start: measuredAt[$0.lowerBound], end: measuredAt[$0.upperBound - 1] + period)
    }
    return Coverage(intervals).clipped(to: day)
  }
}

extension CleanReadings {
  /// Ranges of indices without a spacing above `gapLimit` [ms].
  package func stretches(gapLimit: Int64) -> [Range<Int>] {
    Stretches.of(measuredAt, gapLimit: gapLimit)
  }
}

private enum Stretches {
  /// Ranges of times, in order, without a spacing above `gapLimit`.
  static func of(_ times: [Int64], gapLimit: Int64) -> [Range<Int>] {
    var stretches: [Range<Int>] = []
    var start = 0
    times.withUnsafeBufferPointer { times in
      while start < times.count {
        let end = doorstats_first_gap(times.baseAddress, gapLimit, start + 1, times.count)
        stretches.append(start..<min(end, times.count))
        start = end
      }
    }
    return stretches
  }
}
