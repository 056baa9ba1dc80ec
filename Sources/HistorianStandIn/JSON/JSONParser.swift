import Foundation

/// Reads JSON as strictly as CouchDB's parser does, which answers everything it cannot
/// read with one reason, "invalid UTF-8 JSON".
struct JSONParser {
  /// The text is no JSON, or no UTF-8, or holds half a surrogate pair.
  struct Malformed: Error {}

  private let text: Bytes
  private var position = 0
  private var depth = 0
  private static let deepest = 512

  private init(_ text: Bytes) { self.text = text }

  static func value(of text: Bytes) throws -> JSON {
    guard String(bytes: text, encoding: .utf8) != nil else { throw Malformed() }
    var parser = JSONParser(text)
    let value = try parser.value()
    parser.skipSpace()
    guard parser.position == text.count else { throw Malformed() }
    return value
  }

  private func peek() -> UInt8? { position < text.count ? text[position] : nil }

  private mutating func take() throws -> UInt8 {
    guard position < text.count else { throw Malformed() }
    defer { position += 1 }
    return text[position]
  }

  private mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || (0x09...0x0D).contains(byte) && byte != 0x0B {
      position += 1
    }
  }

  private mutating func value() throws -> JSON {
    skipSpace()
    switch peek() {
    case UInt8(ascii: "{"): return try nested { try $0.object() }
    case UInt8(ascii: "["): return try nested { try $0.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func nested(_ read: (inout Self) throws -> JSON) throws -> JSON {
    depth += 1
    guard depth <= Self.deepest else { throw Malformed() }
    position += 1
    let value = try read(&self)
    depth -= 1
    return value
  }

  private mutating func word(_ word: StaticString, _ value: JSON) throws -> JSON {
    let expected = Bytes("\(word)".utf8)
    guard text[position...].starts(with: expected) else { throw Malformed() }
    position += expected.count
    return value
  }

  private mutating func array() throws -> JSON {
    var elements: [JSON] = []
    skipSpace()
    if peek() == UInt8(ascii: "]") {
      position += 1
      return .array(elements)
    }
    while true {
      elements.append(try value())
      skipSpace()
      switch try take() {
      case UInt8(ascii: ","): continue
      case UInt8(ascii: "]"): return .array(elements)
      default: throw Malformed()
      }
    }
  }

  private mutating func object() throws -> JSON {
    var members: [JSON.Member] = []
    skipSpace()
    if peek() == UInt8(ascii: "}") {
      position += 1
      return .object(members)
    }
    while true {
      skipSpace()
      guard peek() == UInt8(ascii: "\"") else { throw Malformed() }
      let name = try string()
      skipSpace()
      guard try take() == UInt8(ascii: ":") else { throw Malformed() }
      let member = JSON.Member(name: name, value: try value())
      // Of members that bear one name the last one stays.
      members.removeAll { $0.name == name }
      members.append(member)
      skipSpace()
      switch try take() {
      case UInt8(ascii: ","): continue
      case UInt8(ascii: "}"): return .object(members)
      default: throw Malformed()
      }
    }
  }

  private mutating func string() throws -> Bytes {
    position += 1
    var bytes = Bytes()
    while true {
      let byte = try take()
      switch byte {
      case UInt8(ascii: "\""): return bytes
      case UInt8(ascii: "\\"): try appendEscaped(to: &bytes)
      case ..<0x20: throw Malformed()
      default: bytes.append(byte)
      }
    }
  }

  private mutating func appendEscaped(to bytes: inout Bytes) throws {
    let escape = try take()
    switch escape {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(escape)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"): bytes.append(contentsOf: String(try unicodeScalar()).utf8)
    default: throw Malformed()
    }
  }

  private mutating func unicodeScalar() throws -> Character {
    let first = try codeUnit()
    var code = UInt32(first)
    if UTF16.isLeadSurrogate(first) {
      guard try take() == UInt8(ascii: "\\"), try take() == UInt8(ascii: "u") else {
        throw Malformed()
      }
      let second = try codeUnit()
      guard UTF16.isTrailSurrogate(second) else { throw Malformed() }
      code = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw Malformed() }
    return Character(scalar)
  }

  private mutating func codeUnit() throws -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(try take())).hexDigitValue else {
        throw Malformed()
      }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  private mutating func number() throws -> JSON {
    let start = position
    let isNegative = peek() == UInt8(ascii: "-")
    if isNegative { position += 1 }
    let digits = takeDigits()
    guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1 else {
      throw Malformed()
    }
    let isWhole = try skipFractionAndExponent()
    let written = String(decoding: text[start..<position], as: UTF8.self)
    if isWhole {
      if let integer = Int(written) { return .integer(integer) }
      return .bigInteger(isNegative: isNegative, digits: Bytes(digits))
    }
    guard let number = Double(written), number.isFinite else { throw Malformed() }
    return .number(number)
  }

  private mutating func takeDigits() -> ArraySlice<UInt8> {
    let start = position
    while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      position += 1
    }
    return text[start..<position]
  }

  private mutating func skipFractionAndExponent() throws -> Bool {
    var isWhole = true
    if peek() == UInt8(ascii: ".") {
      isWhole = false
      position += 1
      guard !takeDigits().isEmpty else { throw Malformed() }
    }
    if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      position += 1
      if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
      guard !takeDigits().isEmpty else { throw Malformed() }
    }
    return isWhole
  }
}
