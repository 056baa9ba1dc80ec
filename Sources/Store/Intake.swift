import Foundation
import Parallel
import Readings

/// Takes decoded documents and writes them to the store, a flush at a time.
///
/// A flush is one transaction: readings, rejected documents, counts and the bucket records that
/// cover them are in the store together or not at all. A process killed at any instant loses what
/// was not flushed, and nothing else.
///
/// To be used from one thread at a time. Memory is bounded by `flushLimit`, at most 80 bytes a
/// gathered reading.
///
/// An intake that writes aside does so on a thread of its own, while the next readings are gathered:
/// each of the two has half of the limit.
public final class Intake {
  /// Readings after which a flush is due, unless told otherwise.
  public static let standardFlushLimit = 1_000_000
  /// The same for saved files, which can be read again and mostly come in order: 12 MiB less than
  /// with 200,000, for a quarter more that is written, because more hours stand in two runs before
  /// they are compacted.
  public static let fileFlushLimit = 60_000
  /// Readings that a page or chunk brings at most, as a rule.
  private static let largestBatch = 1 << 14
  /// Time after which a flush is due [s].
  public static let flushIntervalSeconds = 30.0
  /// Bytes of rejected documents after which a flush is due.
  private static let rejectedByteLimit = 32 << 20
  /// Events that are no door readings whose repeats are told apart, a run of the program.
  private static let rememberedEventLimit = 4 << 20

  private let store: Store
  private let flushLimit: Int
  private let writesAside: Bool
  /// The flush that is being written.
  private var underWay: Aside<[BucketRecord.ID: DocumentCounts]>?
  private var gathering: Gathering
  private var pending: [BucketRecord.ID: GatheredDocuments.Beside] = [:]
  private var rejectedBytes = 0
  private var seenEvents: Set<UInt64> = []
  private var lastFlush = ContinuousClock.now

  /// - Parameters:
  ///   - flushLimit: Readings after which a flush is due.
  ///   - writesAside: Whether `flush` comes back before everything is written. Only for documents
  ///     that are read again from the start after an error.
  public init(
    store: Store, flushLimit: Int = Intake.standardFlushLimit, writesAside: Bool = false
  ) {
    precondition(store.access == .write, "an intake writes")
    self.store = store
    self.flushLimit = writesAside ? max(1, flushLimit / 2) : flushLimit
    self.writesAside = writesAside
    gathering = Gathering(
      room: min(self.flushLimit, Self.standardFlushLimit) + Self.largestBatch)
  }

  /// Readings gathered since the last flush.
  public var gatheredCount: Int { gathering.count }

  /// Whether so much, or so old, is gathered that it should be written.
  public var shouldFlush: Bool {
    gathering.count >= flushLimit || rejectedBytes >= Self.rejectedByteLimit
      || gathering.devices.count > Gathering.mostDevices
      || ContinuousClock.now - lastFlush >= .seconds(Self.flushIntervalSeconds)
  }

  /// Gathers the outcome of one page or chunk; writes nothing.
  public func add(_ batch: DocumentBatch, from bucket: BucketRecord.ID) {
    gathering.append(batch, bucket: bucket)
    var pending = self.pending[bucket, default: GatheredDocuments.Beside()]
    self.pending[bucket] = nil
    pending.counts.read += batch.documentCount
    pending.counts.design += batch.designDocumentCount
    pending.counts.deleted += batch.deletedCount
    pending.counts.rejected += batch.rejected.count
    pending.counts.new += batch.readings.count
    for event in batch.otherEvents {
      if isRepeat(event) {
        pending.counts.duplicate += 1
      } else {
        pending.counts.otherEvents += 1
        pending.kinds[event.kind, default: 0] += 1
      }
    }
    rejectedBytes += batch.rejected.reduce(0) { $0 + $1.body.utf8.count }
    pending.rejected.append(contentsOf: batch.rejected)
    self.pending[bucket] = pending
  }

  /// Writes everything gathered, together with bucket records, in one transaction.
  ///
  /// - Returns: What became of the documents whose writing has ended since the last call, by bucket.
  /// - Throws: Also what went wrong since the last call; those documents are lost.
  @discardableResult
  public func flush(buckets: [BucketRecord] = []) throws -> [BucketRecord.ID: DocumentCounts] {
    let written = try waitUntilWritten()
    let documents = GatheredDocuments(readings: gathering, beside: pending, buckets: buckets)
    if writesAside {
      let store = store
      underWay = Aside { try documents.write(to: store) }
      forgetGathered()
      return written
    }
    let counts = try documents.write(to: store)
    forgetGathered()
    return counts
  }

  /// Flushes, waits until all is written, and merges the runs of every hour that stands in several.
  @discardableResult
  public func finish(buckets: [BucketRecord] = []) throws -> [BucketRecord.ID: DocumentCounts] {
    var counts = try flush(buckets: buckets)
    for (bucket, more) in try waitUntilWritten() { counts[bucket, default: .init()] += more }
    try store.compact()
    return counts
  }

  private func waitUntilWritten() throws -> [BucketRecord.ID: DocumentCounts] {
    defer { underWay = nil }
    return try underWay?.value() ?? [:]
  }

  /// Forgets what was gathered and not flushed.
  public func discard() { forgetGathered() }

  private func forgetGathered() {
    gathering.removeAll()
    pending.removeAll()
    rejectedBytes = 0
    lastFlush = .now
  }

  private func isRepeat(_ event: OtherEvent) -> Bool {
    if seenEvents.count >= Self.rememberedEventLimit {
      return seenEvents.contains(event.contentHash)
    }
    return !seenEvents.insert(event.contentHash).inserted
  }
}
