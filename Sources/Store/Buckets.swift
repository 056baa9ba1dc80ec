import Foundation
import GRDB
import Readings

/// What is known of one historian database, or of one imported file.
public struct BucketRecord: Sendable, Equatable, Identifiable {
  public enum State: String, Sendable {
    /// Seen, never scanned.
    case new
    /// A scan has begun and not ended.
    case scanning
    /// Scanned to the end.
    case complete
    /// The historian no longer has it; what was pulled stays.
    case gone
  }

  public var id: Int64
  /// Base URL of the historian, without credentials; `file` for an imported file.
  public var historian: String
  /// Name of the database, or path of the file.
  public var name: String
  public var state = State.new
  /// The historian's sequence when the bucket was last complete.
  public var updateSequence: String?
  /// The historian's document count when the bucket was last complete.
  public var documentCount: Int?
  /// The sequence noted before the scan in progress.
  public var scanSequence: String?
  /// Where to follow the changes from.
  public var changesSequence: String?
  /// The id ranges of the scan in progress.
  public var ranges: [ScanRange] = []
  /// Rows that the scan in progress, or the last one, has seen.
  public var rowsSeen = 0
  /// When the record was last written [ms UTC].
  public var updatedAt: Int64 = 0
  /// Counts over all flushes so far.
  public var counts = DocumentCounts()

  public static let fileHistorian = "file"
}

/// One part of a scan: ids from `startKey` up to `endKey`, of which those before `resumeKey` are in
/// the store.
public struct ScanRange: Sendable, Equatable, Codable {
  public var startKey: String?
  public var endKey: String?
  /// Where to go on after an interruption; `nil` at the start.
  public var resumeKey: String?
  public var isDone: Bool
  public var rowsSeen: Int
  /// Rows of it that came without their document, however often they were asked for.
  public var missingDocuments: Int?

  public init(
    startKey: String? = nil, endKey: String? = nil, resumeKey: String? = nil,
    isDone: Bool = false, rowsSeen: Int = 0
  ) {
    self.startKey = startKey
    self.endKey = endKey
    self.resumeKey = resumeKey
    self.isDone = isDone
    self.rowsSeen = rowsSeen
  }
}

/// What became of documents. `read` is the sum of the others.
public struct DocumentCounts: Sendable, Equatable {
  public var read = 0
  public var new = 0
  public var duplicate = 0
  public var otherEvents = 0
  public var rejected = 0
  public var design = 0
  public var deleted = 0
  /// Readings older than what pruning keeps.
  public var pruned = 0

  public init() {}

  public static func += (left: inout DocumentCounts, right: DocumentCounts) {
    left.read += right.read
    left.new += right.new
    left.duplicate += right.duplicate
    left.otherEvents += right.otherEvents
    left.rejected += right.rejected
    left.design += right.design
    left.deleted += right.deleted
    left.pruned += right.pruned
  }
}

extension Store {
  /// The record of one historian database, made where there is none yet.
  public func bucket(historian: String, name: String) throws -> BucketRecord {
    try write { database in
      try database.execute(
        sql: """
          INSERT OR IGNORE INTO bucket (historian, name, state, updated_at_ms)
          VALUES (?, ?, 'new', ?)
          """, arguments: [historian, name, Self.now()])
      let row = try Row.fetchOne(
        database, sql: "SELECT * FROM bucket WHERE historian = ? AND name = ?",
        arguments: [historian, name])
      guard let row else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
      return try BucketRecord(row: row)
    }
  }

  /// All records of one historian, or of all, by name.
  public func buckets(historian: String? = nil) throws -> [BucketRecord] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT * FROM bucket WHERE ?1 IS NULL OR historian = ?1 ORDER BY historian, name",
        arguments: [historian]
      ).map(BucketRecord.init)
    }
  }

  /// Events that were no door readings, by kind, over all buckets; most frequent first.
  public func otherEventCounts() throws -> [(kind: String, count: Int)] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT kind, sum(count) AS count FROM other_event GROUP BY kind
          ORDER BY count DESC, kind
          """
      ).map { (try $0.value("kind"), try $0.count("count")) }
    }
  }

  /// Rejected documents by reason; most frequent first.
  public func rejectedCounts() throws -> [(reason: String, count: Int)] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT reason, count(*) AS count FROM rejected_document GROUP BY reason
          ORDER BY count DESC, reason
          """
      ).map { (try $0.value("reason"), try $0.count("count")) }
    }
  }

  /// Sets a bucket's counts to zero, before it is read again from the start.
  public func resetCounts(bucket: BucketRecord.ID) throws {
    try write { database in
      try database.execute(
        sql: """
          UPDATE bucket SET read_count = 0, new_count = 0, duplicate_count = 0, other_count = 0,
            rejected_count = 0, design_count = 0, deleted_count = 0, pruned_count = 0
          WHERE bucket_id = ?
          """, arguments: [bucket])
      try database.execute(
        sql: "DELETE FROM other_event WHERE bucket_id = ?", arguments: [bucket])
    }
  }

  static func now() -> Int64 { Int64((Date().timeIntervalSince1970 * 1000).rounded()) }

  static func write(_ bucket: BucketRecord, in database: Database) throws {
    let ranges = String(decoding: try JSONEncoder().encode(bucket.ranges), as: UTF8.self)
    try database.execute(
      sql: """
        UPDATE bucket SET state = ?, update_sequence = ?, document_count = ?, scan_sequence = ?,
          changes_sequence = ?, ranges = ?, rows_seen = ?, updated_at_ms = ? WHERE bucket_id = ?
        """,
      arguments: [
        bucket.state.rawValue, bucket.updateSequence, bucket.documentCount, bucket.scanSequence,
        bucket.changesSequence, ranges, bucket.rowsSeen, now(), bucket.id,
      ])
  }

  static func add(
    _ counts: DocumentCounts, toBucket bucket: BucketRecord.ID, in database: Database
  ) throws {
    try database.execute(
      sql: """
        UPDATE bucket SET read_count = read_count + ?, new_count = new_count + ?,
          duplicate_count = duplicate_count + ?, other_count = other_count + ?,
          rejected_count = rejected_count + ?, design_count = design_count + ?,
          deleted_count = deleted_count + ?, pruned_count = pruned_count + ?, updated_at_ms = ?
        WHERE bucket_id = ?
        """,
      arguments: [
        counts.read, counts.new, counts.duplicate, counts.otherEvents, counts.rejected,
        counts.design, counts.deleted, counts.pruned, now(), bucket,
      ])
  }
}

extension BucketRecord {
  fileprivate init(row: Row) throws {
    self.init(
      id: try row.value("bucket_id"), historian: try row.value("historian"),
      name: try row.value("name"))
    state = State(rawValue: try row.value("state")) ?? .new
    updateSequence = try row.value("update_sequence")
    documentCount = try row.value("document_count")
    scanSequence = try row.value("scan_sequence")
    changesSequence = try row.value("changes_sequence")
    let text: String = try row.value("ranges")
    ranges = try JSONDecoder().decode([ScanRange].self, from: Data(text.utf8))
    rowsSeen = try row.count("rows_seen")
    updatedAt = try row.instant("updated_at_ms")
    counts.read = try row.count("read_count")
    counts.new = try row.count("new_count")
    counts.duplicate = try row.count("duplicate_count")
    counts.otherEvents = try row.count("other_count")
    counts.rejected = try row.count("rejected_count")
    counts.design = try row.count("design_count")
    counts.deleted = try row.count("deleted_count")
    counts.pruned = try row.count("pruned_count")
  }
}
