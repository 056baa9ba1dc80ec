import Readings

/// A moment or a day as people write it: `today`, `2026-03-05`, `2026-03-05T14:30`,
/// `2026-03-05T13:30:00Z`.
///
/// Local times that the clock shows twice or never are resolved by the reader's purpose: see
/// `TimeExpression.Side`.
public enum TimeExpression: Hashable, Sendable {
  /// A local day: stands for its beginning.
  case day(CivilDate)
  /// What a local clock shows [ms since 1970 on that clock].
  case local(Int64)
  /// A fixed instant [ms UTC].
  case instant(Int64)

  /// Which end of a range a time is to be.
  public enum Side: Sendable {
    /// A local time that occurs twice means the first.
    case since
    /// A local time that occurs twice means the second, so that a range holds both.
    case until
  }

  /// Reads one of the forms: `today`, `yesterday`, `tomorrow`, `now`, a local date, a local
  /// date-time with `T` or a space (`14:30`, `14:30:15`, `14:30:15.250`), or an instant with `Z`
  /// or an offset (`+01:00`, `+0100`, `+01`). A time without a date (`14:30`) is today's.
  ///
  /// - Throws: `TimeExpressionError.unreadable`, `.noSuchDate`.
  public init(
    _ text: String, calendar: TimeZoneCalendar, now: Int64
  ) throws(TimeExpressionError) {
    switch text.lowercased() {
    case "now": self = .instant(now)
    case "today": self = .day(calendar.calendarDay(at: now))
    case "yesterday": self = .day(calendar.calendarDay(at: now) + -1)
    case "tomorrow": self = .day(calendar.calendarDay(at: now) + 1)
    default:
      let hasDate = Array(text.utf8.dropFirst(2).prefix(1)) != [UInt8(ascii: ":")]
      self = try Self.timestamp(text, date: hasDate ? "" : "\(calendar.calendarDay(at: now))T")
    }
  }

  /// The instant meant. A local time that the clock skips is moved forward by as much as the clock
  /// is: 02:30 becomes 03:30.
  public func instant(as side: Side, calendar: TimeZoneCalendar) -> Int64 {
    switch self {
    case .day(let date): return calendar.start(of: date)
    case .instant(let instant): return instant
    case .local(let local):
      let instants = calendar.offsets.instants(showing: local)
      if let found = side == .since ? instants.first : instants.last { return found }
      let change = calendar.offsets.firstInstant(showingAtLeast: local)
      return local - calendar.offset(at: change - 1)
    }
  }

  /// - Parameter date: What stands before `text` where that has no date of its own.
  private static func timestamp(
    _ text: String, date prefix: String
  ) throws(TimeExpressionError) -> TimeExpression {
    let bytes = Array((prefix + text).utf8)
    guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      decimalNumber(bytes[0..<4]) != nil, decimalNumber(bytes[5..<7]) != nil,
      decimalNumber(bytes[8..<10]) != nil
    else { throw .unreadable(text) }
    guard let date = CivilDate(String(decoding: bytes[0..<10], as: UTF8.self)) else {
      throw .noSuchDate(text)
    }
    guard bytes.count > 10 else { return .day(date) }
    guard [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(bytes[10]) else {
      throw .unreadable(text)
    }
    var scanner = ClockScanner(bytes[11...])
    guard let clock = scanner.clock(), let zone = scanner.offset(), scanner.isAtEnd else {
      throw .unreadable(text)
    }
    let local = Int64(date.daysSince1970) * TimeZoneCalendar.dayMilliseconds + clock
    return zone.map { .instant(local - $0) } ?? .local(local)
  }
}

/// A time that cannot be read.
public enum TimeExpressionError: Error, Equatable, Sendable, CustomStringConvertible {
  case unreadable(String)
  /// Well formed, but the calendar has no such day.
  case noSuchDate(String)

  /// One line: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let text):
      "not a time: \(visible(text)) — write 2026-03-05, 2026-03-05T14:30, 14:30, "
        + "2026-03-05T13:30:00Z, today, yesterday or now"
    case .noSuchDate(let text): "no such date: \(visible(text)) — the calendar has no such day"
    }
  }
}

/// Reads `14:30[:15[.250]]` and an offset from the bytes after a date.
private struct ClockScanner {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }

  /// Milliseconds of the day.
  mutating func clock() -> Int64? {
    guard let hour = number(digits: 2, below: 24), take(":"),
      let minute = number(digits: 2, below: 60)
    else { return nil }
    var milliseconds = Int64(hour * 3600 + minute * 60) * 1000
    guard take(":") else { return milliseconds }
    guard let second = number(digits: 2, below: 60) else { return nil }
    milliseconds += Int64(second) * 1000
    guard take(".") else { return milliseconds }
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard !digits.isEmpty else { return nil }
    rest = rest.dropFirst(digits.count)
    let padded = Array((Array(digits) + [UInt8](repeating: UInt8(ascii: "0"), count: 3)).prefix(3))
    return decimalNumber(padded).map { milliseconds + Int64($0) }
  }

  /// The offset [ms]; `.some(nil)` where there is none, `nil` where it cannot be read.
  mutating func offset() -> Int64?? {
    if isAtEnd { return .some(nil) }
    if take("Z") || take("z") { return 0 }
    let sign: Int64
    if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
    guard let hours = number(digits: 2, below: 24) else { return nil }
    var minutes = 0
    if take(":") || !isAtEnd {
      guard let read = number(digits: 2, below: 60) else { return nil }
      minutes = read
    }
    return sign * Int64(hours * 60 + minutes) * 60_000
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func number(digits: Int, below limit: Int) -> Int? {
    guard rest.count >= digits, let number = decimalNumber(rest.prefix(digits)), number < limit
    else { return nil }
    rest = rest.dropFirst(digits)
    return number
  }
}
