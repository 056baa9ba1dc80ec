/// `/{db}/_all_docs` and `/{db}/_design_docs`.
struct AllDocuments {
  let name: String
  let content: DatabaseContent

  /// The answer to one query, in the parts in which it is sent.
  func answer(_ query: RowsQuery) -> Answer {
    var bytes = Bytes()
    append(query, to: &bytes)
    return .chunked([bytes, [0x0A]])
  }

  /// The answer to several queries of one request.
  func answer(_ queries: [RowsQuery]) -> Answer {
    var bytes = Bytes("{\"results\":[\r\n".utf8)
    for (index, query) in queries.enumerated() {
      if index > 0 { bytes += ",\r\n".utf8 }
      append(query, to: &bytes)
    }
    bytes += "\r\n]}".utf8
    return .chunked([bytes, [0x0A]])
  }

  private func append(_ query: RowsQuery, to bytes: inout Bytes) {
    let writer = RowWriter(
      content: content, includesDocuments: query.includesDocuments,
      includesConflicts: query.includesConflicts)
    if let keys = query.keys {
      appendHead(total: content.documentCount, offset: "null", query, to: &bytes)
      appendKeys(keys, query, writer, to: &bytes)
    } else {
      appendRange(query, writer, to: &bytes)
    }
    bytes += "\r\n]}".utf8
  }

  private func appendHead(total: Int, offset: String, _ query: RowsQuery, to bytes: inout Bytes) {
    bytes += "{\"total_rows\":\(total),\"offset\":\(offset)".utf8
    if query.includesSequence {
      bytes += ",\"update_seq\":\"".utf8
      bytes += SequenceToken.text(content.updateSequence, database: name)
      bytes.append(UInt8(ascii: "\""))
    }
    bytes += ",\"rows\":[\r\n".utf8
  }

  private func appendKeys(
    _ keys: [JSON], _ query: RowsQuery, _ writer: RowWriter, to bytes: inout Bytes
  ) {
    let ordered = query.isDescending ? keys.reversed() : keys
    for (index, key) in ordered.dropFirst(query.skip).prefix(query.limit).enumerated() {
      if index > 0 { bytes += ",\r\n".utf8 }
      writer.appendKey(key, to: &bytes)
    }
  }

  private func appendRange(_ query: RowsQuery, _ writer: RowWriter, to bytes: inout Bytes) {
    var cursor = RowCursor(content, from: query.start, isDescending: query.isDescending)
    let limit = query.limit
    var skipped = 0
    // Skipped rows count as passed: the offset is that of the first row shown.
    while limit > 0, skipped < query.skip, cursor.next() != nil { skipped += 1 }
    appendHead(
      total: content.documentCount, offset: String(cursor.offset), query, to: &bytes)
    bytes.reserveCapacity(
      bytes.count + min(limit, content.documentCount) * writer.typicalRowSize)
    var shown = 0
    while shown < limit, let row = cursor.next(), !isPastEnd(row, query) {
      if shown > 0 { bytes += ",\r\n".utf8 }
      writer.append(row, to: &bytes)
      shown += 1
    }
  }

  private func isPastEnd(_ row: Row, _ query: RowsQuery) -> Bool {
    guard let end = query.end else { return false }
    let order: Int
    switch row {
    case .source(let index):
      order = content.base.documents.withID(of: index) { id in
        end.withUnsafeBytes { SortedCollection.compare(id, $0) }
      }
    case .written(let record):
      order =
        record.id == end ? 0 : record.id.lexicographicallyPrecedes(end) ? -1 : 1
    }
    if order == 0 { return !query.includesEnd }
    return query.isDescending ? order < 0 : order > 0
  }

  /// The design documents: a small range of the same rows, with a count of its own.
  func designDocuments(_ query: RowsQuery) -> Answer {
    let first = Bytes("_design/".utf8)
    let last = Bytes("_design0".utf8)
    var range = query
    (range.start, range.end, range.includesEnd) = (first, last, false)
    if range.isDescending { swap(&range.start, &range.end) }
    let writer = RowWriter(
      content: content, includesDocuments: query.includesDocuments,
      includesConflicts: query.includesConflicts)
    var cursor = RowCursor(content, from: range.start, isDescending: range.isDescending)
    var rows: [Row] = []
    while let row = cursor.next(), !isPastEnd(row, range) { rows.append(row) }
    var bytes = Bytes()
    appendHead(total: rows.count, offset: String(rows.count), query, to: &bytes)
    for (index, row) in rows.dropFirst(query.skip).prefix(query.limit).enumerated() {
      if index > 0 { bytes += ",\r\n".utf8 }
      writer.append(row, to: &bytes)
    }
    bytes += "\r\n]}".utf8
    return .chunked([bytes, [0x0A]])
  }
}
