/// When somebody is to be told of a door.
public struct AlertRule: Hashable, Sendable {
  public enum Condition: Hashable, Sendable {
    /// The door stood open for so long [ms].
    case leftOpen(Int64)
    /// The door was opened at a time of day.
    case opened(DailyWindow)
    /// More openings than the hour of the week leads to expect.
    case unusual
    /// The door was watched for so long and not opened [ms].
    case notOpened(Int64)
    /// No reading came for so long [ms].
    case silent(Int64)
  }

  /// Letters, digits, `-` and `_`.
  public var name: String
  public var condition: Condition
  /// Names or ids of devices; none for all.
  public var devices: [String]

  public init(name: String, condition: Condition, devices: [String] = []) {
    self.name = name
    self.condition = condition
    self.devices = devices
  }
}

extension AlertRule.Condition {
  /// The condition's kind in machine-readable outputs.
  public var kind: String {
    switch self {
    case .leftOpen: "left-open"
    case .opened: "opened"
    case .unusual: "unusual"
    case .notOpened: "not-opened"
    case .silent: "silent"
    }
  }

  /// The whole condition: another text where anything of it is another.
  public var fingerprint: String {
    switch self {
    case .leftOpen(let time), .notOpened(let time), .silent(let time): "\(kind) \(time)"
    case .opened(let window): "\(kind) \(window.description)"
    case .unusual: kind
    }
  }
}

/// A stretch of the local day, on some weekdays; one that reaches over midnight belongs to the
/// weekday on which it begins.
///
///     DailyWindow("22:00-06:00", weekdays: ["fri", "sat"])   // the nights after Friday and Saturday
public struct DailyWindow: Hashable, Sendable, CustomStringConvertible {
  /// Minutes after midnight, 0…1439.
  let start: Int
  /// Minutes after midnight, 1…1440; at or before `start` it lies in the next day.
  let end: Int
  /// ISO weekdays, 1 for Monday … 7 for Sunday.
  let weekdays: Set<Int>

  /// `nil` where the text is not `HH:MM-HH:MM`, a weekday is not known, or nothing is left.
  public init?(_ text: String, weekdays names: [String] = []) {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false)
      .map { Self.minutes($0.filter { !$0.isWhitespace }) }
    guard ends.count == 2, let start = ends[0], let end = ends[1], start < 1440, start != end
    else { return nil }
    var weekdays: Set<Int> = []
    for name in names {
      guard let day = Self.weekday(name) else { return nil }
      weekdays.insert(day)
    }
    self.start = start
    self.end = end == 0 ? 1440 : end
    self.weekdays = weekdays.isEmpty ? Set(1...7) : weekdays
  }

  /// `07:30` in minutes after midnight, to `24:00`; `nil` for any other form.
  public static func minutes(_ text: some StringProtocol) -> Int? {
    let bytes = Array(text.utf8)
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), (1...2).contains(colon),
      bytes.count == colon + 3, let hour = decimalNumber(bytes[..<colon]),
      let minute = decimalNumber(bytes[(colon + 1)...]), minute < 60, hour * 60 + minute <= 1440
    else { return nil }
    return hour * 60 + minute
  }

  /// The ISO number of an English weekday, of which three letters are enough.
  public static func weekday(_ name: String) -> Int? {
    let name = name.lowercased()
    guard name.count >= 3 else { return nil }
    return WeekdayNames.full.firstIndex { $0.lowercased().hasPrefix(name) }.map { $0 + 1 }
  }

  func contains(_ instant: Int64, calendar: TimeZoneCalendar) -> Bool {
    let local = calendar.localMilliseconds(at: instant)
    let day = Int(floorDivision(local, TimeZoneCalendar.dayMilliseconds))
    let minute = Int(local - Int64(day) * TimeZoneCalendar.dayMilliseconds) / 60_000
    func isWanted(_ day: Int) -> Bool {
      weekdays.contains(CivilDate(daysSince1970: day).isoWeekday)
    }
    if start < end { return (start..<end).contains(minute) && isWanted(day) }
    return minute >= start && isWanted(day) || minute < end && isWanted(day - 1)
  }

  /// `22:00–06:00`, with the weekdays where not every day is meant.
  public var description: String {
    func clock(_ minutes: Int) -> String {
      var text = ByteText()
      text.append(Int64(minutes / 60), width: 2)
      text.append(":")
      text.append(Int64(minutes % 60), width: 2)
      return text.string
    }
    let days =
      weekdays.count == 7
      ? "" : " " + weekdays.sorted().map { WeekdayNames.short[$0 - 1] }.joined(separator: ", ")
    return "\(clock(start))-\(clock(end))\(days)"
  }
}
