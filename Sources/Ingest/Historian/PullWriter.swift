import Readings
import Store

/// The one writer: gathers the pages of all workers and commits them together with the records
/// that say how far each bucket has come.
///
/// A record changes in the same call that hands over the page it covers. So whenever a flush
/// happens, the resume keys in it cover exactly the readings in it.
actor PullWriter {
  private let sink: any PullSink
  private var records: [BucketRecord.ID: BucketRecord] = [:]
  private var changed: Set<BucketRecord.ID> = []
  /// What became of the documents so far, by bucket.
  private(set) var counts: [BucketRecord.ID: DocumentCounts] = [:]

  init(sink: any PullSink) { self.sink = sink }

  func knownBuckets(historian: String) throws -> [BucketRecord] {
    let known = try sink.buckets(historian: historian)
    for record in known where records[record.id] == nil { records[record.id] = record }
    return known.map { records[$0.id] ?? $0 }
  }

  /// The record of a bucket, made where there is none yet.
  func bucket(historian: String, name: String) throws -> BucketRecord {
    let found = try sink.bucket(historian: historian, name: name)
    if records[found.id] == nil { records[found.id] = found }
    return records[found.id] ?? found
  }

  func record(_ id: BucketRecord.ID) -> BucketRecord? { records[id] }

  /// The record of a bucket, where it is known already.
  func knownBucket(historian: String, name: String) -> BucketRecord? {
    records.values.first { $0.name == name && $0.historian == historian }
  }

  /// Takes a page and the change of the record that goes with it; flushes when it is time.
  func add(
    _ batch: DocumentBatch, from id: BucketRecord.ID,
    change: @Sendable (inout BucketRecord) -> Void
  ) throws {
    sink.add(batch, from: id)
    update(id, change)
    if sink.shouldFlush { try flush() }
  }

  /// Changes a record; written with the next flush.
  @discardableResult
  func update(
    _ id: BucketRecord.ID, _ change: @Sendable (inout BucketRecord) -> Void
  ) -> BucketRecord? {
    guard var record = records[id] else { return nil }
    change(&record)
    if record != records[id] {
      records[id] = record
      changed.insert(id)
    }
    return record
  }

  /// Prepares a bucket for being read from the start.
  ///
  /// What is gathered of it is written first: it belongs to the counts that end here.
  func restart(
    _ id: BucketRecord.ID, _ change: @Sendable (inout BucketRecord) -> Void
  ) throws -> BucketRecord? {
    try flush()
    try sink.resetCounts(bucket: id)
    return update(id, change)
  }

  /// Commits what was gathered, with every record that changed.
  func flush() throws { note(try sink.flush(buckets: takeChanged())) }

  /// Commits, and puts the store in its final order.
  func finish() throws { note(try sink.finish(buckets: takeChanged())) }

  private func takeChanged() -> [BucketRecord] {
    defer { changed.removeAll() }
    return changed.sorted().compactMap { records[$0] }
  }

  private func note(_ written: [BucketRecord.ID: DocumentCounts]) {
    for (id, counts) in written { self.counts[id, default: DocumentCounts()] += counts }
  }
}
