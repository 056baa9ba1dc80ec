/// Writes the lines of `_changes` as text.
struct ChangesWriter {
  let name: String
  let content: DatabaseContent
  let query: ChangesQuery

  /// `{"seq":…,"id":…,"changes":[{"rev":…}],"deleted":true,"doc":…}`
  func append(_ change: Change, to bytes: inout Bytes) {
    bytes += "{\"seq\":".utf8
    appendSequence(change.sequence, to: &bytes)
    bytes += ",\"id\":".utf8
    switch change.row {
    case .source(let index): appendSource(index, to: &bytes)
    case .written(let record): append(record, to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private func appendSource(_ index: Int, to bytes: inout Bytes) {
    let documents = content.base.documents
    documents.withID(of: index) { JSON.appendString($0, to: &bytes) }
    bytes += ",\"changes\":[{\"rev\":\"".utf8
    documents.appendRevision(of: index, to: &bytes)
    bytes += "\"}]".utf8
    if query.includesDocuments {
      bytes += ",\"doc\":".utf8
      documents.appendDocument(index, to: &bytes)
    }
  }

  private func append(_ record: Record, to bytes: inout Bytes) {
    JSON.appendString(record.id, to: &bytes)
    let leaves = query.showsAllLeaves ? record.leaves : [record.winner]
    bytes += ",\"changes\":[".utf8
    bytes += leaves.map { Bytes("{\"rev\":\"".utf8) + $0.name + "\"}".utf8 }
      .joined(separator: [UInt8(ascii: ",")])
    bytes.append(UInt8(ascii: "]"))
    if record.isDeleted { bytes += ",\"deleted\":true".utf8 }
    if query.includesDocuments {
      bytes += ",\"doc\":".utf8
      let extra = query.includesConflicts ? record.conflictsMember : []
      record.append(record.winner, extra: extra, to: &bytes)
    }
  }

  func appendSequence(_ sequence: Int, to bytes: inout Bytes) {
    bytes.append(UInt8(ascii: "\""))
    bytes += SequenceToken.text(sequence, database: name)
    bytes.append(UInt8(ascii: "\""))
  }

  /// `"last_seq":…,"pending":…` for the place after the lines shown.
  func appendEnd(last: Int, pending: Int, to bytes: inout Bytes) {
    bytes += "\"last_seq\":".utf8
    appendSequence(last, to: &bytes)
    bytes += ",\"pending\":\(pending)}\n".utf8
  }
}
