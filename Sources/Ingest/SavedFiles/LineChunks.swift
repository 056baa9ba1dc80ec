import Readings

/// Cuts a file of lines at newlines. Nothing else is looked at.
final class LineChunks: ChunkReader {
  private var buffer: ChunkBuffer
  private let lineLimit: Int
  /// The beginning of a line that is too long was dropped, and the rest will be.
  private var isSkipping = false
  private var isDone = false

  /// - Parameter lineLimit: Longest line that is decoded [bytes].
  init(_ source: any ByteSource, lineLimit: Int) {
    buffer = ChunkBuffer(source)
    self.lineLimit = lineLimit
  }

  func next() throws -> Chunk? {
    while !isDone {
      buffer.fill()
      if buffer.isAtEnd { return try finish() }
      if let chunk = chunkOfCompleteLines() { return chunk }
    }
    if let failure = buffer.failure { throw failure }
    return nil
  }

  private func chunkOfCompleteLines() -> Chunk? {
    guard let newline = lastNewline(in: buffer.bytes) else { return giveUpLongLine() }
    let start = skippedPrefix()
    let bytes = buffer.take(upTo: newline + 1)
    return chunk(of: bytes, start..<(newline + 1))
  }

  /// Only the first line can have become too long while it was gathered.
  private func chunk(of bytes: [UInt8], _ range: Range<Int>) -> Chunk? {
    guard !range.isEmpty else { return nil }
    var chunk = Chunk(bytes: bytes)
    var start = range.lowerBound
    if range.count > lineLimit {
      let line = bytes[range].prefix { $0 != UInt8(ascii: "\n") }
      if line.count > lineLimit {
        chunk.parts.append(.rejected(RejectedDocument(tooLarge: line)))
        start = line.endIndex
      }
    }
    chunk.parts.append(.documents(start..<range.upperBound, .lines))
    return chunk
  }

  /// At the end, the last line may lack its newline; where reading failed, it is not complete.
  private func finish() throws -> Chunk? {
    isDone = true
    var end = buffer.bytes.count
    if buffer.failure != nil { end = lastNewline(in: buffer.bytes).map { $0 + 1 } ?? 0 }
    let start = skippedPrefix()
    if let chunk = chunk(of: buffer.bytes, min(start, end)..<end) { return chunk }
    if let failure = buffer.failure { throw failure }
    return nil
  }

  /// Length of the rest of a line that was given up.
  private func skippedPrefix() -> Int {
    guard isSkipping else { return 0 }
    guard let newline = buffer.bytes.firstIndex(of: UInt8(ascii: "\n")) else {
      return buffer.bytes.count
    }
    isSkipping = false
    return newline + 1
  }

  private func giveUpLongLine() -> Chunk? {
    if isSkipping {
      buffer.dropAll()
      return nil
    }
    guard buffer.bytes.count > lineLimit else { return nil }
    let rejected = RejectedDocument(tooLarge: buffer.bytes)
    buffer.dropAll()
    isSkipping = true
    return Chunk(parts: [.rejected(rejected)])
  }
}

/// Index of the last newline.
func lastNewline(in bytes: [UInt8]) -> Int? {
  bytes.withUnsafeBufferPointer { $0.lastIndex(of: UInt8(ascii: "\n")) }
}
