/// Erlang's external term format, as far as CouchDB's revisions need it.
///
/// Reference: Erlang/OTP, ERTS user's guide, "External Term Format" (tags as of OTP 25,
/// `minor_version` 1).
enum ErlangTerm {
  case atom(String)
  case binary(Bytes)
  case json(JSON)
  case list([ErlangTerm])
  case tuple([ErlangTerm])

  /// The bytes of `term_to_binary(Term, [{minor_version, 1}])`.
  var encoded: Bytes {
    var bytes: Bytes = [131]
    append(to: &bytes)
    return bytes
  }

  private func append(to bytes: inout Bytes) {
    switch self {
    case .atom(let name): bytes += [100, 0, UInt8(name.utf8.count)] + name.utf8
    case .binary(let content): bytes += [109] + Self.size(content.count) + content
    case .json(let value): Self.append(value, to: &bytes)
    case .list(let elements): Self.appendList(elements, to: &bytes)
    case .tuple(let elements):
      bytes += [104, UInt8(elements.count)]
      for element in elements { element.append(to: &bytes) }
    }
  }

  private static func size(_ count: Int) -> Bytes {
    (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - $0 * 8)) }
  }

  private static func appendList(_ elements: [ErlangTerm], to bytes: inout Bytes) {
    if !elements.isEmpty {
      bytes += [108] + size(elements.count)
      for element in elements { element.append(to: &bytes) }
    }
    bytes.append(106)
  }

  private static func append(_ value: JSON, to bytes: inout Bytes) {
    switch value {
    case .null: ErlangTerm.atom("null").append(to: &bytes)
    case .bool(let value): ErlangTerm.atom(value ? "true" : "false").append(to: &bytes)
    case .integer(let value): append(value, to: &bytes)
    case .bigInteger(let isNegative, let digits):
      appendBig(base256(of: digits), isNegative: isNegative, to: &bytes)
    case .number(let value): bytes += [70] + bigEndian(value.bitPattern)
    case .string(let text): ErlangTerm.binary(text).append(to: &bytes)
    case .array(let elements): appendArray(elements, to: &bytes)
    case .object(let members):
      let list = members.map { ErlangTerm.tuple([.binary($0.name), .json($0.value)]) }
      ErlangTerm.tuple([.list(list)]).append(to: &bytes)
    }
  }

  /// Erlang cannot tell a list of small numbers from a string, and writes it as one.
  private static func appendArray(_ elements: [JSON], to bytes: inout Bytes) {
    let characters: [UInt8] = elements.compactMap {
      if case .integer(let value) = $0 { return UInt8(exactly: value) }
      return nil
    }
    guard characters.count == elements.count, (1...0xFFFF).contains(elements.count) else {
      return appendList(elements.map { .json($0) }, to: &bytes)
    }
    bytes += [107, UInt8(elements.count >> 8), UInt8(elements.count & 255)] + characters
  }

  private static func append(_ value: Int, to bytes: inout Bytes) {
    if let small = UInt8(exactly: value) {
      bytes += [97, small]
    } else if let word = Int32(exactly: value) {
      bytes += [98] + size(Int(word))
    } else {
      var magnitude = value.magnitude
      var digits = Bytes()
      while magnitude > 0 {
        digits.append(UInt8(magnitude & 255))
        magnitude >>= 8
      }
      appendBig(digits, isNegative: value < 0, to: &bytes)
    }
  }

  private static func appendBig(_ digits: Bytes, isNegative: Bool, to bytes: inout Bytes) {
    bytes += digits.count < 256 ? [110, UInt8(digits.count)] : [111] + size(digits.count)
    bytes.append(isNegative ? 1 : 0)
    bytes += digits
  }

  private static func bigEndian(_ bits: UInt64) -> Bytes {
    (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - $0 * 8)) }
  }

  /// Little-endian base-256 digits of a decimal number.
  private static func base256(of decimal: Bytes) -> Bytes {
    var digits = Bytes()
    for character in decimal {
      var carry = Int(character - UInt8(ascii: "0"))
      for index in digits.indices {
        carry += Int(digits[index]) * 10
        digits[index] = UInt8(carry & 255)
        carry >>= 8
      }
      if carry > 0 { digits.append(UInt8(carry)) }
    }
    return digits
  }
}
