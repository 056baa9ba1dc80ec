extension ByteText {
  /// A JSON string with its quotes (RFC 8259); `isASCII` escapes everything outside ASCII.
  mutating func append(jsonString value: String, isASCII: Bool) {
    append("\"" as Unicode.Scalar)
    defer { append("\"" as Unicode.Scalar) }
    if value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
      return append(value)
    }
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": append("\\\"")
      case "\\": append("\\\\")
      case "\n": append("\\n")
      case "\r": append("\\r")
      case "\t": append("\\t")
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        append(escapeOf: UInt16(scalar.value))
      case _ where scalar.isASCII: append(scalar)
      case _ where isASCII: for unit in scalar.utf16 { append(escapeOf: unit) }
      default: append(String(scalar))
      }
    }
  }

  private mutating func append(escapeOf unit: UInt16) {
    let digits = Array("0123456789abcdef".utf8)
    append("\\u")
    for shift in [12, 8, 4, 0] { bytes.append(digits[Int(unit >> UInt16(shift)) & 15]) }
  }
}

/// A JSON value whose members keep the order they were given in.
///
/// Foundation's encoder sorts keys or leaves their order to chance, and writes numbers its own way;
/// here the documented order and a fixed number of decimals make the bytes reproducible.
indirect enum JSONValue {
  case null
  case boolean(Bool)
  case integer(Int64)
  case decimal(Double, places: Int)
  case string(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])
  /// Rows already written, as the inside of an array.
  case rows(ByteText)

  static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
  static func optional(_ number: Int?) -> JSONValue { number.map { .integer(Int64($0)) } ?? .null }

  /// The document: two spaces a level, a line break at the end.
  func document(isASCII: Bool) -> String {
    var text = ByteText()
    write(to: &text, indent: 0, isASCII: isASCII)
    text.append("\n" as Unicode.Scalar)
    return text.string
  }

  private func write(to text: inout ByteText, indent: Int, isASCII: Bool) {
    switch self {
    case .null: text.append("null")
    case .boolean(let value): text.append(value ? "true" : "false")
    case .integer(let value): text.append(value)
    case .decimal(let value, let places):
      if value.isFinite {
        text.append(value, places: places, trimmed: true)
      } else {
        text.append("null")
      }
    case .string(let value): text.append(jsonString: value, isASCII: isASCII)
    case .array(let values):
      Self.list("[", "]", values.count, to: &text, indent) { i, text in
        values[i].write(to: &text, indent: indent + 2, isASCII: isASCII)
      }
    case .object(let members):
      Self.list("{", "}", members.count, to: &text, indent) { i, text in
        text.append(jsonString: members[i].key, isASCII: isASCII)
        text.append(": ")
        members[i].value.write(to: &text, indent: indent + 2, isASCII: isASCII)
      }
    case .rows(let rows):
      text.append("[" as Unicode.Scalar)
      text.bytes.append(contentsOf: rows.bytes)
      if !rows.bytes.isEmpty { Self.lineBreak(to: &text, indent) }
      text.append("]" as Unicode.Scalar)
    }
  }

  private static func list(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ count: Int, to text: inout ByteText,
    _ indent: Int, _ member: (Int, inout ByteText) -> Void
  ) {
    text.append(open)
    for i in 0..<count {
      if i > 0 { text.append("," as Unicode.Scalar) }
      lineBreak(to: &text, indent + 2)
      member(i, &text)
    }
    if count > 0 { lineBreak(to: &text, indent) }
    text.append(close)
  }

  private static func lineBreak(to text: inout ByteText, _ indent: Int) {
    text.append("\n" as Unicode.Scalar)
    for _ in 0..<indent { text.append(" " as Unicode.Scalar) }
  }
}
