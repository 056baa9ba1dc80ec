import Foundation

/// One revision of a document: its place in the history and what it said.
struct Revision: Sendable {
  /// Length of the history; the number before the dash.
  var start: Int
  /// Digests of this revision and of those before it, newest first, 32 hexadecimal digits each.
  var path: [Bytes]
  /// The members of the document but `_id` and `_rev`, as text without the braces.
  var members: Bytes
  var isDeleted: Bool
  var attachments: [Attachment] = []

  /// `_rev` as text.
  var name: Bytes { Self.name(start, path[0]) }

  static func name(_ start: Int, _ digest: Bytes) -> Bytes {
    Bytes(String(start).utf8) + [UInt8(ascii: "-")] + digest
  }

  /// Whether CouchDB shows this leaf rather than the other: a living one, then the longer
  /// history, then the greater digest.
  func wins(over other: Revision) -> Bool {
    if isDeleted != other.isDeleted { return !isDeleted }
    if start != other.start { return start > other.start }
    return other.path[0].lexicographicallyPrecedes(path[0])
  }

  /// The digest that CouchDB gives a new revision (`couch_db:new_revid`): the MD5 of the Erlang
  /// term `[Deleted, OldStart, OldRevision, Body, Attachments]`.
  static func digest(
    deleted: Bool, after parent: Revision?, body: [JSON.Member], attachments: [Attachment] = []
  ) -> Bytes {
    let old: ErlangTerm = parent.map { .binary(bytes(ofHex: $0.path[0])) } ?? .json(.integer(0))
    let term = ErlangTerm.list([
      .atom(deleted ? "true" : "false"), .json(.integer(parent?.start ?? 0)), old,
      .json(.object(body)),
      .list(attachments.map { .tuple([.binary($0.name), .binary($0.type), .binary($0.digest)]) }),
    ])
    return hex(MD5.digest(of: term.encoded))
  }

  static func hex(_ bytes: some Sequence<UInt8>) -> Bytes {
    let digits = Bytes("0123456789abcdef".utf8)
    return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }

  private static func bytes(ofHex text: Bytes) -> Bytes {
    let digits = text.map { UInt8(Character(Unicode.Scalar($0)).hexDigitValue ?? 0) }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  /// Splits `_rev` text into number and digest; `nil` when it is none.
  static func parse(_ text: Bytes) -> (start: Int, digest: Bytes)? {
    guard let dash = text.firstIndex(of: UInt8(ascii: "-")), text.count == dash + 33,
      let start = Int(String(decoding: text[..<dash], as: UTF8.self)), start > 0
    else { return nil }
    return (start, Bytes(text[(dash + 1)...]))
  }
}

/// A file kept with a document.
struct Attachment: Sendable {
  var name: Bytes
  var type: Bytes
  var content: Bytes
  /// Number of the revision that brought it.
  var revisionNumber: Int

  /// The MD5 of the content as CouchDB keeps it, which is compressed when the type promises
  /// that this is worth while (`attachments/compressible_types`, level 8).
  var digest: Bytes {
    let compressible = ["text/", "application/javascript", "application/json", "application/xml"]
    let isText = compressible.contains { type.starts(with: $0.utf8) }
    return MD5.digest(of: isText ? Gzip.compressed(content, level: 8) ?? content : content)
  }
  var digestText: String { Data(digest).base64EncodedString() }

  /// How documents mention it when the content is not asked for.
  var stub: JSON.Member {
    JSON.Member(
      name: name,
      value: .members([
        "content_type": .string(type), "revpos": .integer(revisionNumber),
        "digest": .text("md5-" + digestText), "length": .integer(content.count),
        "stub": .bool(true),
      ]))
  }
}
