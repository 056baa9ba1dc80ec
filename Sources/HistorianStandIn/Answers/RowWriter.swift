/// Writes the rows of `_all_docs` as text.
///
/// Pages are copied together from byte ranges; nothing of a source's document is decoded.
struct RowWriter {
  let content: DatabaseContent
  let includesDocuments: Bool
  let includesConflicts: Bool

  /// `{"id":…,"key":…,"value":{"rev":…},"doc":…}`
  func append(_ row: Row, to bytes: inout Bytes) {
    switch row {
    case .source(let index): appendSource(index, to: &bytes)
    case .written(let record): append(record, to: &bytes)
    }
  }

  private func appendSource(_ index: Int, to bytes: inout Bytes) {
    let documents = content.base.documents
    bytes += Self.idStart
    let start = bytes.count
    documents.withID(of: index) { JSON.appendString($0, to: &bytes) }
    let end = bytes.count
    bytes += Self.keyStart
    bytes.append(contentsOf: bytes[start..<end])
    bytes += Self.valueStart
    documents.appendRevision(of: index, to: &bytes)
    bytes += Self.valueEnd
    if includesDocuments {
      bytes += Self.documentStart
      documents.appendDocument(index, to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  /// A written document's row. Tombstones get one only when they are asked for by key.
  func append(_ record: Record, to bytes: inout Bytes) {
    bytes += Self.idStart
    JSON.appendString(record.id, to: &bytes)
    bytes += Self.keyStart
    JSON.appendString(record.id, to: &bytes)
    bytes += Self.valueStart
    bytes += record.winner.name
    bytes.append(UInt8(ascii: "\""))
    if record.isDeleted { bytes += ",\"deleted\":true".utf8 }
    bytes.append(UInt8(ascii: "}"))
    if includesDocuments {
      bytes += Self.documentStart
      if record.isDeleted {
        bytes += "null".utf8
      } else {
        let extra = includesConflicts ? record.conflictsMember : []
        record.append(record.winner, extra: extra, to: &bytes)
      }
    }
    bytes.append(UInt8(ascii: "}"))
  }

  /// The row of a key: of a document, of a tombstone, or of nothing.
  func appendKey(_ key: JSON, to bytes: inout Bytes) {
    if let id = key.bytes, let row = content.row(id) { return append(row, to: &bytes) }
    bytes += "{\"key\":".utf8
    key.append(to: &bytes)
    bytes += ",\"error\":\"not_found\"}".utf8
  }

  /// Bytes that a row takes, roughly, for reserving room.
  var typicalRowSize: Int {
    150 + (includesDocuments ? content.base.documents.typicalDocumentSize + 60 : 0)
  }

  private static let idStart = Bytes("{\"id\":".utf8)
  private static let keyStart = Bytes(",\"key\":".utf8)
  private static let valueStart = Bytes(",\"value\":{\"rev\":\"".utf8)
  private static let valueEnd = Bytes("\"}".utf8)
  private static let documentStart = Bytes(",\"doc\":".utf8)
}
