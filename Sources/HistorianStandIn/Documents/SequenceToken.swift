import Foundation

/// Text such as `8-g1AAAAJrbm93…` that stands for a place in a database's updates.
///
/// To clients it is opaque. As with CouchDB, the number before the dash is of no account; the
/// place is in what follows, and text that was not made by this server for this database is
/// malformed.
enum SequenceToken {
  private static let marker = "g1AAAA"

  static func text(_ sequence: Int, database: String) -> Bytes {
    let place = (0..<6).map { UInt8(truncatingIfNeeded: sequence >> (40 - $0 * 8)) }
    let tail = base64URL(place + check(place, database))
    return Bytes("\(sequence)-\(marker)\(tail)".utf8)
  }

  /// The update number; `nil` when the text is malformed.
  static func sequence(_ text: String, database: String) -> Int? {
    guard let dash = text.firstIndex(of: "-"), Int(text[..<dash]) != nil else { return nil }
    let payload = text[text.index(after: dash)...]
    guard payload.hasPrefix(marker),
      let bytes = bytes(ofBase64URL: payload.dropFirst(marker.count)),
      bytes.count == 54, Bytes(bytes[6...]) == check(Bytes(bytes[..<6]), database)
    else { return nil }
    return bytes[..<6].reduce(0) { $0 << 8 | Int($1) }
  }

  /// Makes the text as long as CouchDB's, which carries the state of each shard.
  private static func check(_ place: Bytes, _ database: String) -> Bytes {
    let digest = MD5.digest(of: place + database.utf8)
    return digest + MD5.digest(of: digest) + digest
  }

  static func base64URL(_ bytes: Bytes) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }

  static func bytes(ofBase64URL text: some StringProtocol) -> Bytes? {
    let plain = text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
    let padding = String(repeating: "=", count: (4 - plain.count % 4) % 4)
    return Data(base64Encoded: String(plain) + padding).map { Bytes($0) }
  }
}
