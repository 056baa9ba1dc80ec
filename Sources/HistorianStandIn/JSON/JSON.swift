/// Text and identifiers as raw UTF-8.
///
/// CouchDB orders identifiers by byte and never normalises them; `String` compares by
/// canonical equivalence, so it would call different identifiers equal.
public typealias Bytes = [UInt8]

/// One JSON value, kept as CouchDB keeps it: members in order, whole numbers of any size.
enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A whole number beyond `Int`, as its decimal digits without sign.
  case bigInteger(isNegative: Bool, digits: Bytes)
  case number(Double)
  case string(Bytes)
  case array([JSON])
  case object([Member])

  struct Member: Sendable, Equatable {
    var name: Bytes
    var value: JSON
  }

  static func text(_ text: String) -> JSON { .string(Bytes(text.utf8)) }

  /// An object of members in the given order.
  static func members(_ members: KeyValuePairs<String, JSON>) -> JSON {
    .object(members.map { Member(name: Bytes($0.key.utf8), value: $0.value) })
  }

  subscript(_ name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    let wanted = Bytes(name.utf8)
    return members.first { $0.name == wanted }?.value
  }

  var bytes: Bytes? {
    if case .string(let bytes) = self { return bytes }
    return nil
  }

  var stringValue: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

  var elements: [JSON]? {
    if case .array(let elements) = self { return elements }
    return nil
  }
}
