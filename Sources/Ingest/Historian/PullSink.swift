import Readings
import Store

/// Where a pull puts what it reads. One caller at a time.
public protocol PullSink: Sendable {
  /// The record of a bucket, made where there is none yet.
  func bucket(historian: String, name: String) throws -> BucketRecord
  /// All records of a historian.
  func buckets(historian: String) throws -> [BucketRecord]
  /// Sets a bucket's counts to zero, before it is read again from the start.
  func resetCounts(bucket: BucketRecord.ID) throws
  /// Gathers the documents of one page.
  func add(_ batch: DocumentBatch, from bucket: BucketRecord.ID)
  /// Whether enough is gathered for a flush.
  var shouldFlush: Bool { get }
  /// Writes what is gathered and the records that cover it in one transaction.
  func flush(buckets: [BucketRecord]) throws -> [BucketRecord.ID: DocumentCounts]
  /// Flushes and puts the store in its final order.
  func finish(buckets: [BucketRecord]) throws -> [BucketRecord.ID: DocumentCounts]
}

/// The local store as a sink.
///
/// The intake is for one caller at a time; ``PullWriter`` is the only one.
public final class StoreSink: PullSink, @unchecked Sendable {
  private let store: Store
  private let intake: Intake

  public init(store: Store, flushLimit: Int = Intake.standardFlushLimit) {
    self.store = store
    intake = Intake(store: store, flushLimit: flushLimit)
  }

  public func bucket(historian: String, name: String) throws -> BucketRecord {
    try store.bucket(historian: historian, name: name)
  }

  public func buckets(historian: String) throws -> [BucketRecord] {
    try store.buckets(historian: historian)
  }

  public func resetCounts(bucket: BucketRecord.ID) throws { try store.resetCounts(bucket: bucket) }

  public func add(_ batch: DocumentBatch, from bucket: BucketRecord.ID) {
    intake.add(batch, from: bucket)
  }

  public var shouldFlush: Bool { intake.shouldFlush }

  public func flush(buckets: [BucketRecord]) throws -> [BucketRecord.ID: DocumentCounts] {
    try intake.flush(buckets: buckets)
  }

  public func finish(buckets: [BucketRecord]) throws -> [BucketRecord.ID: DocumentCounts] {
    try intake.finish(buckets: buckets)
  }
}
