import Readings

/// The ISO week a user asks for: `last`, `this`, or `2020-W10`.
public enum WeekRequest {
  /// The week's Monday.
  ///
  /// - Parameter now: The present [ms UTC]; `last` is the last week that is over.
  /// - Throws: `WeekError`.
  public static func monday(
    of text: String, calendar: TimeZoneCalendar, now: Int64
  ) throws(WeekError) -> CivilDate {
    let thisMonday = calendar.bucket(by: .week, containing: now).date
    switch text.lowercased() {
    case "last": return thisMonday + -7
    case "this": return thisMonday
    default: break
    }
    let bytes = Array(text.uppercased().utf8)
    guard bytes.count == 8, bytes[4] == UInt8(ascii: "-"), bytes[5] == UInt8(ascii: "W"),
      let year = decimalNumber(bytes[0..<4]), let week = decimalNumber(bytes[6..<8]),
      let fourth = CivilDate(year: year, month: 1, day: 4)
    else { throw .unreadable(text) }
    // The week with 4 January is the first (ISO 8601).
    let monday = fourth.monday + 7 * (week - 1)
    guard week >= 1, monday.isoWeek == (year, week) else { throw .noSuchWeek(text) }
    return monday
  }
}

/// A week that cannot be.
public enum WeekError: Error, Equatable, Sendable, CustomStringConvertible {
  case unreadable(String)
  /// Well formed, but the year has no such week.
  case noSuchWeek(String)

  /// One line: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let text): "not a week: \(visible(text)) — write last, this or 2020-W10"
    case .noSuchWeek(let text): "no such week: \(visible(text)) — a year has 52 or 53 weeks"
    }
  }
}
