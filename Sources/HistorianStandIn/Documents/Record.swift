/// A document that was written through HTTP or by a test: all leaves of its history.
struct Record: Sendable {
  let id: Bytes
  /// The update that wrote it last.
  var sequence: Int
  /// Leaves, the winner first.
  private(set) var leaves: [Revision]
  /// Earlier revisions whose content is still there: nothing is compacted.
  private(set) var ancestors: [Revision] = []

  init(id: Bytes, sequence: Int, leaf: Revision) {
    self.id = id
    self.sequence = sequence
    leaves = [leaf]
  }

  var winner: Revision { leaves[0] }
  var isDeleted: Bool { winner.isDeleted }
  var conflicts: [Revision] { leaves.dropFirst().filter { !$0.isDeleted } }

  /// Adds a revision after the leaf whose name is given, or as a leaf of its own.
  mutating func add(_ revision: Revision, after parent: Bytes?) {
    if let parent, let index = leaves.firstIndex(where: { $0.name == parent }) {
      ancestors.append(leaves.remove(at: index))
    }
    guard !leaves.contains(where: { $0.name == revision.name }) else { return }
    leaves.append(revision)
    leaves.sort { $0.wins(over: $1) }
  }

  func revision(named name: Bytes) -> Revision? {
    leaves.first { $0.name == name } ?? ancestors.first { $0.name == name }
  }

  /// Appends a revision as a document, with members such as `_conflicts` after its own.
  func append(_ revision: Revision, extra: [JSON.Member] = [], to bytes: inout Bytes) {
    bytes += "{\"_id\":".utf8
    JSON.appendString(id, to: &bytes)
    bytes += ",\"_rev\":\"".utf8
    bytes += revision.name
    bytes.append(UInt8(ascii: "\""))
    if !revision.members.isEmpty {
      bytes.append(UInt8(ascii: ","))
      bytes += revision.members
    }
    for member in endMembers(of: revision) + extra {
      bytes.append(UInt8(ascii: ","))
      member.append(to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private func endMembers(of revision: Revision) -> [JSON.Member] {
    var members: [JSON.Member] = []
    if revision.isDeleted {
      members.append(.init(name: Bytes("_deleted".utf8), value: .bool(true)))
    }
    if !revision.attachments.isEmpty {
      let stubs = JSON.object(revision.attachments.map(\.stub))
      members.append(.init(name: Bytes("_attachments".utf8), value: stubs))
    }
    return members
  }

  /// The `_conflicts` member, when there are any.
  var conflictsMember: [JSON.Member] {
    guard !conflicts.isEmpty else { return [] }
    let names = conflicts.map { JSON.string($0.name) }
    return [.init(name: Bytes("_conflicts".utf8), value: .array(names))]
  }
}
