import Readings

/// The rows of a profile: what recurs by the hour, by the weekday, or by both.
public enum ProfileKind: String, CaseIterable, Sendable {
  /// 24 rows, the local hours of day.
  case hour
  /// 7 rows, Monday first.
  case weekday
  /// 168 rows, Monday 00:00 first.
  case hourOfWeek = "hour-of-week"

  public var rowCount: Int {
    switch self {
    case .hour: 24
    case .weekday: 7
    case .hourOfWeek: 168
    }
  }

  /// The row that a calendar hour adds to.
  func row(of bucket: CalendarBucket) -> Int {
    switch self {
    case .hour: bucket.hour
    case .weekday: bucket.date.isoWeekday - 1
    case .hourOfWeek: (bucket.date.isoWeekday - 1) * 24 + bucket.hour
    }
  }
}

/// One row of a profile: the same hour or weekday of every week in the range, together.
public struct ProfileRow: Hashable, Sendable {
  public var kind: ProfileKind
  /// Place in the profile, from 0.
  public var index: Int
  public var tally: Tally
  /// Local days on which some of the row was observed.
  public var observedDays: Int

  public init(kind: ProfileKind, index: Int, tally: Tally, observedDays: Int) {
    self.kind = kind
    self.index = index
    self.tally = tally
    self.observedDays = observedDays
  }

  /// Local hour of day 0…23; `nil` in a profile of weekdays.
  public var hour: Int? {
    switch kind {
    case .hour: index
    case .weekday: nil
    case .hourOfWeek: index % 24
    }
  }

  /// 1 for Monday … 7 for Sunday; `nil` in a profile of hours.
  public var isoWeekday: Int? {
    switch kind {
    case .hour: nil
    case .weekday: index + 1
    case .hourOfWeek: index / 24 + 1
    }
  }
}

/// Openings by the hour of day, the weekday or the hour of week, with the observed time of each.
///
/// The hour that occurs twice when clocks go back adds its openings *and* its observed time to the
/// same row; the skipped one adds neither.
public struct Profile: Sendable {
  public var kind: ProfileKind
  /// As many as the kind has.
  public var rows: [ProfileRow]

  /// - Parameter hours: Counts of the calendar hours of the range, ascending.
  public init(_ kind: ProfileKind, hours: [BucketCount]) {
    self.kind = kind
    var sums = [Sum](repeating: Sum(), count: kind.rowCount)
    for hour in hours { sums[kind.row(of: hour.bucket)].add(hour) }
    rows = sums.enumerated().map { index, sum in
      ProfileRow(
        kind: kind, index: index,
        tally: Tally(
          count: sum.openings, observedMilliseconds: sum.observed,
          expectedMilliseconds: sum.expected),
        observedDays: sum.days)
    }
  }

  private struct Sum {
    var openings = 0
    var observed: Int64 = 0
    var expected: Int64 = 0
    var days = 0
    var lastDay: CivilDate?

    mutating func add(_ hour: BucketCount) {
      openings += hour.tally.openings ?? 0
      observed += hour.tally.observedMilliseconds
      expected += hour.tally.expectedMilliseconds
      guard hour.tally.observedMilliseconds > 0, lastDay != hour.bucket.date else { return }
      days += 1
      lastDay = hour.bucket.date
    }
  }
}
