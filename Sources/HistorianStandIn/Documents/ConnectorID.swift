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
  static func milliseconds(of text: String) -> Int? {
    let pattern =
      /(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d(?::?\d\d)?)?/
    guard let match = text.wholeMatch(of: pattern) else { return nil }
    let parts = [match.1, match.2, match.3, match.4, match.5, match.6].compactMap { Int($0) }
    let day = days(year: parts[0], month: parts[1], day: parts[2])
    let seconds = ((day * 24 + parts[3]) * 60 + parts[4]) * 60 + parts[5]
    let fraction = Int(((match.7 ?? "") + "000").prefix(3)) ?? 0
    return (seconds - offsetSeconds(of: match.8 ?? "Z")) * 1000 + fraction
  }

  private static func offsetSeconds(of text: Substring) -> Int {
    let digits = text.filter(\.isNumber)
    guard let hours = Int(digits.prefix(2)) else { return 0 }
    let minutes = Int(digits.dropFirst(2)) ?? 0
    return (text.hasPrefix("-") ? -1 : 1) * (hours * 60 + minutes) * 60
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
