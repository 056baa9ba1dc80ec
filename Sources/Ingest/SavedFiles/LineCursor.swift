/// The first two lines of a file that are not empty, and what they look like.
struct LineCursor {
  struct Line {
    /// First byte that is no white space.
    var lead: UInt8
    /// Index behind the line's newline.
    var endIndex: Int
    /// The line is one object or array, and nothing else.
    var isWholeValue: Bool
    /// It holds a member `rows` or `results` that is an array, outside of every document.
    var isAnswer: Bool
    /// It is the first line of a couchbackup file.
    var isMetadata: Bool
    /// The commonest of comma, semicolon and tab outside of quotes.
    var separator: UInt8?
  }

  let first: Line?
  let second: Line?

  /// - Parameter isWhole: Whether the bytes end where the file ends: only then is a last line
  ///   without a newline known to be complete.
  init(_ bytes: ArraySlice<UInt8>, isWhole: Bool) {
    var next = bytes.startIndex
    first = Self.line(in: bytes, from: &next, isWhole: isWhole)
    second = Self.line(in: bytes, from: &next, isWhole: isWhole)
  }

  private static func line(
    in bytes: ArraySlice<UInt8>, from next: inout Int, isWhole: Bool
  ) -> Line? {
    while next < bytes.endIndex, isSpace(bytes[next]) { next += 1 }
    guard next < bytes.endIndex else { return nil }
    let newline = bytes[next...].firstIndex(of: UInt8(ascii: "\n"))
    let end = newline ?? bytes.endIndex
    let text = bytes[next..<end]
    next = newline.map { $0 + 1 } ?? bytes.endIndex
    let shape = Shape(text)
    let name = Array(#""@cloudant/couchbackup""#.utf8)
    return Line(
      lead: text[text.startIndex], endIndex: next,
      isWholeValue: shape.isWholeValue && (newline != nil || isWhole), isAnswer: shape.isAnswer,
      isMetadata: shape.isWholeValue && text.count < 4096 && text.firstRange(of: name) != nil,
      separator: separator(of: text))
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  private static func separator(of text: ArraySlice<UInt8>) -> UInt8? {
    var isQuoted = false
    var counts: [UInt8: Int] = [:]
    for byte in text {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      let separates = byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == 0x09
      if !isQuoted && separates { counts[byte, default: 0] += 1 }
    }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  /// Brackets and strings of one line.
  private struct Shape {
    var isWholeValue = false
    var isAnswer = false

    init(_ text: ArraySlice<UInt8>) {
      guard text.first == UInt8(ascii: "{") || text.first == UInt8(ascii: "[") else { return }
      var depth = 0
      var isQuoted = false
      var isEscaped = false
      for (index, byte) in zip(text.indices, text) {
        if isQuoted {
          if isEscaped {
            isEscaped = false
          } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
          } else {
            isQuoted = byte != UInt8(ascii: "\"")
          }
          continue
        }
        switch byte {
        case UInt8(ascii: "\""): isQuoted = true
        case UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "["):
          if depth == 1 && Self.opensRows(text[text.startIndex..<index]) { isAnswer = true }
          depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          depth -= 1
          if depth == 0 {
            isWholeValue = text[(index + 1)...].allSatisfy(isSpace)
            return
          }
        default: break
        }
      }
    }

    private static func opensRows(_ head: ArraySlice<UInt8>) -> Bool {
      guard head.first == UInt8(ascii: "{"), head.count < 65_536 else { return false }
      let packed = head.suffix(64).filter { !isSpace($0) }
      return (packed.ends(with: #""rows":"#) || packed.ends(with: #""results":"#))
        && head.firstRange(of: Array(#""_id""#.utf8)) == nil
    }
  }
}

extension [UInt8] {
  fileprivate func ends(with text: String) -> Bool {
    suffix(text.utf8.count).elementsEqual(text.utf8)
  }
}
