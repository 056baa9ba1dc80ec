import Foundation

/// Finds the ends of JSON values in bytes without decoding them.
///
/// Files of documents are hundreds of megabytes; all that is wanted of each document at first
/// is where it ends and what it calls itself.
struct JSONScanner {
  let text: UnsafeRawBufferPointer
  var position: Int

  /// The text ends inside a value or has something else where a value must be.
  struct Malformed: Error {}

  init(_ text: UnsafeRawBufferPointer, at position: Int = 0) {
    self.text = text
    self.position = position
  }

  mutating func skipSpace() {
    while position < text.count, text[position] <= 0x20 { position += 1 }
  }

  /// The next byte that is no white space, or `nil` at the end.
  mutating func next() -> UInt8? {
    skipSpace()
    return position < text.count ? text[position] : nil
  }

  mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard next() == UInt8(ascii: byte) else { return false }
    position += 1
    return true
  }

  /// Passes over a string; the range between its quotes, as written.
  mutating func string() throws -> Range<Int> {
    guard take("\"") else { throw Malformed() }
    let start = position
    while position < text.count {
      guard let base = text.baseAddress,
        let quote = memchr(base + position, 0x22, text.count - position)
      else { throw Malformed() }
      let end = base.distance(to: UnsafeRawPointer(quote))
      position = end + 1
      var backslashes = 0
      while end - backslashes > start, text[end - backslashes - 1] == UInt8(ascii: "\\") {
        backslashes += 1
      }
      if backslashes % 2 == 0 { return start..<end }
    }
    throw Malformed()
  }

  /// Passes over one value of any kind.
  mutating func skipValue() throws {
    switch next() {
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "{"), UInt8(ascii: "["): try skipNested()
    case nil: throw Malformed()
    default: try skipWord()
    }
  }

  private mutating func skipNested() throws {
    var depth = 0
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: "\""):
        _ = try string()
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
      position += 1
      if depth == 0 { return }
    }
    throw Malformed()
  }

  private mutating func skipWord() throws {
    let start = position
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), ...0x20:
        guard position > start else { throw Malformed() }
        return
      default: position += 1
      }
    }
  }
}
