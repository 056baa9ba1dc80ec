import Readings

/// One answer of `_all_docs?include_docs=true`.
public struct AllDocsPage: Sendable {
  public var batch: DocumentBatch
  /// Rows of every kind, also those of design documents, deleted documents and missing keys.
  /// The last page is the one with fewer rows than were asked for.
  public var rowCount: Int
  /// Rows with the id of the row before them: the same document twice.
  public var repeatedRowCount = 0
  /// Rows that came without their document although it was not deleted. The batch counts them
  /// among the deleted ones.
  public var missingDocumentCount = 0
  /// Ids of the first and the last row that has one; page on from `lastID + "\u{0}"`.
  public var firstID: String?
  public var lastID: String?
  public var totalRows: Int?
  /// Opaque: the text of a string, the JSON text of a number or an array. As it is, it can be
  /// given back as `since`.
  public var updateSequence: String?
  /// Keys that were asked for and are not there.
  public var notFoundKeys: [String]

  public init(
    batch: DocumentBatch, rowCount: Int, firstID: String? = nil, lastID: String? = nil,
    totalRows: Int? = nil, updateSequence: String? = nil, notFoundKeys: [String] = []
  ) {
    self.batch = batch
    self.rowCount = rowCount
    self.firstID = firstID
    self.lastID = lastID
    self.totalRows = totalRows
    self.updateSequence = updateSequence
    self.notFoundKeys = notFoundKeys
  }
}

/// One answer of `_changes?include_docs=true`.
public struct ChangesPage: Sendable {
  public var batch: DocumentBatch
  public var resultCount: Int
  /// Results that came without their document although it was not deleted.
  public var missingDocumentCount = 0
  /// Opaque, like `AllDocsPage.updateSequence`.
  public var lastSequence: String
  /// Changes that are still to come; absent in old versions of the historian.
  public var pending: Int?

  public init(
    batch: DocumentBatch, resultCount: Int, lastSequence: String, pending: Int? = nil
  ) {
    self.batch = batch
    self.resultCount = resultCount
    self.lastSequence = lastSequence
    self.pending = pending
  }
}
