/// Observed time: when a device was watched, as intervals that are sorted, disjoint and not empty.
///
/// Touching intervals are joined, so two coverages of the same instants are equal.
///
///     watched   [--------)      [-----)
///     gap               [------)
public struct Coverage: Equatable, Sendable {
  /// Sorted, disjoint, never empty, never touching.
  public private(set) var intervals: [Interval]

  public init() { intervals = [] }

  /// Joins intervals given in any order, overlapping or not.
  ///
  /// - Complexity: O(*n* log *n*).
  public init(_ intervals: some Sequence<Interval>) {
    var joined: [Interval] = []
    for interval in intervals.sorted(by: { $0.start < $1.start }) where !interval.isEmpty {
      if let last = joined.last, interval.start <= last.end {
        joined[joined.count - 1].end = max(last.end, interval.end)
      } else {
        joined.append(interval)
      }
    }
    self.intervals = joined
  }

  /// Total observed time [ms].
  public var milliseconds: Int64 { intervals.reduce(0) { $0 + $1.milliseconds } }
  /// Total observed time [s].
  public var seconds: Double { Double(milliseconds) / 1000 }
  public var isEmpty: Bool { intervals.isEmpty }

  /// Observed time within `window` [ms]; never above the window's length.
  ///
  /// - Complexity: O(log *n* + *k*) for *k* intervals that touch the window.
  public func milliseconds(in window: Interval) -> Int64 {
    var total: Int64 = 0
    for interval in intervals[firstIndex(endingAfter: window.start)...] {
      guard interval.start < window.end else { break }
      total += min(interval.end, window.end) - max(interval.start, window.start)
    }
    return total
  }

  /// The parts of the coverage that lie within `window`.
  public func clipped(to window: Interval) -> Coverage {
    var clipped = Coverage()
    for interval in intervals[firstIndex(endingAfter: window.start)...] {
      guard let part = interval.intersection(window) else { break }
      clipped.intervals.append(part)
    }
    return clipped
  }

  /// What was not observed within `window`.
  public func gaps(in window: Interval) -> [Interval] {
    var gaps: [Interval] = []
    var cursor = window.start
    for interval in clipped(to: window).intervals {
      if cursor < interval.start { gaps.append(Interval(start: cursor, end: interval.start)) }
      cursor = interval.end
    }
    if cursor < window.end { gaps.append(Interval(start: cursor, end: window.end)) }
    return gaps
  }

  private func firstIndex(endingAfter instant: Int64) -> Int {
    var low = 0
    var high = intervals.count
    while low < high {
      let middle = (low + high) / 2
      if intervals[middle].end <= instant { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
