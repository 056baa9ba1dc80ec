import Foundation

/// One database: a source, opened on first use, and what was written since.
final class Database: Sendable {
  let name: String
  let created: Date
  private let source: any DocumentSource
  private let content = Guarded<DatabaseContent?>(nil)

  init(name: String, source: any DocumentSource) {
    self.name = name
    self.source = source
    created = Date()
  }

  /// The content at this moment. Opens the source when it is the first call.
  func snapshot() throws -> DatabaseContent { try update { $0 } }

  /// Reads and changes the content; nobody else does meanwhile.
  @discardableResult
  func update<Result>(_ body: (inout DatabaseContent) throws -> Result) throws -> Result {
    try content.with { content in
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
