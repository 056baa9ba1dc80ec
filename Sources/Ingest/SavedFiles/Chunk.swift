import Readings

/// A piece of a saved file that can be decoded by itself.
struct Chunk: Sendable {
  /// What a stretch of the bytes holds.
  enum Part: Sendable {
    case documents(Range<Int>, DocumentDecoder.Framing)
    case records(Range<Int>)
    /// A document that was given up while it was read.
    case rejected(RejectedDocument)
  }

  var bytes: [UInt8] = []
  var parts: [Part] = []
  /// Bytes of the file read when the chunk was cut.
  var bytesRead: Int64 = 0
  /// The columns, of CSV files.
  var layout: CSVLayout?
}

/// Cuts a file into chunks.
protocol ChunkReader: AnyObject {
  /// The next chunk, or `nil` at the end.
  ///
  /// Errors come after the chunks with everything that was complete before them.
  func next() throws -> Chunk?
}

/// Bytes gathered for a chunk: what the chunk before left over, and what was read behind it.
struct ChunkBuffer {
  /// Bytes read at a time; more where one document is larger, so that it is not copied too often.
  static let blockLength = 1 << 19
  private static let longestBlockLength = 1 << 24

  private(set) var bytes: [UInt8] = []
  private let source: any ByteSource
  /// Set at the end of the file, and where reading failed.
  private(set) var isAtEnd = false
  private(set) var failure: (any Error)?

  init(_ source: any ByteSource) { self.source = source }

  /// Reads one more block; an error counts as the end, and is kept.
  mutating func fill() {
    let start = bytes.count
    let blockLength = min(max(Self.blockLength, start), Self.longestBlockLength)
    let source = source
    var total = 0
    var failure: (any Error)?
    let kept = bytes
    bytes = [UInt8](unsafeUninitializedCapacity: start + blockLength) { buffer, count in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      kept.withUnsafeBytes { raw.copyMemory(from: $0) }
      do {
        while total < blockLength {
          let read = try source.read(
            into: .init(rebasing: raw[(start + total)..<(start + blockLength)]))
          if read == 0 { break }
          total += read
        }
      } catch let error {
        failure = error
      }
      count = start + total
    }
    self.failure = failure
    isAtEnd = total < blockLength || failure != nil
  }

  /// Hands out the bytes, and goes on with those from `end`.
  mutating func take(upTo end: Int) -> [UInt8] {
    let taken = bytes
    bytes = Array(taken[end...])
    return taken
  }

  mutating func dropAll() { bytes = [] }
}

extension RejectedDocument {
  /// A document that is larger than what is held in memory.
  init(tooLarge bytes: some Collection<UInt8>) {
    self.init(
      documentID: nil, reason: .tooLarge,
      body: String(decoding: bytes.prefix(DocumentDecoder.rejectedBodyLimit), as: UTF8.self))
  }
}
