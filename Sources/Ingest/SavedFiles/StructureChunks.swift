import CDocuments
import Readings

/// Cuts arrays of documents, answers, and documents over several lines where documents end.
///
/// Only brackets and strings are tracked, so an array of any size streams.
final class StructureChunks: ChunkReader {
  private var buffer: ChunkBuffer
  private let file: FileSource
  private let documentLimit: Int
  private let splitter: OpaquePointer
  private var isDone = false

  /// - Parameter documentLimit: Largest document that is decoded [bytes].
  init(_ source: any ByteSource, file: FileSource, documentLimit: Int) throws(SavedFileError) {
    guard let splitter = cd_splitter_create() else {
      throw .outOfMemory(path: file.path, bytes: ChunkBuffer.blockLength)
    }
    self.splitter = splitter
    self.file = file
    self.documentLimit = documentLimit
    buffer = ChunkBuffer(source)
  }

  deinit { cd_splitter_destroy(splitter) }

  func next() throws -> Chunk? {
    while !isDone {
      buffer.fill()
      var chunk = completeDocuments()
      if buffer.isAtEnd {
        isDone = true
        addRest(to: &chunk)
      } else if chunk.parts.isEmpty, buffer.bytes.count > documentLimit {
        chunk.parts = [.rejected(RejectedDocument(tooLarge: buffer.bytes))]
        buffer.dropAll()
        cd_splitter_discard(splitter)
      }
      if !chunk.parts.isEmpty { return chunk }
    }
    if let failure = buffer.failure { throw failure }
    if !cd_splitter_is_complete(splitter) {
      throw SavedFileError.truncatedJSON(path: file.path, bytes: file.position)
    }
    return nil
  }

  /// The segments that the bytes hold; what follows the last one stays in the buffer.
  private func completeDocuments() -> Chunk {
    var parts: [Chunk.Part] = []
    var start = 0
    let capacity = 64
    let segments = UnsafeMutablePointer<cd_segment>.allocate(capacity: capacity)
    defer { segments.deallocate() }
    buffer.bytes.withUnsafeBufferPointer { bytes in
      var count = capacity
      while count == capacity {
        var consumed = 0
        count = cd_splitter_next(
          splitter, bytes.baseAddress.map { $0 + start }, bytes.count - start, segments, capacity,
          &consumed)
        for segment in UnsafeBufferPointer(start: segments, count: count) {
          parts.append(
            .documents(
              (start + segment.start)..<(start + segment.end), Self.framing(segment.framing)))
        }
        start += consumed
      }
    }
    return Chunk(bytes: buffer.take(upTo: start), parts: parts)
  }

  /// The last document of an array that was cut off may still be complete, and what is no JSON at
  /// all is to be rejected.
  private func addRest(to chunk: inout Chunk) {
    var framing = CD_ELEMENTS
    guard cd_splitter_rest_is_document(splitter, &framing) else { return }
    guard buffer.failure == nil, !buffer.bytes.isEmpty else { return }
    let start = chunk.bytes.count
    chunk.bytes += buffer.bytes
    chunk.parts.append(.documents(start..<chunk.bytes.count, Self.framing(framing)))
  }

  private static func framing(_ framing: cd_framing) -> DocumentDecoder.Framing {
    framing == CD_ROWS ? .rows : .elements
  }
}
