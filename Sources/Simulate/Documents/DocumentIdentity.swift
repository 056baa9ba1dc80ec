/// Makes the `_id` of a door's documents: a version 1 UUID whose time is the reading's.
///
/// The text begins with the low 32 bits of the time (100 ns steps since 1582-10-15), so that ids
/// in order are not in order of time. Node and clock sequence are fixed for a door.
public struct DocumentIdentity: Sendable {
  /// 100 ns steps between 1582-10-15 and 1970-01-01 (RFC 9562, 5.1).
  public static let epochSteps: UInt64 = 0x01b2_1dd2_1381_4000
  /// Length of an id's text [bytes].
  public static let length = 36

  /// `-ssss-nnnnnnnnnnnn`: clock sequence and node as text.
  private let tail: [UInt8]

  /// Node and clock sequence follow from the door's seed and address.
  public init(deviceID: String, seed: UInt64) {
    var mixer: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in deviceID.utf8 { mixer = (mixer ^ UInt64(byte)) &* 0x100_0000_01b3 }
    var random = RandomSource(seed: seed ^ mixer, purpose: .identity)
    let sequence = 0x8000 | (random.next() & 0x3fff)
    // A node that is no real card's address has the multicast bit set (RFC 9562, 6.10).
    let node = (random.next() & 0xffff_ffff_ffff) | 0x0100_0000_0000
    var tail: [UInt8] = [UInt8(ascii: "-")]
    Hex.append(sequence, digits: 4, to: &tail)
    tail.append(UInt8(ascii: "-"))
    Hex.append(node, digits: 12, to: &tail)
    self.tail = tail
  }

  /// The UUID's time of a millisecond UTC and a tick of 100 ns.
  static func steps(milliseconds: Int64, tick: UInt16) -> UInt64 {
    UInt64(milliseconds) &* 10_000 &+ UInt64(tick) &+ epochSteps
  }

  /// Appends the 36 bytes of an id.
  public func append(milliseconds: Int64, tick: UInt16, to bytes: inout [UInt8]) {
    withText(milliseconds: milliseconds, tick: tick) { bytes.append(contentsOf: $0) }
  }

  /// 32-bit FNV-1a hash of the id's text.
  public func hash(milliseconds: Int64, tick: UInt16) -> UInt32 {
    withText(milliseconds: milliseconds, tick: tick) { text in
      var hash: UInt32 = 0x811c_9dc5
      for byte in text { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
      return hash
    }
  }

  /// A number that sorts as the id's text does, for ids of one door.
  public static func sortKey(milliseconds: Int64, tick: UInt16) -> UInt64 {
    let steps = steps(milliseconds: milliseconds, tick: tick)
    return (steps << 32) | ((steps >> 32) & 0xffff) << 16 | (steps >> 48) & 0x0fff | 0x1000
  }

  private func withText<Result>(
    milliseconds: Int64, tick: UInt16, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    let key = Self.sortKey(milliseconds: milliseconds, tick: tick)
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.length) { text in
      Hex.write(key >> 32, digits: 8, to: text, at: 0)
      text[8] = UInt8(ascii: "-")
      Hex.write(key >> 16, digits: 4, to: text, at: 9)
      text[13] = UInt8(ascii: "-")
      Hex.write(key, digits: 4, to: text, at: 14)
      for index in tail.indices { text[18 + index] = tail[index] }
      return body(UnsafeBufferPointer(text))
    }
  }
}

/// Lower-case hexadecimal digits.
enum Hex {
  private static func digit(_ value: UInt64) -> UInt8 {
    let nibble = UInt8(truncatingIfNeeded: value & 15)
    return nibble < 10 ? 48 + nibble : 87 + nibble
  }

  static func write(
    _ value: UInt64, digits: Int, to text: UnsafeMutableBufferPointer<UInt8>, at start: Int
  ) {
    for place in 0..<digits {
      text[start + place] = digit(value >> UInt64(4 * (digits - 1 - place)))
    }
  }

  static func append(_ value: UInt64, digits: Int, to bytes: inout [UInt8]) {
    for place in 0..<digits { bytes.append(digit(value >> UInt64(4 * (digits - 1 - place)))) }
  }
}
