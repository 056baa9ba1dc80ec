import Foundation

/// Identifiers and revisions as the platform's connector and CouchDB make them.
enum ConnectorID {
  /// 100 ns between the Gregorian calendar's first day, 1582-10-15, and 1970.
  private static let epoch: UInt64 = 122_192_928_000_000_000

  /// A UUID of version 1 (RFC 9562, section 5.1) whose time is the given moment.
  ///
  /// - Parameters:
  ///   - milliseconds: UTC since 1970 [ms].
  ///   - number: Tells documents of one millisecond apart.
  static func text(milliseconds: Int, number: Int) -> Bytes {
    let ticks = UInt64(max(milliseconds, 0)) * 10_000 + epoch + UInt64(number % 10_000)
    let clock = UInt16(truncatingIfNeeded: number / 10_000) & 0x3FFF | 0x8000
    let fields: [(UInt64, Int)] = [
      (ticks & 0xFFFF_FFFF, 8), (ticks >> 32 & 0xFFFF, 4), (ticks >> 48 & 0x0FFF | 0x1000, 4),
      (UInt64(clock), 4), (0x5a03_0721_ac64, 12),
    ]
    var text = Bytes()
    text.reserveCapacity(36)
    for (index, (value, digits)) in fields.enumerated() {
      if index > 0 { text.append(UInt8(ascii: "-")) }
      for place in stride(from: (digits - 1) * 4, through: 0, by: -4) {
        let digit = UInt8(value >> UInt64(place) & 15)
        text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      }
    }
    return text
  }

  /// A first revision that depends on the identifier alone (two FNV-1a hashes; no document has
  /// to be decoded for it).
  static func revision(of id: UnsafeRawBufferPointer) -> Bytes {
    var (first, second) = (UInt64(0xcbf2_9ce4_8422_2325), UInt64(0x8422_2325_cbf2_9ce4))
    for byte in id {
      first = (first ^ UInt64(byte)) &* 0x100_0000_01b3
      second = (second ^ UInt64(byte ^ 0x5A)) &* 0x100_0000_01b3
    }
    var digest = Bytes()
    digest.reserveCapacity(16)
    for value in [first, second] {
      for place in 0..<8 { digest.append(UInt8(truncatingIfNeeded: value >> (place * 8))) }
    }
    return Bytes("1-".utf8) + Revision.hex(digest)
  }

  /// Milliseconds since 1970 of `2020-03-05T12:16:24.493Z` and its variations (any offset,
  /// hours alone included; any number of decimals), or `nil`.
  static func milliseconds(of text: some Collection<UInt8>) -> Int? {
    let bytes = Bytes(text)
    guard bytes.count >= 19, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
      let day = number(bytes[8..<10]), let hour = number(bytes[11..<13]),
      let minute = number(bytes[14..<16]), let second = number(bytes[17..<19])
    else { return nil }
    let minutes = (days(year: year, month: month, day: day) * 24 + hour) * 60 + minute
    let rest = bytes[19...]
    let decimals = rest.first == UInt8(ascii: ".") ? rest.dropFirst().prefix { isDigit($0) } : []
    let offset = rest.dropFirst(decimals.isEmpty ? 0 : decimals.count + 1)
    guard let offsetSeconds = offsetSeconds(of: offset) else { return nil }
    let fraction = number((Bytes(decimals) + Bytes("000".utf8))[0..<3]) ?? 0
    return (minutes * 60 + second - offsetSeconds) * 1000 + fraction
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    digits.allSatisfy(isDigit)
      ? digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } : nil
  }

  private static func offsetSeconds(of text: ArraySlice<UInt8>) -> Int? {
    guard let sign = text.first, sign != UInt8(ascii: "Z") else { return 0 }
    let digits = text.dropFirst().filter { $0 != UInt8(ascii: ":") }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), [2, 4].contains(digits.count),
      let hours = number(digits[..<2]), let minutes = number(digits[2...])
    else { return nil }
    return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes) * 60
  }

  /// `YYYY-MM-DD` of a moment [ms UTC since 1970].
  static func day(of milliseconds: Int64) -> String {
    var seconds = time_t(milliseconds / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
  }

  /// Days since 1970-01-01 (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
