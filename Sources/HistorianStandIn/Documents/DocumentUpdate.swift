import Foundation

/// A document on its way into a database.
struct DocumentUpdate {
  var id: Bytes
  /// `_rev` of the revision that this one follows, when the writer names one.
  var parent: Bytes?
  var body: [JSON.Member]
  var isDeleted = false
  var attachments: [Attachment] = []
  /// `_revisions`, for replication: number and digests, newest first.
  var history: (start: Int, path: [Bytes])?

  /// Takes the underscore members out of a document.
  ///
  /// - Parameter id: The identifier from the path; `nil` to take `_id`, or to make one.
  /// - Throws: `Refusal` for identifiers and members that CouchDB does not accept.
  init(_ document: JSON, id: Bytes? = nil) throws {
    guard case .object(let members) = document else {
      throw Refusal.badRequest("Document must be a JSON object")
    }
    self.id = id ?? document["_id"]?.bytes ?? Bytes(ServerAnswers.identifier().utf8)
    body = members.filter { $0.name.first != UInt8(ascii: "_") }
    try Self.check(self.id)
    for member in members where member.name.first == UInt8(ascii: "_") { try take(member) }
  }

  static func check(_ id: Bytes) throws {
    guard !id.isEmpty else {
      throw Refusal(status: 400, error: "illegal_docid", reason: "Document id must not be empty")
    }
    guard id.first == UInt8(ascii: "_") else { return }
    let reserved = ["_design/", "_local/"].contains {
      id.starts(with: $0.utf8) && id.count > $0.utf8.count
    }
    guard reserved else { throw Refusal.illegalID }
  }

  private mutating func take(_ member: JSON.Member) throws {
    let name = String(decoding: member.name, as: UTF8.self)
    switch (name, member.value) {
    case ("_id", _), ("_revs_info", _), ("_conflicts", _), ("_local_seq", _): break
    case ("_rev", .string(let revision)): parent = try Self.checked(revision)
    case ("_deleted", .bool(let flag)): isDeleted = flag
    case ("_attachments", .object(let members)):
      attachments = try members.map { try Self.attachment($0) }
    case ("_revisions", let value):
      guard case .integer(let start)? = value["start"], let ids = value["ids"]?.elements else {
        throw Refusal.badRequest("Invalid _revisions")
      }
      history = (start, ids.compactMap(\.bytes))
    default:
      throw Refusal(
        status: 400, error: "doc_validation", reason: "Bad special document member: \(name)")
    }
  }

  static func checked(_ revision: Bytes) throws -> Bytes {
    guard Revision.parse(revision) != nil else {
      throw Refusal.badRequest("Invalid rev format")
    }
    return revision
  }

  private static func attachment(_ member: JSON.Member) throws -> Attachment {
    let content = (member.value["data"]?.stringValue).flatMap { Data(base64Encoded: $0) }
    guard let content else { throw Refusal.badRequest("Invalid attachment data") }
    let type = member.value["content_type"]?.bytes ?? Bytes("application/octet-stream".utf8)
    return Attachment(name: member.name, type: type, content: Bytes(content), revisionNumber: 1)
  }

  /// The record after this update, and the new revision's name.
  ///
  /// - Parameter old: The document as it is, if there is one.
  /// - Throws: `Refusal.conflict` when the writer did not know the leaf that is there.
  func applied(to old: Record?) throws -> (record: Record, revision: Bytes) {
    let parent = try followed(old)
    let members = Bytes(JSON.object(body).text.dropFirst().dropLast())
    let digest = Revision.digest(
      deleted: isDeleted, after: parent, body: body, attachments: attachments)
    let start = (parent?.start ?? 0) + 1
    let revision = Revision(
      start: start, path: [digest] + (parent?.path ?? []), members: members,
      isDeleted: isDeleted,
      attachments: attachments.map { attachment in
        var attachment = attachment
        attachment.revisionNumber = start
        return attachment
      })
    return (Self.record(id, old, adding: revision, after: parent?.name), revision.name)
  }

  private func followed(_ old: Record?) throws -> Revision? {
    guard let old else {
      if parent != nil { throw Refusal.conflict }
      return nil
    }
    guard let parent else {
      guard old.isDeleted else { throw Refusal.conflict }
      return old.winner
    }
    guard let leaf = old.leaves.first(where: { $0.name == parent }) else { throw Refusal.conflict }
    return leaf
  }

  /// The record with this revision taken over as it is (`new_edits=false`).
  func replicated(onto old: Record?) throws -> Record {
    guard let parent, let (start, digest) = Revision.parse(parent) else {
      throw Refusal.badRequest("Invalid rev format")
    }
    let members = Bytes(JSON.object(body).text.dropFirst().dropLast())
    let revision = Revision(
      start: start, path: history?.path ?? [digest], members: members, isDeleted: isDeleted,
      attachments: attachments)
    let before = revision.path.count > 1 ? Revision.name(start - 1, revision.path[1]) : nil
    return Self.record(id, old, adding: revision, after: before)
  }

  private static func record(
    _ id: Bytes, _ old: Record?, adding revision: Revision, after parent: Bytes?
  ) -> Record {
    guard var record = old else { return Record(id: id, sequence: 0, leaf: revision) }
    record.add(revision, after: parent)
    return record
  }
}
