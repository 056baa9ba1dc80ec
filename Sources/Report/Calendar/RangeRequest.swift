import Readings

/// The range a user asks for: any of `--since`, `--until`, `--last`, as text.
///
/// Without any of them the range is the whole days that hold data, from the first to the last.
///
/// - `since` without `until` goes to the end of the last day with data, or to the end of today
///   where that day is over before `since`.
/// - `until` without `since` begins with the first day with data.
/// - `last` counts backwards from now, or from `until`: `24h` are exactly 24 hours; `7d`, `4w` and
///   `2m` are whole local days, today's included, so that `7d` gives seven rows and `4w` every
///   weekday four times.
public struct RangeRequest: Hashable, Sendable {
  public var since: String?
  public var until: String?
  public var last: String?

  public init(since: String? = nil, until: String? = nil, last: String? = nil) {
    self.since = since
    self.until = until
    self.last = last
  }

  /// The range in UTC, half-open.
  ///
  /// - Parameters:
  ///   - now: The present [ms UTC].
  ///   - data: From the first to the last moment observed; `nil` for an empty store, whose range
  ///     is today.
  /// - Throws: `RangeError`.
  public func interval(
    calendar: TimeZoneCalendar, now: Int64, data: Interval?
  ) throws(RangeError) -> Interval {
    if last != nil, since != nil { throw .lastWithSince }
    let today = calendar.bucket(by: .day, containing: now).interval
    let end = try until.map { text throws(RangeError) in
      try instant(text, as: .until, calendar, now)
    }
    if let last { return try interval(of: last, endingAt: end, calendar, now, today) }
    let start = try since.map { text throws(RangeError) in
      try instant(text, as: .since, calendar, now)
    }
    let dataEnd = data.map { calendar.bucket(by: .day, containing: max($0.start, $0.end - 1)) }
    let dataStart = data.map { calendar.bucket(by: .day, containing: $0.start).interval.start }
    var defaultEnd = dataEnd?.interval.end ?? today.end
    if let start, start >= defaultEnd { defaultEnd = max(today.end, now) }
    let resolvedEnd = end ?? defaultEnd
    let resolvedStart = start ?? min(dataStart ?? today.start, resolvedEnd)
    return try range(resolvedStart, resolvedEnd, calendar)
  }

  private func instant(
    _ text: String, as side: TimeExpression.Side, _ calendar: TimeZoneCalendar, _ now: Int64
  ) throws(RangeError) -> Int64 {
    do {
      return try TimeExpression(text, calendar: calendar, now: now)
        .instant(as: side, calendar: calendar)
    } catch { throw .time(error) }
  }

  private func range(
    _ start: Int64, _ end: Int64, _ calendar: TimeZoneCalendar
  ) throws(RangeError) -> Interval {
    guard start < end else {
      throw .empty(since: calendar.label(of: start), until: calendar.label(of: end))
    }
    guard TimeZoneCalendar.span.start <= start, end <= TimeZoneCalendar.span.end else {
      throw .outsideCalendar
    }
    return Interval(start: start, end: end)
  }

  private func interval(
    of last: String, endingAt end: Int64?, _ calendar: TimeZoneCalendar, _ now: Int64,
    _ today: Interval
  ) throws(RangeError) -> Interval {
    guard let unit = last.utf8.last, let count = decimalNumber(last.utf8.dropLast()),
      (1...1_000_000).contains(count)
    else { throw .unreadableLast(last) }
    if unit == UInt8(ascii: "h") {
      let end = end ?? now
      return try range(end - Int64(count) * 3_600_000, end, calendar)
    }
    let end = end ?? today.end
    let afterLast = calendar.calendarDay(at: end - 1) + 1
    let first: CivilDate
    switch unit {
    case UInt8(ascii: "d"): first = afterLast + -count
    case UInt8(ascii: "w"): first = afterLast + -7 * count
    case UInt8(ascii: "m"): first = afterLast.adding(months: -count)
    default: throw .unreadableLast(last)
    }
    return try range(calendar.start(of: first), end, calendar)
  }
}

/// A range that cannot be.
public enum RangeError: Error, Equatable, Sendable, CustomStringConvertible {
  case time(TimeExpressionError)
  /// The end is not after the start.
  case empty(since: String, until: String)
  case unreadableLast(String)
  case lastWithSince
  /// Begins before 1970 or ends after 2099.
  case outsideCalendar

  /// One line: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .time(let error): "\(error)"
    case .empty(let since, let until):
      "empty range: since \(since) is not before until \(until) — the end is not part of the range"
    case .unreadableLast(let text):
      "not a length of time: \(visible(text)) — write a number and h, d, w or m, such as 7d"
    case .lastWithSince: "--last and --since both say where to begin — leave one out"
    case .outsideCalendar: "range outside 1970 to 2099 — check the years"
    }
  }
}
