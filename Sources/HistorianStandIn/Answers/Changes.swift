/// One line of `_changes`: which document an update left in which state.
struct Change {
  var sequence: Int
  var row: Row
}

/// What `_changes` is asked for.
struct ChangesQuery {
  enum Feed: String { case normal, longpoll, continuous, eventsource }

  var feed = Feed.normal
  var since = 0
  var limit = Int.max
  var isDescending = false
  var includesDocuments = false
  var includesConflicts = false
  var showsAllLeaves = false
  var onlyIDs: Set<Bytes>?
  var timeoutMilliseconds = 60_000
  var heartbeatMilliseconds: Int?

  /// - Parameter last: The sequence that `since=now` means.
  init(_ call: Call, database: String, last: Int) throws {
    if let text = call.parameter("feed") {
      guard let feed = Feed(rawValue: text) else {
        throw Refusal.badRequest(
          "Supported `feed` types: normal, continuous, live, longpoll, eventsource")
      }
      self.feed = feed
    }
    let written = call.parameter("since", "last-event-id") ?? call.headers["last-event-id"]
    if let written { since = try Self.sequence(written, database, last) }
    // CouchDB 3.5 does not catch this one.
    limit = try Self.number(call.parameter("limit")) ?? .max
    timeoutMilliseconds = try Self.number(call.parameter("timeout")) ?? 60_000
    isDescending = call.parameter("descending") == "true"
    includesDocuments = call.parameter("include_docs") == "true"
    includesConflicts = call.parameter("conflicts") == "true"
    showsAllLeaves = call.parameter("style") == "all_docs"
    if let beat = call.parameter("heartbeat") {
      heartbeatMilliseconds = beat == "true" ? 60_000 : try Self.number(beat)
    }
    if call.parameter("filter") == "_doc_ids" { onlyIDs = try Self.documentIDs(call) }
  }

  private static func sequence(_ text: String, _ database: String, _ last: Int) throws -> Int {
    if text == "0" || text.isEmpty { return 0 }
    if text == "now" { return last }
    // A sequence may come as a JSON string.
    let bare = text.hasPrefix("\"") ? String(text.dropFirst().dropLast()) : text
    guard let sequence = SequenceToken.sequence(bare, database: database) else {
      throw Refusal.badRequest("Malformed sequence supplied in 'since' parameter.")
    }
    return sequence
  }

  private static func number(_ text: String?) throws -> Int? {
    guard let text else { return nil }
    guard let number = Int(text), number >= 0 else { throw InternalError(reason: "badarg") }
    return number
  }

  private static func documentIDs(_ call: Call) throws -> Set<Bytes> {
    let list =
      call.method == "POST"
      ? try call.jsonBody()["doc_ids"] : try call.jsonParameter(["doc_ids"])
    guard let elements = list?.elements else {
      throw Refusal.badRequest("`doc_ids` filter parameter is not a list.")
    }
    return Set(elements.compactMap(\.bytes))
  }
}

extension DatabaseContent {
  /// Updates that are still the last ones of their documents, in the query's order, at most as
  /// many as its limit.
  func changes(_ query: ChangesQuery) -> [Change] {
    var changes: [Change] = []
    if query.isDescending {
      collectWritten(updates.reversed(), query, into: &changes)
      collectSource((0..<base.documents.count).reversed(), query, into: &changes)
    } else {
      let count = base.documents.count
      collectSource(min(query.since, count)..<count, query, into: &changes)
      let first = updates.partitioningIndex { $0.sequence > query.since }
      collectWritten(updates[first...], query, into: &changes)
    }
    return changes
  }

  private func collectSource(
    _ indexes: some Sequence<Int>, _ query: ChangesQuery, into changes: inout [Change]
  ) {
    for index in indexes {
      guard changes.count < query.limit else { return }
      if base.replaced.contains(index) || hiddenIndexes.contains(index) { continue }
      if let wanted = query.onlyIDs {
        let id = base.documents.withID(of: index) { Bytes($0) }
        guard wanted.contains(id) else { continue }
      }
      changes.append(Change(sequence: index + 1, row: .source(index)))
    }
  }

  private func collectWritten(
    _ updates: some Sequence<(sequence: Int, id: Bytes)>, _ query: ChangesQuery,
    into changes: inout [Change]
  ) {
    for update in updates where query.onlyIDs?.contains(update.id) ?? true {
      guard changes.count < query.limit else { return }
      guard let record = record(update.id), record.sequence == update.sequence else { continue }
      changes.append(Change(sequence: update.sequence, row: .written(record)))
    }
  }

  /// Documents whose last update came after `since`, whatever the filter.
  func changedCount(after since: Int) -> Int {
    let first = updates.partitioningIndex { $0.sequence > since }
    let written = updates[first...].count { record($0.id)?.sequence == $0.sequence }
    guard since < base.documents.count else { return written }
    let gone = base.replaced.union(hiddenIndexes).count { $0 >= since }
    return base.documents.count - since - gone + written
  }
}
