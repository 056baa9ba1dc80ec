/// One record of a CSV file (RFC 4180) at a time, as ranges of its bytes.
///
/// Fields may be quoted, a quote within is doubled, and quoted fields may hold separators and
/// newlines. Lines end with LF or CR LF; empty lines are no records.
struct CSVScanner {
  struct Field {
    /// The field's bytes, without surrounding quotes.
    var range: Range<Int>
    var hasDoubledQuotes: Bool
  }

  private let bytes: UnsafeRawBufferPointer
  private let separator: UInt8
  private(set) var position: Int
  private let end: Int
  /// The fields of the record at hand.
  private(set) var fields: [Field] = []
  /// Where the record at hand stands, without its line end.
  private(set) var recordRange = 0..<0

  init(_ bytes: UnsafeRawBufferPointer, range: Range<Int>, separator: UInt8) {
    self.bytes = bytes
    self.separator = separator
    position = range.lowerBound
    end = range.upperBound
  }

  /// Moves to the next record; false at the end.
  mutating func advance() -> Bool {
    while position < end, isLineEnd(bytes[position]) { position += 1 }
    guard position < end else { return false }
    fields.removeAll(keepingCapacity: true)
    let start = position
    while true {
      fields.append(takeField())
      guard position < end, bytes[position] == separator else { break }
      position += 1
    }
    recordRange = start..<position
    return true
  }

  /// The text of a field of the record at hand.
  func text(_ field: Field) -> String {
    let text = String(decoding: bytes[field.range], as: UTF8.self)
    return field.hasDoubledQuotes ? text.replacing("\"\"", with: "\"") : text
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func bytes(of field: Field) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[field.range])
  }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  private mutating func takeField() -> Field {
    if position < end, bytes[position] == UInt8(ascii: "\""), let quoted = takeQuotedField() {
      return quoted
    }
    let start = position
    while position < end, bytes[position] != separator, !isLineEnd(bytes[position]) {
      position += 1
    }
    return Field(range: trimmed(start..<position), hasDoubledQuotes: false)
  }

  /// A field in quotes; `nil` where anything but a separator follows the closing quote, or none
  /// closes. Then the quote is a character like any other.
  private mutating func takeQuotedField() -> Field? {
    var next = position + 1
    var hasDoubledQuotes = false
    while next < end {
      if bytes[next] != UInt8(ascii: "\"") {
        next += 1
      } else if next + 1 < end, bytes[next + 1] == UInt8(ascii: "\"") {
        hasDoubledQuotes = true
        next += 2
      } else {
        break
      }
    }
    guard next < end else { return nil }
    let after = next + 1
    guard after == end || bytes[after] == separator || isLineEnd(bytes[after]) else { return nil }
    let field = Field(range: (position + 1)..<next, hasDoubledQuotes: hasDoubledQuotes)
    position = after
    return field
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high, bytes[low] == 0x20 || bytes[low] == 0x09 { low += 1 }
    while low < high, bytes[high - 1] == 0x20 || bytes[high - 1] == 0x09 { high -= 1 }
    return low..<high
  }
}
