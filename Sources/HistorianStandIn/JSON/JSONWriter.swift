/// Writes JSON in the form in which CouchDB gives documents back.
///
/// No spaces; control characters as `\u001F` with capital digits; every other character as
/// it is; floating-point numbers by their shortest digits, always with a point or an exponent.
extension JSON {
  /// The value's text.
  var text: Bytes {
    var bytes = Bytes()
    append(to: &bytes)
    return bytes
  }

  func append(to bytes: inout Bytes) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .integer(let value): bytes += String(value).utf8
    case .bigInteger(let isNegative, let digits):
      if isNegative { bytes.append(UInt8(ascii: "-")) }
      bytes += digits
    case .number(let value): bytes += JSON.written(value).utf8
    case .string(let text): JSON.appendString(text, to: &bytes)
    case .array(let elements):
      JSON.appendList(elements, "[", "]", to: &bytes) { $0.append(to: &$1) }
    case .object(let members): JSON.appendList(members, "{", "}", to: &bytes) { $0.append(to: &$1) }
    }
  }

  private static func appendList<Element>(
    _ list: [Element], _ open: Unicode.Scalar, _ close: Unicode.Scalar, to bytes: inout Bytes,
    _ append: (Element, inout Bytes) -> Void
  ) {
    bytes.append(UInt8(ascii: open))
    for (index, element) in list.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(element, &bytes)
    }
    bytes.append(UInt8(ascii: close))
  }

  /// Appends a quoted string.
  @inline(__always)
  static func appendString(_ text: some Collection<UInt8>, to bytes: inout Bytes) {
    bytes.append(UInt8(ascii: "\""))
    if text.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
      bytes += text
      bytes.append(UInt8(ascii: "\""))
      return
    }
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x08: bytes += "\\b".utf8
      case 0x09: bytes += "\\t".utf8
      case 0x0A: bytes += "\\n".utf8
      case 0x0C: bytes += "\\f".utf8
      case 0x0D: bytes += "\\r".utf8
      case ..<0x20:
        bytes += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))".utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// The shortest digits that read back as the same number, laid out as ECMAScript does
  /// (exponent below 1e-6 and from 1e21 on), with ".0" added to whole values.
  static func written(_ value: Double) -> String {
    guard value != 0 else { return "0.0" }
    let sign = value < 0 ? "-" : ""
    let (digits, point) = shortestDigits(of: value.magnitude)
    let count = digits.count
    switch point {
    case 22..., ..<(-5):
      let mantissa = count == 1 ? digits : "\(digits.prefix(1)).\(digits.dropFirst())"
      return "\(sign)\(mantissa)e\(point > 0 ? "+" : "")\(point - 1)"
    case ...0:
      return "\(sign)0.\(String(repeating: "0", count: -point))\(digits)"
    case count...:
      return "\(sign)\(digits)\(String(repeating: "0", count: point - count)).0"
    default:
      return "\(sign)\(digits.prefix(point)).\(digits.dropFirst(point))"
    }
  }

  /// Decimal digits without leading or trailing zeros, and the place of the point after the first.
  private static func shortestDigits(of value: Double) -> (digits: String, point: Int) {
    let parts = value.description.split(separator: "e")
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let fraction = mantissa.count > 1 ? String(mantissa[1]) : ""
    let all = String(mantissa[0]) + fraction
    let leadingZeros = all.prefix { $0 == "0" }.count
    var digits = String(all.dropFirst(leadingZeros))
    while digits.last == "0" { digits.removeLast() }
    return (digits, mantissa[0].count - leadingZeros + exponent)
  }
}

extension JSON.Member {
  func append(to bytes: inout Bytes) {
    JSON.appendString(name, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    value.append(to: &bytes)
  }
}
