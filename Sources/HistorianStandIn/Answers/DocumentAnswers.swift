import Foundation

/// Answers about one document.
struct DocumentAnswers {
  private let router: Router
  private let database: Database
  private var call: Call { router.call }

  init(_ router: Router, _ database: Database) {
    self.router = router
    self.database = database
  }

  /// - Parameter path: The path's parts after the database.
  func answer(_ path: [String]) throws -> Answer {
    let isNested = ["_design", "_local"].contains(path[0]) && path.count > 1
    let id = Bytes(path.prefix(isNested ? 2 : 1).joined(separator: "/").utf8)
    let rest = path.dropFirst(isNested ? 2 : 1)
    if isNested, rest.first == "_view" { throw missingView(id) }
    if let name = rest.first { return try attachment(Bytes(name.utf8), of: id) }
    switch call.method {
    case "GET", "HEAD": return try read(id)
    case "PUT": return try write(try DocumentUpdate(try call.jsonBody(), id: id))
    case "DELETE": return try write(try DocumentUpdate(.members(["_deleted": .bool(true)]), id: id))
    default: throw Refusal.methodNotAllowed("DELETE,GET,HEAD,POST,PUT,COPY")
    }
  }

  /// Views are JavaScript, which does not run here: no view is known.
  private func missingView(_ design: Bytes) -> Refusal {
    let content = try? database.snapshot()
    return .notFound(content?.row(design) == nil ? "missing" : "missing_named_view")
  }

  /// What a successful write says of each document.
  static func written(_ id: Bytes, _ revision: Bytes) -> JSON {
    .members(["ok": .bool(true), "id": .string(id), "rev": .string(revision)])
  }

  // MARK: Writing

  private func write(_ update: DocumentUpdate) throws -> Answer {
    if update.id.starts(with: "_design/".utf8), !router.caller.isAdmin {
      throw Refusal.unauthorized("You are not a db or server admin.")
    }
    var update = update
    if let revision = call.parameter("rev") ?? call.headers["if-match"]?.unquoted {
      update.parent = try DocumentUpdate.checked(Bytes(revision.utf8))
    }
    if call.method == "DELETE", try database.snapshot().row(update.id) == nil {
      throw Refusal.notFound("missing")
    }
    let revision = try database.write(update)
    let tag = "\"\(String(decoding: revision, as: UTF8.self))\""
    var headers = [("ETag", tag)]
    if call.method == "PUT" { headers.append(router.location(call.path)) }
    return .json(
      Self.written(update.id, revision), status: call.method == "PUT" ? 201 : 200,
      headers: headers)
  }

  // MARK: Reading

  private func read(_ id: Bytes) throws -> Answer {
    let content = try database.snapshot()
    guard let row = content.row(id) else { throw Refusal.notFound("missing") }
    switch row {
    case .source(let index): return read(source: index, content)
    case .written(let record): return try read(record)
    }
  }

  private func read(source index: Int, _ content: DatabaseContent) -> Answer {
    var (document, revision) = (Bytes(), Bytes())
    content.base.documents.appendDocument(index, to: &document)
    content.base.documents.appendRevision(of: index, to: &revision)
    return tagged(document, revision)
  }

  private func read(_ record: Record) throws -> Answer {
    let revision = try wantedRevision(of: record)
    let extra = try extraMembers(record, revision)
    var document = Bytes()
    record.append(revision, extra: extra.members, to: &document)
    return extra.isAsked ? .text(document) : tagged(document, revision.name)
  }

  private func wantedRevision(of record: Record) throws -> Revision {
    guard let name = call.parameter("rev") else {
      guard !record.isDeleted else { throw Refusal.notFound("deleted") }
      return record.winner
    }
    guard let revision = record.revision(named: Bytes(name.utf8)) else {
      throw Refusal.notFound("missing")
    }
    return revision
  }

  private func extraMembers(_ record: Record, _ revision: Revision) throws
    -> (members: [JSON.Member], isAsked: Bool)
  {
    var members: [JSON.Member] = []
    let asksHistory = try call.flag("revs_info") ?? false
    let asksConflicts = try call.flag("conflicts") ?? false
    let asksSequence = try call.flag("local_seq") ?? false
    if asksHistory {
      let list = history(of: revision, record)
      members.append(.init(name: Bytes("_revs_info".utf8), value: list))
    }
    if asksConflicts { members += record.conflictsMember }
    if asksSequence {
      members.append(.init(name: Bytes("_local_seq".utf8), value: .integer(record.sequence)))
    }
    return (members, asksHistory || asksConflicts || asksSequence)
  }

  private func history(of revision: Revision, _ record: Record) -> JSON {
    .array(
      revision.path.enumerated().map { age, digest in
        let name = Revision.name(revision.start - age, digest)
        let isThere = record.revision(named: name) != nil
        return .members([
          "rev": .string(name), "status": .text(isThere ? "available" : "missing"),
        ])
      })
  }

  /// A document with its revision as `ETag`, or 304 when the client has that already.
  private func tagged(_ document: Bytes, _ revision: Bytes) -> Answer {
    let tag = "\"\(String(decoding: revision, as: UTF8.self))\""
    guard call.headers["if-none-match"] == tag else {
      return .text(document, headers: [("ETag", tag)])
    }
    var answer = Answer(status: 304, headers: [("ETag", tag)], body: .whole([]))
    answer.set("Cache-Control", nil)
    answer.set("Content-Type", nil)
    return answer
  }

  private func attachment(_ name: Bytes, of id: Bytes) throws -> Answer {
    try call.require("GET", "HEAD")
    guard let record = try database.snapshot().record(id) else {
      throw Refusal.notFound("missing")
    }
    guard let attachment = record.winner.attachments.first(where: { $0.name == name }) else {
      throw Refusal.notFound("Document is missing attachment")
    }
    return Answer(
      status: 200,
      headers: [
        ("Accept-Ranges", "none"), ("Content-Security-Policy", "sandbox"),
        ("Content-Type", String(decoding: attachment.type, as: UTF8.self)),
        ("ETag", "\"\(attachment.digestText)\""),
      ], body: .whole(attachment.content))
  }
}

extension String {
  /// The text without surrounding quotes.
  fileprivate var unquoted: String {
    hasPrefix("\"") && hasSuffix("\"") && count > 1 ? String(dropFirst().dropLast()) : self
  }
}
