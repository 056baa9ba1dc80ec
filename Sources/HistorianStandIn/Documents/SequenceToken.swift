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

  /// Ties place and database together (FNV-1a, then splitmix64 steps), and makes the text as long
  /// as CouchDB's, which carries the state of each shard.
  private static func check(_ place: Bytes, _ database: String) -> Bytes {
    var state: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in database.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for byte in place { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
    var bytes = Bytes()
    bytes.reserveCapacity(48)
    for _ in 0..<6 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: mixed >> UInt64(shift * 8))) }
    }
    return bytes
  }

  private static let digits = Bytes(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// Base64 with `-` and `_`, without padding (RFC 4648, section 5).
  static func base64URL(_ bytes: Bytes) -> String {
    var text = Bytes()
    text.reserveCapacity(bytes.count * 4 / 3 + 2)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0...group.count { text.append(digits[bits >> (18 - place * 6) & 63]) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  static func bytes(ofBase64URL text: some StringProtocol) -> Bytes? {
    let plain = text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
    let padding = String(repeating: "=", count: (4 - plain.count % 4) % 4)
    return Data(base64Encoded: String(plain) + padding).map { Bytes($0) }
  }
}
