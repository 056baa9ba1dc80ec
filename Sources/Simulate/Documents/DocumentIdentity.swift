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
  /// The same as a number.
  let key: UInt64

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
    key = sequence << 48 | node
  }

  /// The UUID's time of a millisecond UTC and a tick of 100 ns.
  static func steps(milliseconds: Int64, tick: UInt16) -> UInt64 {
    UInt64(milliseconds) &* 10_000 &+ UInt64(tick) &+ epochSteps
  }

  /// The text of an id.
  public func text(milliseconds: Int64, tick: UInt16) -> String {
    withText(milliseconds: milliseconds, tick: tick) { String(decoding: $0, as: UTF8.self) }
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

  /// Writes the 36 bytes of an id.
  func write(milliseconds: Int64, tick: UInt16, _ writer: inout ByteWriter) {
    let key = Self.sortKey(milliseconds: milliseconds, tick: tick)
    writer.appendHex(key >> 32, digits: 8)
    writer.append(UInt8(ascii: "-"))
    writer.appendHex(key >> 16, digits: 4)
    writer.append(UInt8(ascii: "-"))
    writer.appendHex(key, digits: 4)
    writer.append(tail)
  }

  private func withText<Result>(
    milliseconds: Int64, tick: UInt16, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.length) { buffer in
      var writer = ByteWriter(buffer)
      write(milliseconds: milliseconds, tick: tick, &writer)
      return body(buffer)
    }
  }
}

/// Lower-case hexadecimal digits.
enum Hex {
  /// The eight digits of a 32-bit number, the first in the lowest byte: all nibbles at once.
  static func digits(_ value: UInt32) -> UInt64 {
    var spread = UInt64(value)
    spread = (spread | spread << 16) & 0x0000_ffff_0000_ffff
    spread = (spread | spread << 8) & 0x00ff_00ff_00ff_00ff
    spread = (spread | spread << 4) & 0x0f0f_0f0f_0f0f_0f0f
    let isLetter = ((spread &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
    return (spread &+ 0x3030_3030_3030_3030 &+ isLetter &* 39).byteSwapped
  }

  /// Writes the lowest digits of a number: 1 to 4, 8, 12 or 16 of them.
  static func write(
    _ value: UInt64, digits: Int, to text: UnsafeMutableBufferPointer<UInt8>, at start: Int
  ) {
    guard digits > 4 else {
      var word = Self.digits(UInt32(truncatingIfNeeded: value)) >> UInt64(8 * (8 - digits))
      for place in 0..<digits {
        text[start + place] = UInt8(truncatingIfNeeded: word)
        word >>= 8
      }
      return
    }
    let free = UnsafeMutableRawPointer(text.baseAddress! + start)
    if digits <= 8 {
      precondition(digits == 8, "five to seven hexadecimal digits are not written at once")
      free.storeBytes(
        of: Self.digits(UInt32(truncatingIfNeeded: value)).littleEndian, as: UInt64.self)
    } else {
      write(value >> 32, digits: digits - 8, to: text, at: start)
      write(value, digits: 8, to: text, at: start + digits - 8)
    }
  }

  static func append(_ value: UInt64, digits: Int, to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { text in
      write(value, digits: digits, to: text, at: 0)
      bytes.append(contentsOf: text[..<digits])
    }
  }
}
