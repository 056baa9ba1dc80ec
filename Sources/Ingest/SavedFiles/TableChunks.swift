import Readings

/// Cuts a CSV file where records end.
final class TableChunks: ChunkReader {
  let layout: CSVLayout
  private var buffer: ChunkBuffer
  private var isDone = false
  /// Bytes of the buffer that were looked at, and whether they end within quotes.
  private var scanned = 0
  private var isQuoted = false
  /// End of the last complete record.
  private var boundary = 0
  private let recordLimit: Int

  /// Reads the column names.
  init(
    _ source: any ByteSource, separator: UInt8, mappings: FieldMappings, options: CSVOptions,
    path: String, recordLimit: Int
  ) throws {
    self.recordLimit = recordLimit
    buffer = ChunkBuffer(source)
    buffer.fill()
    let (names, end) = Self.header(buffer.bytes, separator: separator)
    layout = try CSVLayout(
      names: names, separator: separator, mappings: mappings, options: options, path: path)
    scanned = end
    boundary = end
    isDone = buffer.isAtEnd
    headerEnd = end
  }

  private var headerEnd: Int

  private static func header(_ bytes: [UInt8], separator: UInt8) -> ([String], end: Int) {
    bytes.withUnsafeBytes { raw in
      var scanner = CSVScanner(raw, range: 0..<raw.count, separator: separator)
      guard scanner.advance() else { return ([], 0) }
      return (scanner.fields.map(scanner.text), scanner.position)
    }
  }

  func next() throws -> Chunk? {
    while true {
      if let chunk = completeRecords() { return chunk }
      if isDone { break }
      buffer.fill()
      isDone = buffer.isAtEnd
    }
    if let failure = buffer.failure { throw failure }
    return nil
  }

  private func completeRecords() -> Chunk? {
    scan()
    // A last record may lack its newline; where reading failed, it is not complete.
    if isDone && buffer.failure == nil { boundary = buffer.bytes.count }
    let start = headerEnd
    headerEnd = 0
    guard boundary > start else {
      headerEnd = start
      return giveUpLongRecord()
    }
    let end = boundary
    let bytes = buffer.take(upTo: end)
    scanned -= end
    boundary = 0
    return Chunk(bytes: bytes, parts: [.records(start..<end)])
  }

  /// Looks for newlines outside of quotes in what was read last.
  private func scan() {
    buffer.bytes.withUnsafeBufferPointer { bytes in
      var quoted = isQuoted
      var last = boundary
      for index in min(scanned, bytes.count)..<bytes.count {
        let byte = bytes[index]
        if byte == UInt8(ascii: "\"") { quoted.toggle() }
        if byte == UInt8(ascii: "\n") && !quoted { last = index + 1 }
      }
      isQuoted = quoted
      boundary = last
      scanned = bytes.count
    }
  }

  private func giveUpLongRecord() -> Chunk? {
    guard buffer.bytes.count > recordLimit else { return nil }
    let rejected = RejectedDocument(tooLarge: buffer.bytes)
    buffer.dropAll()
    (scanned, boundary, headerEnd, isQuoted) = (0, 0, 0, false)
    return Chunk(parts: [.rejected(rejected)])
  }
}
