import Readings

/// Fetches and decodes pages: the part of a worker that is not shared, for the decoder is not.
struct PageReader {
  let client: HistorianClient
  let pageSize: PageSize
  let decoder: DocumentDecoder

  /// How often a page is fetched whose rows lack documents, before it is taken as it is.
  private static let mostFetchesForDocuments = 3

  /// A page of a scan with what it took to get it.
  struct ScanPage: Sendable {
    var content: AllDocsPage
    /// The rows asked for: a page with fewer is the last.
    var limit: Int
    /// Bytes over the network.
    var bytes: Int

    var isLast: Bool { content.rowCount < limit }
  }

  /// A page of changes.
  struct ChangesAnswer: Sendable {
    var content: ChangesPage
    var limit: Int
    var bytes: Int

    /// Whether there is nothing more to ask for now.
    var isLast: Bool {
      content.resultCount == 0 || (content.pending.map { $0 == 0 } ?? (content.resultCount < limit))
    }
  }

  /// One page of a scan; `nil` where the database does not exist.
  func scanPage(of name: String, from start: String?, through end: String?) async throws
    -> ScanPage?
  {
    var limit = pageSize.current
    var fetches = 0
    return try await client.page(
      of: name,
      {
        limit = pageSize.current
        return PageRequest(startKey: start, endKey: end, limit: limit)
      }, onFault: { note($0, limit) },
      read: { response in
        let content = try Self.decoded { try decoder.allDocsPage(response.body) }
        try Self.check(content, from: start)
        fetches += 1
        try Self.check(missing: content.missingDocumentCount, fetches)
        pageSize.note(rows: limit, seconds: response.seconds)
        return ScanPage(content: content, limit: limit, bytes: response.transferredBytes)
      })
  }

  /// One page of changes; `nil` where the database does not exist.
  func changes(of name: String, since sequence: String) async throws -> ChangesAnswer? {
    var limit = pageSize.current
    var fetches = 0
    return try await client.changes(
      of: name, since: sequence,
      limit: {
        limit = pageSize.current
        return limit
      }, onFault: { note($0, limit) },
      read: { response in
        let content = try Self.decoded { try decoder.changesPage(response.body) }
        fetches += 1
        try Self.check(missing: content.missingDocumentCount, fetches)
        pageSize.note(rows: limit, seconds: response.seconds)
        return ChangesAnswer(content: content, limit: limit, bytes: response.transferredBytes)
      })
  }

  private func note(_ fault: PassingFault, _ limit: Int) {
    if fault.suggestsSmallerPage { pageSize.noteFault(rows: limit) }
  }

  /// A page must lie behind the key it was asked for, or a scan would run in a circle.
  private static func check(_ page: AllDocsPage, from start: String?) throws {
    guard page.rowCount > 0 else { return }
    guard let last = page.lastID else { throw AnswerProblem.nonsense("rows without an id") }
    if let start, last.utf8.lexicographicallyPrecedes(start.utf8) {
      throw AnswerProblem.nonsense("a page from before its start key")
    }
  }

  /// A row without its document: it was deleted meanwhile, and then the next answer lacks the row
  /// too, or the server could not read it, and perhaps can a little later.
  private static func check(missing count: Int, _ fetches: Int) throws {
    if count > 0, fetches < mostFetchesForDocuments {
      throw AnswerProblem.lacking("\(count.grouped) rows came without their document")
    }
  }

  /// Translates what the decoder says of a page: anything wrong with it may pass.
  private static func decoded<Page>(_ decode: () throws -> Page) throws -> Page {
    do {
      return try decode()
    } catch let error as DocumentDecoder.DecodingError {
      switch error {
      case .incomplete(let bytes): throw AnswerProblem.incomplete("\(bytes) bytes")
      case .serverError(let error, let reason):
        throw AnswerProblem.incomplete("\(error): \(reason)")
      default: throw AnswerProblem.nonsense("\(error)")
      }
    }
  }
}
