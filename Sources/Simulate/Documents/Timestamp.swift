/// ISO 8601 instants in UTC with milliseconds, `2020-03-05T12:16:24.493Z`.
enum Timestamp {
  /// Writes the 24 bytes of an instant of the years 0000 to 9999.
  static func write(_ milliseconds: Int64, _ writer: inout ByteWriter) {
    let (days, inDay) = floorDivided(milliseconds, by: millisecondsPerDay)
    let date = civilDate(day: days)
    let rest = Int(inDay)
    writer.append(date.year, digits: 4)
    writer.append(UInt8(ascii: "-"))
    writer.append(date.month, digits: 2)
    writer.append(UInt8(ascii: "-"))
    writer.append(date.day, digits: 2)
    writer.append(UInt8(ascii: "T"))
    writer.append(rest / 3_600_000, digits: 2)
    writer.append(UInt8(ascii: ":"))
    writer.append(rest / 60_000 % 60, digits: 2)
    writer.append(UInt8(ascii: ":"))
    writer.append(rest / 1000 % 60, digits: 2)
    writer.append(UInt8(ascii: "."))
    writer.append(rest % 1000, digits: 3)
    writer.append(UInt8(ascii: "Z"))
  }

  static func text(_ milliseconds: Int64) -> String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { buffer in
      var writer = ByteWriter(buffer)
      write(milliseconds, &writer)
      return String(decoding: buffer, as: UTF8.self)
    }
  }

  /// Year, month and day of a day since 1970-01-01 in the proleptic Gregorian calendar.
  ///
  /// Howard Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`.
  static func civilDate(day: Int64) -> (year: Int, month: Int, day: Int) {
    let shifted = Int(day) + 719_468
    let era = Int(floorDivided(Int64(shifted), by: 146_097).quotient)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func floorDivided(
    _ value: Int64, by divisor: Int64
  ) -> (quotient: Int64, remainder: Int64) {
    let remainder = value % divisor
    return remainder < 0
      ? (value / divisor - 1, remainder + divisor) : (value / divisor, remainder)
  }
}
