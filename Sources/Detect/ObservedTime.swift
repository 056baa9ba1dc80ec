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
    let own =
      Cleaning.firstIndex(
        in: measuredAt, notBefore: day.start)..<Cleaning.firstIndex(
        in: measuredAt, notBefore: max(day.start, day.end))
    guard own.count > 1 else { return nominal }
    return measuredAt.withUnsafeBufferPointer { times in
      let own = UnsafeBufferPointer(rebasing: times[own])
      return max(1, likelyMedian(of: own) ?? median(of: own))
    }
  }

  /// Every how many-th spacing tells about where the median is, and from how many spacings on.
  private static let sampleStride = 64
  private static let leastSampled = 4096

  /// The median of a sample, or a neighbour of it, where that proves to be the median of all: it is
  /// enough to count the spacings up to four values.
  private static func likelyMedian(of times: UnsafeBufferPointer<Int64>) -> Int64? {
    guard times.count > leastSampled else { return nil }
    var histogram = [Int64](repeating: 0, count: Int(longest) + 1)
    var sampled = 0
    for i in stride(from: 1, to: times.count, by: sampleStride) {
      // Times in order may lie so far apart that only an unsigned number holds it.
      let spacing = UInt64(bitPattern: times[i] &- times[i - 1])
      histogram[Int(min(spacing, UInt64(longest)))] += 1
      sampled += 1
    }
    let guess = max(2, value(at: (sampled + 1) / 2, in: histogram))
    var counts: (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
    return withUnsafeMutableBytes(of: &counts) { counts -> Int64? in
      let counts = counts.bindMemory(to: Int64.self)
      doorstats_count_spacings(times.baseAddress, times.count, guess - 2, counts.baseAddress)
      let rank = Int64(times.count / 2)
      let place = (1..<4).first { counts[$0 - 1] < rank && rank <= counts[$0] }
      return place.map { min(longest, guess - 2 + Int64($0)) }
    }
  }

  private static func median(of times: UnsafeBufferPointer<Int64>) -> Int64 {
    var histogram = [Int64](repeating: 0, count: Int(longest) + 1)
    doorstats_add_spacings(times.baseAddress, times.count, longest, &histogram)
    return value(at: times.count / 2, in: histogram)
  }

  /// The value of a rank, from 1 on.
  private static func value(at rank: Int, in histogram: [Int64]) -> Int64 {
    var below = 0
    for (spacing, count) in histogram.enumerated() {
      below += Int(count)
      if below >= rank { return Int64(spacing) }
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
    return coverage(
      of: measuredAt, Stretches.of(measuredAt, gapLimit: gapLimit), period: period, within: day)
  }

  /// - Parameter stretches: The times' ranges without a gap.
  static func coverage(
    of measuredAt: [Int64], _ stretches: [Range<Int>], period: Int64, within day: Interval
  ) -> Coverage {
    let intervals = stretches.map {
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
