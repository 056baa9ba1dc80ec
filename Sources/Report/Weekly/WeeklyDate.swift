import Readings

/// When in the week a weekly report is to go out: `mon 07:00`.
///
/// The report on a week falls due in the week after it. A week whose report was missed stays due,
/// so that a machine that was off on Monday morning sends it when it is on again.
public struct WeeklyDate: Hashable, Sendable {
  /// 1 for Monday … 7 for Sunday.
  public let isoWeekday: Int
  /// Minutes after midnight, 0…1439.
  public let minutes: Int

  /// Reports of missed weeks that are still sent; older ones are not.
  public static let mostMissed = 5

  /// `nil` where the words are not an English weekday and a time of day.
  public init?(_ words: [String]) {
    let parts = words.flatMap { $0.split(whereSeparator: \.isWhitespace) }
    guard parts.count == 2, let day = DailyWindow.weekday(String(parts[0])),
      let minutes = DailyWindow.minutes(parts[1]), minutes < 1440
    else { return nil }
    isoWeekday = day
    self.minutes = minutes
  }

  public var weekdayName: String { WeekdayNames.short[isoWeekday - 1] }
  /// `07:00`.
  public var clock: String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(minutes / 60)):\(two(minutes % 60))"
  }
  public var hour: Int { minutes / 60 }
  public var minute: Int { minutes % 60 }

  /// Mondays of the weeks whose reports are due, the oldest first.
  ///
  /// - Parameter sent: Names of weeks (`2026-W47`) that were sent. Where there are none, only the
  ///   newest is due: nobody wants the reports of a whole year at once.
  public func dueMondays(sent: [String], now: Int64, calendar: TimeZoneCalendar) -> [CivilDate] {
    var newest = calendar.date(at: now).monday + -7
    while instant(ofReportOn: newest, calendar: calendar) > now { newest = newest + -7 }
    let known = sent.compactMap {
      try? WeekRequest.monday(of: $0, calendar: calendar, now: now)
    }
    guard let last = known.max() else { return [newest] }
    var due: [CivilDate] = []
    var monday = newest
    while monday > last, due.count < Self.mostMissed {
      due.insert(monday, at: 0)
      monday = monday + -7
    }
    return due
  }

  private func instant(ofReportOn monday: CivilDate, calendar: TimeZoneCalendar) -> Int64 {
    let day = monday + (6 + isoWeekday)
    return calendar.offsets.firstInstant(
      showingAtLeast: Int64(day.daysSince1970) * TimeZoneCalendar.dayMilliseconds
        + Int64(minutes) * 60_000)
  }
}
