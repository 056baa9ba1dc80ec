import Readings

/// What became of one chunk.
struct DecodedChunk: Sendable {
  var batches: [DocumentBatch] = []
  /// Records of a CSV file.
  var rows = 0
  var bytesRead: Int64 = 0
  var layout: CSVLayout?
}

/// Decodes chunks. Belongs to one thread.
final class ChunkDecoder {
  private let documents: DocumentDecoder
  private var table: CSVDecoder?
  private let path: String

  init(mappings: FieldMappings, path: String) {
    documents = DocumentDecoder(mappings: mappings)
    self.path = path
  }

  func decode(_ chunk: Chunk) throws -> DecodedChunk {
    var decoded = DecodedChunk(bytesRead: chunk.bytesRead, layout: chunk.layout)
    if table == nil { table = chunk.layout.map(CSVDecoder.init) }
    try chunk.bytes.withUnsafeBytes { bytes in
      for part in chunk.parts { try decode(part, of: bytes, into: &decoded) }
    }
    return decoded
  }

  private func decode(
    _ part: Chunk.Part, of bytes: UnsafeRawBufferPointer, into decoded: inout DecodedChunk
  ) throws {
    var batch = DocumentBatch()
    switch part {
    case .documents(let range, let framing):
      batch = try documents(UnsafeRawBufferPointer(rebasing: bytes[range]), framing)
    case .records(let range):
      guard let table else { return }
      let records = table.records(bytes, range: range)
      batch = records.batch
      decoded.rows += records.rows
    case .rejected(let document):
      batch.rejected = [document]
      batch.documentCount = 1
    }
    if batch.documentCount > 0 { decoded.batches.append(batch) }
  }

  private func documents(
    _ bytes: UnsafeRawBufferPointer, _ framing: DocumentDecoder.Framing
  ) throws(SavedFileError) -> DocumentBatch {
    do {
      return try documents.documents(bytes, framing: framing)
    } catch {
      switch error {
      case .outOfMemory(let bytes): throw .outOfMemory(path: path, bytes: bytes)
      default: throw .unexpectedShape(path: path, what: "\(error)")
      }
    }
  }
}
