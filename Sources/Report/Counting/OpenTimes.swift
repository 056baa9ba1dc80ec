import Readings

/// How long one opening lasted, as far as it was seen.
public struct OpenTime: Hashable, Sendable {
  public var opening: Opening
  /// Time that the door is known to have stood open [ms].
  public var milliseconds: Int64
  /// Whether the end was seen; where not, the door stood open at least so long.
  public var isExact: Bool
}

extension DeviceRecord {
  /// How long each opening that begins within `range` lasted, in order of time.
  ///
  /// One whose end was not seen stood open at least up to where the observation ends that saw its
  /// beginning. Where another opening follows within that observation, its end was missed, and
  /// nothing is known of its length: 0.
  func openTimes(in range: Interval) -> [OpenTime] {
    let first = openings.partitioningIndex { $0.openedAt >= range.start }
    let last = openings.partitioningIndex { $0.openedAt >= range.end }
    return (first..<max(first, last)).map { index in
      let opening = openings[index]
      if let closed = opening.closedAt {
        return OpenTime(
          opening: opening, milliseconds: max(0, closed - opening.openedAt), isExact: true)
      }
      let next = index + 1 < openings.count ? openings[index + 1].openedAt : .max
      let seen = coverage.interval(containing: opening.openedAt)?.end ?? opening.openedAt
      return OpenTime(
        opening: opening, milliseconds: next < seen ? 0 : seen - opening.openedAt, isExact: false)
    }
  }
}

extension Coverage {
  /// The observed interval that holds `instant`, if any.
  func interval(containing instant: Int64) -> Interval? {
    let place = intervals.partitioningIndex { $0.end > instant }
    guard place < intervals.count, intervals[place].contains(instant) else { return nil }
    return intervals[place]
  }
}

extension Array {
  /// The first index whose element satisfies `isBeyond`, where all after it do too; the count
  /// where none does.
  func partitioningIndex(_ isBeyond: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// Open times in classes that people think in.
public struct OpenTimeHistogram: Hashable, Sendable {
  /// Upper bounds of all classes but the last [ms].
  static let bounds: [Int64] = [5, 10, 30, 60, 120, 600].map { $0 * 1000 }
  static let labels = ["<5 s", "5–10 s", "10–30 s", "30–60 s", "1–2 min", "2–10 min", ">10 min"]

  /// One a class.
  public var counts: [Int]
  /// Openings whose end was not seen; they are in no class.
  public var unseenCount: Int
  /// Middle open time of those whose end was seen [ms].
  public var median: Int64?

  public init(_ times: [OpenTime]) {
    let exact = times.filter(\.isExact).map(\.milliseconds).sorted()
    unseenCount = times.count - exact.count
    counts = Array(repeating: 0, count: Self.labels.count)
    for time in exact { counts[Self.bounds.partitioningIndex { time < $0 }] += 1 }
    median = exact.isEmpty ? nil : (exact[(exact.count - 1) / 2] + exact[exact.count / 2]) / 2
  }
}
