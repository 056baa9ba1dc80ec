import Foundation

/// What `GET /{db}` counts.
struct Counts: Sendable {
  var documents: Int
  var deleted: Int
  var updateSequence: Int
  var typicalSize: Int
}

/// One database: a source, opened on first use, and what was written since.
final class Database: Sendable {
  let name: String
  let created: Date
  private let source: any DocumentSource
  private let content = Guarded<DatabaseContent?>(nil)
  /// Of the released content; `nil` while the content may change.
  private let releasedCounts = Guarded<Counts?>(nil)

  init(name: String, source: any DocumentSource) {
    self.name = name
    self.source = source
    created = Date()
  }

  /// The content at this moment. Opens the source when it is the first call.
  func snapshot() throws -> DatabaseContent { try update { $0 } }

  /// Numbers of documents and updates, without opening a source that was opened and released.
  func counts() throws -> Counts {
    if let known = releasedCounts.with({ $0 }) { return known }
    return try snapshot().counts
  }

  /// Gives back the memory of a source from which nothing was changed; it is opened again when
  /// it is asked for again.
  func release() {
    content.with { content in
      guard let opened = content, opened.isUnchanged else { return }
      releasedCounts.with { $0 = opened.counts }
      content = nil
    }
  }

  /// Reads and changes the content; nobody else does meanwhile.
  @discardableResult
  func update<Result>(_ body: (inout DatabaseContent) throws -> Result) throws -> Result {
    try content.with { content in
      releasedCounts.with { $0 = nil }
      var opened: DatabaseContent
      if let content { opened = content } else { opened = try open() }
      // The only reference must be `opened`, or every change would copy the arrays.
      content = nil
      defer { content = opened }
      return try body(&opened)
    }
  }

  private func open() throws -> DatabaseContent {
    func sorted(_ documents: some DocumentCollection) -> SortedCollection {
      SortedCollection(documents)
    }
    return DatabaseContent(base: sorted(try source.open()))
  }

  /// Whether CouchDB lets a database bear the name.
  static func isLegal(_ name: String) -> Bool {
    name == "_users" || name == "_replicator"
      || name.wholeMatch(of: /[a-z][a-z0-9_$()+\/-]*/) != nil
  }
}
