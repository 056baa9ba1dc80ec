/// Where the documents come from that a database holds from the start.
///
/// A source is opened when its database is first asked for something, and no earlier: a folder
/// of a year's buckets costs nothing until they are read.
public protocol DocumentSource: Sendable {
  func open() throws -> any DocumentCollection
}

/// The documents of one database, in the order in which they were written.
///
/// The collection never changes. What is written through HTTP lies over it.
public protocol DocumentCollection: Sendable {
  var count: Int { get }

  /// Gives the identifier of a document as raw UTF-8. Called O(log *n*) times a page and
  /// O(*n* log *n*) times when the database is opened, from several threads.
  func withID<Result>(of index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result

  /// Appends `_rev`.
  func appendRevision(of index: Int, to bytes: inout Bytes)

  /// Appends the whole document as JSON text without line breaks, `_id` and `_rev` included.
  func appendDocument(_ index: Int, to bytes: inout Bytes)

  /// Guess of a document's size as text [bytes], for reserving room.
  var typicalDocumentSize: Int { get }
}

/// A collection of nothing: a database that is filled by writing.
public struct NoDocuments: DocumentSource, DocumentCollection {
  public init() {}
  public func open() -> any DocumentCollection { self }
  public var count: Int { 0 }
  public func withID<Result>(of index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    preconditionFailure("there is no document \(index)")
  }
  public func appendRevision(of index: Int, to bytes: inout Bytes) {}
  public func appendDocument(_ index: Int, to bytes: inout Bytes) {}
  public var typicalDocumentSize: Int { 0 }
}
