/// Text under construction, as UTF-8 bytes: numbers and dates without a locale, and fast enough
/// for lists of many thousand rows.
struct ByteText {
  var bytes: [UInt8] = []

  var string: String { String(decoding: bytes, as: UTF8.self) }

  @inline(__always)
  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  @inline(__always)
  mutating func append(_ character: Unicode.Scalar) { bytes.append(UInt8(ascii: character)) }

  /// As many spaces; none where the number is not positive.
  mutating func append(spaces count: Int) {
    for _ in 0..<max(0, count) { bytes.append(0x20) }
  }

  /// Takes away the spaces at the end.
  mutating func trimEnd() {
    while bytes.last == 0x20 { bytes.removeLast() }
  }

  /// Decimal digits, with zeros before them up to `width`.
  mutating func append(_ number: Int64, width: Int = 1) {
    if number < 0 { append("-" as Unicode.Scalar) }
    var rest = number.magnitude
    let first = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    while bytes.count - first < width { bytes.append(UInt8(ascii: "0")) }
    var (low, high) = (first, bytes.count - 1)
    while low < high {
      bytes.swapAt(low, high)
      (low, high) = (low + 1, high - 1)
    }
  }

  /// A number below 100 as two digits.
  @inline(__always)
  private mutating func append(twoDigits number: Int64) {
    bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10))
    bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
  }

  /// Fixed-point text, rounded half away from zero; `trimmed` leaves out zeros at the end.
  ///
  /// - Precondition: `value` is finite.
  mutating func append(_ value: Double, places: Int, trimmed: Bool = false) {
    precondition(value.isFinite, "absent values are not written as numbers")
    var scale: Int64 = 1
    for _ in 0..<places { scale *= 10 }
    let scaled = (value.magnitude * Double(scale)).rounded(.toNearestOrAwayFromZero)
    if value < 0, scaled > 0 { append("-" as Unicode.Scalar) }
    if scaled < 9e15 {
      return append(fixedPoint: Int64(scaled), scale: scale, places: places, trimmed: trimmed)
    }
    // A number as large as this has few decimals, or none, that a double can hold.
    let whole = value.magnitude.rounded(.down)
    guard whole < 9e18 else { return append("\(value.magnitude)") }
    let fraction = ((value.magnitude - whole) * Double(scale)).rounded(.down)
    append(Int64(whole))
    append(fraction: Int64(fraction), scale: scale, places: places, trimmed: trimmed)
  }

  /// Milliseconds as seconds, exactly, without zeros at the end: `1500` is `1.5`.
  mutating func append(secondsOf milliseconds: Int64) {
    if milliseconds < 0 { append("-" as Unicode.Scalar) }
    append(
      fixedPoint: Int64(milliseconds.magnitude), scale: 1000, places: 3, trimmed: true)
  }

  private mutating func append(fixedPoint scaled: Int64, scale: Int64, places: Int, trimmed: Bool) {
    append(scaled / scale)
    append(fraction: scaled % scale, scale: scale, places: places, trimmed: trimmed)
  }

  private mutating func append(fraction: Int64, scale: Int64, places: Int, trimmed: Bool) {
    guard places > 0, !(trimmed && fraction == 0) else { return }
    append("." as Unicode.Scalar)
    append(fraction, width: places)
    while trimmed, bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
  }

  /// `2026-03-02`.
  mutating func append(date: CivilDate) {
    let parts = date.components
    append(Int64(parts.year), width: 4)
    append("-" as Unicode.Scalar)
    append(twoDigits: Int64(parts.month))
    append("-" as Unicode.Scalar)
    append(twoDigits: Int64(parts.day))
  }

  /// `08:00:12`, with `.345` where wanted.
  mutating func append(clock millisecondsOfDay: Int64, withMilliseconds: Bool) {
    let seconds = millisecondsOfDay / 1000
    append(twoDigits: seconds / 3600)
    append(":" as Unicode.Scalar)
    append(twoDigits: seconds / 60 % 60)
    append(":" as Unicode.Scalar)
    append(twoDigits: seconds % 60)
    guard withMilliseconds else { return }
    append("." as Unicode.Scalar)
    append(millisecondsOfDay - seconds * 1000, width: 3)
  }

  /// `+01:00`, with seconds where an offset has some (before 1972).
  mutating func append(offset: Int64) {
    let seconds = Int64(offset.magnitude) / 1000
    append(offset < 0 ? "-" as Unicode.Scalar : "+")
    append(twoDigits: seconds / 3600)
    append(":" as Unicode.Scalar)
    append(twoDigits: seconds / 60 % 60)
    guard seconds % 60 != 0 else { return }
    append(":" as Unicode.Scalar)
    append(twoDigits: seconds % 60)
  }
}
