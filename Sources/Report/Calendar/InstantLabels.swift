import Readings

extension ByteText {
  /// ISO 8601 with the zone's offset: `2026-11-02T08:00:00+01:00`.
  mutating func append(
    instant: Int64, in calendar: TimeZoneCalendar, withMilliseconds: Bool = false
  ) {
    let offset = calendar.offset(at: instant)
    let day = floorDivision(instant + offset, TimeZoneCalendar.dayMilliseconds)
    append(date: CivilDate(daysSince1970: Int(day)))
    append("T" as Unicode.Scalar)
    append(
      clock: instant + offset - day * TimeZoneCalendar.dayMilliseconds,
      withMilliseconds: withMilliseconds)
    append(offset: offset)
  }
}

extension TimeZoneCalendar {
  /// ISO 8601 with the zone's offset: `2026-11-02T08:00:00+01:00`, or `…08:00:00.250+01:00`.
  public func label(of instant: Int64, withMilliseconds: Bool = false) -> String {
    var text = ByteText()
    text.append(instant: instant, in: self, withMilliseconds: withMilliseconds)
    return text.string
  }

  /// The local clock at `instant`, for people: `08:00:12`; with its offset where the clock shows
  /// that time twice.
  func clockLabel(of instant: Int64) -> String {
    var text = ByteText()
    append(clockOf: instant, to: &text)
    return text.string
  }

  /// `2026-03-02 08:00:12`, with its offset where the clock shows that time twice.
  func secondLabel(of instant: Int64) -> String {
    var text = ByteText()
    text.append(date: date(at: instant))
    text.append(" " as Unicode.Scalar)
    append(clockOf: instant, to: &text)
    return text.string
  }

  private func append(clockOf instant: Int64, to text: inout ByteText) {
    let local = localMilliseconds(at: instant)
    text.append(
      clock: local - floorDivision(local, Self.dayMilliseconds) * Self.dayMilliseconds,
      withMilliseconds: false)
    if isRepeated(instant) { text.append(offset: offset(at: instant)) }
  }

  /// What a bucket is called in text, in one word: `2026-03-02T08:00+01:00`, `2026-03-02`,
  /// `2026-W10`, `2026-03`.
  func label(of bucket: CalendarBucket) -> String {
    var text = ByteText()
    switch bucket.unit {
    case .hour:
      text.append(instant: bucket.interval.start, in: self)
      // Without the seconds.
      text.bytes.removeSubrange(16..<19)
    case .day: text.append(date: bucket.date)
    case .week:
      let (year, week) = bucket.date.isoWeek
      text.append(Int64(year), width: 4)
      text.append("-W")
      text.append(Int64(week), width: 2)
    case .month: return String(bucket.date.description.prefix(7))
    }
    return text.string
  }

  /// A range for people: its first and last day, or both ends to the minute where it does not
  /// begin and end with days.
  func label(of range: Interval, ellipsis: String) -> String {
    let first = calendarDay(at: range.start)
    let last = calendarDay(at: max(range.start, range.end - 1))
    guard start(of: first) == range.start, start(of: last + 1) == range.end else {
      return "\(minuteLabel(of: range.start)) \(ellipsis) \(minuteLabel(of: range.end))"
    }
    return first == last ? "\(first)" : "\(first) \(ellipsis) \(last)"
  }

  /// `2026-03-02 08:00`.
  func minuteLabel(of instant: Int64) -> String {
    let whole = label(of: instant)
    return "\(whole.prefix(10)) \(whole.dropFirst(11).prefix(5))"
  }
}

/// English names, Monday first, indexed by ISO weekday less one.
enum WeekdayNames {
  static let full = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]
  static let short = full.map { String($0.prefix(3)) }
}
