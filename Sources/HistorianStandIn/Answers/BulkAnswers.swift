/// Writing and reading several documents in one request.
struct BulkAnswers {
  private let router: Router
  private let database: Database
  private var call: Call { router.call }

  init(_ router: Router, _ database: Database) {
    self.router = router
    self.database = database
  }

  /// `POST /{db}`: one document, with an identifier made for it when it has none.
  func addDocument() throws -> Answer {
    let update = try DocumentUpdate(try call.jsonBody())
    let revision = try database.write(update)
    let path = "/\(call.segments[0])/\(String(decoding: update.id, as: UTF8.self))"
    return .json(
      DocumentAnswers.written(update.id, revision), status: 201,
      headers: [router.location(path)])
  }

  /// `POST /{db}/_bulk_docs`
  func bulkWrite() throws -> Answer {
    try call.require("POST")
    let body = try call.jsonBody()
    guard let documents = body["docs"]?.elements else {
      throw Refusal.badRequest("POST body must include `docs` parameter.")
    }
    let updates = try documents.map { try DocumentUpdate($0) }
    if body["new_edits"] == .bool(false) {
      try database.replicate(updates)
      return .json(.array([]), status: 201)
    }
    let outcomes = try database.write(updates)
    let answers = zip(updates, outcomes).map { update, revision -> JSON in
      guard let revision else {
        return .members([
          "id": .string(update.id), "error": .text(Refusal.conflict.error),
          "reason": .text(Refusal.conflict.reason),
        ])
      }
      return DocumentAnswers.written(update.id, revision)
    }
    return .json(.array(answers), status: 201)
  }

  /// `POST /{db}/_bulk_get`
  func bulkRead() throws -> Answer {
    try call.require("POST")
    guard let wanted = try call.jsonBody()["docs"]?.elements else {
      throw Refusal.badRequest("Missing JSON list of 'docs'.")
    }
    let content = try database.snapshot()
    var bytes = Bytes("{\"results\":[".utf8)
    for (index, item) in wanted.enumerated() {
      guard let id = item["id"]?.bytes else { throw Refusal.badRequest("Missing document id") }
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes += "{\"id\":".utf8
      JSON.appendString(id, to: &bytes)
      bytes += ",\"docs\":[{".utf8
      append(id, content, to: &bytes)
      bytes += "}]}".utf8
    }
    bytes += "]}".utf8
    return .text(bytes)
  }

  private func append(_ id: Bytes, _ content: DatabaseContent, to bytes: inout Bytes) {
    guard let row = content.row(id) else {
      let error = JSON.members([
        "rev": .text("undefined"), "reason": .text("missing"), "id": .string(id),
        "error": .text("not_found"),
      ])
      bytes += "\"error\":".utf8
      return error.append(to: &bytes)
    }
    bytes += "\"ok\":".utf8
    switch row {
    case .source(let index): content.base.documents.appendDocument(index, to: &bytes)
    case .written(let record): record.append(record.winner, to: &bytes)
    }
  }
}

extension Database {
  /// Writes one document.
  ///
  /// - Returns: The new revision's name.
  func write(_ update: DocumentUpdate) throws -> Bytes {
    try self.update { content in
      let (record, revision) = try update.applied(to: content.recordForUpdate(update.id))
      content.store([record])
      return revision
    }
  }

  /// Writes documents, each for itself; `nil` stands for a conflict.
  func write(_ updates: [DocumentUpdate]) throws -> [Bytes?] {
    try self.update { content in
      var records: [Record] = []
      var seen: [Bytes: Record] = [:]
      var outcomes: [Bytes?] = []
      for update in updates {
        do {
          let old = seen[update.id] ?? content.recordForUpdate(update.id)
          let (record, revision) = try update.applied(to: old)
          records.append(record)
          seen[update.id] = record
          outcomes.append(revision)
        } catch let refusal as Refusal where refusal.status == 409 {
          outcomes.append(nil)
        }
      }
      content.store(records)
      return outcomes
    }
  }

  /// Takes revisions over as they are.
  func replicate(_ updates: [DocumentUpdate]) throws {
    try self.update { content in
      var seen: [Bytes: Record] = [:]
      for update in updates {
        let old = seen[update.id] ?? content.recordForUpdate(update.id)
        seen[update.id] = try update.replicated(onto: old)
      }
      content.store(updates.map(\.id).uniqued().compactMap { seen[$0] })
    }
  }
}

extension Sequence where Element: Hashable {
  /// The elements without repetitions, in order.
  func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
