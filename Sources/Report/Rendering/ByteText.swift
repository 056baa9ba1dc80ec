/// Text under construction, as UTF-8 bytes: numbers and dates without a locale, and fast enough
/// for lists of many thousand rows.
struct ByteText {
  var bytes: [UInt8] = []

  var string: String { String(decoding: bytes, as: UTF8.self) }

  @inline(__always)
  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  @inline(__always)
  mutating func append(_ character: Unicode.Scalar) { bytes.append(UInt8(ascii: character)) }

  /// Decimal digits, with zeros before them up to `width`.
  mutating func append(_ number: Int64, width: Int = 1) {
    var rest = number.magnitude
    if number < 0 { append("-" as Unicode.Scalar) }
    var digits: (UInt64, UInt64) = (0, 0)  // 20 digits at 4 bits each would not fit in one word
    var count = 0
    repeat {
      let digit = rest % 10
      if count < 16 {
        digits.0 |= digit << (4 * count)
      } else {
        digits.1 |= digit << (4 * (count - 16))
      }
      rest /= 10
      count += 1
    } while rest > 0
    var padding = width - count
    while padding > 0 {
      bytes.append(UInt8(ascii: "0"))
      padding -= 1
    }
    while count > 0 {
      count -= 1
      let digit = count < 16 ? digits.0 >> (4 * count) : digits.1 >> (4 * (count - 16))
      bytes.append(UInt8(ascii: "0") + UInt8(digit & 15))
    }
  }

  /// Fixed-point text, rounded half away from zero; `trimmed` leaves out zeros at the end.
  ///
  /// - Precondition: `value` is finite.
  mutating func append(_ value: Double, places: Int, trimmed: Bool = false) {
    precondition(value.isFinite, "absent values are not written as numbers")
    var scale: Int64 = 1
    for _ in 0..<places { scale *= 10 }
    let scaled = (value.magnitude * Double(scale)).rounded(.toNearestOrAwayFromZero)
    guard scaled < 9e18 else { return append("\(value)") }
    if value < 0, scaled > 0 { append("-" as Unicode.Scalar) }
    append(fixedPoint: Int64(scaled), scale: scale, places: places, trimmed: trimmed)
  }

  /// Milliseconds as seconds, exactly, without zeros at the end: `1500` is `1.5`.
  mutating func append(secondsOf milliseconds: Int64) {
    if milliseconds < 0 { append("-" as Unicode.Scalar) }
    append(
      fixedPoint: Int64(milliseconds.magnitude), scale: 1000, places: 3, trimmed: true)
  }

  private mutating func append(fixedPoint scaled: Int64, scale: Int64, places: Int, trimmed: Bool) {
    append(scaled / scale)
    guard places > 0, !(trimmed && scaled % scale == 0) else { return }
    append("." as Unicode.Scalar)
    append(scaled % scale, width: places)
    while trimmed, bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
  }

  /// `2026-03-02`.
  mutating func append(date: CivilDate) {
    let parts = date.components
    append(Int64(parts.year), width: 4)
    append("-" as Unicode.Scalar)
    append(Int64(parts.month), width: 2)
    append("-" as Unicode.Scalar)
    append(Int64(parts.day), width: 2)
  }

  /// `08:00:12`, with `.345` where wanted.
  mutating func append(clock millisecondsOfDay: Int64, withMilliseconds: Bool) {
    append(millisecondsOfDay / 3_600_000, width: 2)
    append(":" as Unicode.Scalar)
    append(millisecondsOfDay / 60_000 % 60, width: 2)
    append(":" as Unicode.Scalar)
    append(millisecondsOfDay / 1000 % 60, width: 2)
    guard withMilliseconds else { return }
    append("." as Unicode.Scalar)
    append(millisecondsOfDay % 1000, width: 3)
  }

  /// `+01:00`, with seconds where an offset has some (before 1972).
  mutating func append(offset: Int64) {
    let seconds = Int64(offset.magnitude) / 1000
    append(offset < 0 ? "-" as Unicode.Scalar : "+")
    append(seconds / 3600, width: 2)
    append(":" as Unicode.Scalar)
    append(seconds / 60 % 60, width: 2)
    guard seconds % 60 != 0 else { return }
    append(":" as Unicode.Scalar)
    append(seconds % 60, width: 2)
  }
}
