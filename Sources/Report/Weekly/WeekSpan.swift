import Readings

/// One ISO week of a zone, and the weeks before it that it is measured by.
public struct WeekSpan: Hashable, Sendable {
  /// Weeks before the week that are its measure.
  static let measureWeeks = 4
  /// Weeks that are learned from to tell what is unusual.
  static let historyWeeks = 26

  public var monday: CivilDate
  public var week: Interval
  /// The week before.
  public var previous: Interval
  /// The four weeks before.
  public var measure: Interval
  /// The week and the three before it, which profiles are made of.
  public var profile: Interval
  /// Everything that has to be known.
  public var history: Interval

  public init(monday: CivilDate, calendar: TimeZoneCalendar) {
    func start(weeksAfter weeks: Int) -> Int64 { calendar.start(of: monday + 7 * weeks) }
    func span(_ from: Int, _ to: Int) -> Interval {
      Interval(start: start(weeksAfter: from), end: start(weeksAfter: to))
    }
    self.monday = monday
    week = span(0, 1)
    previous = span(-1, 0)
    measure = span(-Self.measureWeeks, 0)
    profile = span(1 - Self.measureWeeks, 1)
    history = span(-Self.historyWeeks, 1)
  }

  /// `2026-W45`.
  public var name: String {
    let (year, week) = monday.isoWeek
    return "\(year)-W\(week < 10 ? "0" : "")\(week)"
  }
}
