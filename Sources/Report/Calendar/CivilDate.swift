/// A day of the proleptic Gregorian calendar, without a zone: what a wall calendar shows.
///
/// Arithmetic is on the day number, so it is exact and needs no zone.
///
///     CivilDate(year: 2026, month: 3, day: 2)!.isoWeekday   // 1, a Monday
///
/// Reference: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days from civil).
public struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since 1970-01-01; negative before.
  public var daysSince1970: Int

  public init(daysSince1970: Int) {
    self.daysSince1970 = daysSince1970
  }

  /// `nil` where there is no such day (`2026-02-29`, month 13), or the year is not 1…9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else {
      return nil
    }
    daysSince1970 = Self.dayNumber(year: year, month: month, day: day)
    guard components == Components(year: year, month: month, day: day) else { return nil }
  }

  /// Reads `2026-03-02`; `nil` for any other form.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = decimalNumber(bytes[0..<4]), let month = decimalNumber(bytes[5..<7]),
      let day = decimalNumber(bytes[8..<10])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  public struct Components: Hashable, Sendable {
    public var year: Int
    /// 1…12.
    public var month: Int
    /// 1…31.
    public var day: Int
  }

  public var components: Components {
    let shifted = daysSince1970 + 719_468
    let era = floorDivision(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return Components(
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
      day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func dayNumber(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = floorDivision(shiftedYear, 400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// 1 for Monday … 7 for Sunday (ISO 8601).
  public var isoWeekday: Int {
    let days = daysSince1970 + 3
    return days - floorDivision(days, 7) * 7 + 1
  }

  /// The Monday of the day's ISO week.
  public var monday: CivilDate { self + (1 - isoWeekday) }

  /// ISO 8601 week: the year it belongs to, and its number 1…53.
  public var isoWeek: (year: Int, week: Int) {
    let thursday = monday + 3
    let year = thursday.components.year
    let firstDay = Self.dayNumber(year: year, month: 1, day: 1)
    return (year, (thursday.daysSince1970 - firstDay) / 7 + 1)
  }

  /// The first day of the day's month.
  public var firstOfMonth: CivilDate { self + (1 - components.day) }

  /// The same day `months` later, or the last day of that month where it is shorter.
  public func adding(months: Int) -> CivilDate {
    let from = components
    let months = from.year * 12 + from.month - 1 + months
    let year = floorDivision(months, 12)
    let first = Self.dayNumber(year: year, month: months - year * 12 + 1, day: 1)
    let next = floorDivision(months + 1, 12)
    let firstOfNext = Self.dayNumber(year: next, month: months + 1 - next * 12 + 1, day: 1)
    return CivilDate(daysSince1970: first + min(from.day, firstOfNext - first) - 1)
  }

  /// `2026-03-02`.
  public var description: String {
    var text = ByteText()
    text.append(date: self)
    return text.string
  }

  public static func + (date: CivilDate, days: Int) -> CivilDate {
    CivilDate(daysSince1970: date.daysSince1970 + days)
  }

  public static func < (left: CivilDate, right: CivilDate) -> Bool {
    left.daysSince1970 < right.daysSince1970
  }
}

/// Quotient rounded towards −∞, for a positive divisor.
@inline(__always)
func floorDivision<Number: BinaryInteger>(_ dividend: Number, _ divisor: Number) -> Number {
  let quotient = dividend / divisor
  return dividend % divisor < 0 ? quotient - 1 : quotient
}

/// The number that ASCII digits write; `nil` for none, for more than 15, or any other byte.
func decimalNumber(_ digits: some Collection<UInt8>) -> Int? {
  guard !digits.isEmpty, digits.count <= 15 else { return nil }
  var number = 0
  for digit in digits {
    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
    number = number * 10 + Int(digit - UInt8(ascii: "0"))
  }
  return number
}
