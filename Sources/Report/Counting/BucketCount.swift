import Readings

/// Openings counted over some observed time: the three values, and the rate.
public struct Tally: Hashable, Sendable {
  /// `nil` where nothing was observed; 0 where the door was watched and stayed closed.
  public var openings: Int?
  public var observedMilliseconds: Int64
  /// Time that could have been observed [ms]; never below what was.
  public var expectedMilliseconds: Int64

  /// - Parameter count: Openings found. Any that begin where nothing was observed are still
  ///   counted.
  public init(count: Int, observedMilliseconds: Int64, expectedMilliseconds: Int64) {
    openings = count == 0 && observedMilliseconds == 0 ? nil : count
    self.observedMilliseconds = observedMilliseconds
    self.expectedMilliseconds = expectedMilliseconds
  }

  public var observedHours: Double { Double(observedMilliseconds) / 3_600_000 }
  public var expectedHours: Double { Double(expectedMilliseconds) / 3_600_000 }

  /// Openings per observed hour; absent where nothing was observed.
  public var rate: Double? {
    guard let openings, observedMilliseconds > 0 else { return nil }
    return Double(openings) / observedHours
  }

  /// Exact 95 % interval of the rate [1/h].
  public var interval: PoissonInterval? {
    guard let openings, observedMilliseconds > 0 else { return nil }
    return PoissonInterval(count: openings) / observedHours
  }

  /// The same, each count's interval computed once.
  func interval(from known: inout PoissonIntervals) -> PoissonInterval? {
    guard let openings, observedMilliseconds > 0 else { return nil }
    return known.interval(of: openings) / observedHours
  }
}

/// What was counted in one calendar bucket.
public struct BucketCount: Hashable, Sendable {
  public var bucket: CalendarBucket
  public var tally: Tally

  public init(bucket: CalendarBucket, tally: Tally) {
    self.bucket = bucket
    self.tally = tally
  }
}

extension OpeningSeries {
  /// One count for each of `buckets`, which are ascending and disjoint, as far as they lie within
  /// the window's range.
  ///
  /// An opening belongs to the bucket in which it begins.
  ///
  /// - Complexity: O(buckets · devices + openings + observed intervals).
  public func counts(in buckets: [CalendarBucket], window: CountingWindow) -> [BucketCount] {
    let intervals = buckets.map { $0.interval.intersection(window.range) ?? emptyInterval }
    let openings = openingCounts(in: intervals)
    var observed = [Int64](repeating: 0, count: buckets.count)
    for coverage in coverages { coverage.addMilliseconds(in: intervals, to: &observed) }
    return buckets.indices.map { i in
      let expected = window.expectedMilliseconds(in: intervals[i]) * Int64(coverages.count)
      return BucketCount(
        bucket: buckets[i],
        tally: Tally(
          count: openings[i], observedMilliseconds: observed[i], expectedMilliseconds: expected))
    }
  }

  /// The whole range as one count.
  func total(in window: CountingWindow) -> Tally {
    let observed = coverages.reduce(0) { $0 + $1.milliseconds(in: window.range) }
    return Tally(
      count: openingCounts(in: [window.range])[0], observedMilliseconds: observed,
      expectedMilliseconds: window.expected.milliseconds * Int64(coverages.count))
  }

  /// Number of gaps in the part of the range that can have been watched.
  func gapCount(in window: CountingWindow) -> Int {
    coverages.reduce(0) { $0 + $1.gaps(in: window.expected).count }
  }

  private func openingCounts(in intervals: [Interval]) -> [Int] {
    var counts = [Int](repeating: 0, count: intervals.count)
    var i = openedAt.startIndex
    for (place, interval) in intervals.enumerated() where !interval.isEmpty {
      while i < openedAt.endIndex, openedAt[i] < interval.start { i += 1 }
      let first = i
      while i < openedAt.endIndex, openedAt[i] < interval.end { i += 1 }
      counts[place] = i - first
    }
    return counts
  }

  private var emptyInterval: Interval { Interval(start: 0, end: 0) }
}

extension Coverage {
  /// Adds the observed time within each of `windows`, which are ascending and disjoint but for
  /// empty ones.
  func addMilliseconds(in windows: [Interval], to sums: inout [Int64]) {
    var i = 0
    for (place, window) in windows.enumerated() where !window.isEmpty {
      while i < intervals.count, intervals[i].end <= window.start { i += 1 }
      var j = i
      while j < intervals.count, intervals[j].start < window.end {
        sums[place] += min(intervals[j].end, window.end) - max(intervals[j].start, window.start)
        j += 1
      }
      i = max(i, j - 1)
    }
  }
}
