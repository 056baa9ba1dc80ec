import Foundation
import GRDB
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
public final class Intake {
  /// Readings after which a flush is due, unless told otherwise.
  public static let standardFlushLimit = 1_000_000
  /// Time after which a flush is due [s].
  public static let flushIntervalSeconds = 30.0
  /// Bytes of rejected documents after which a flush is due.
  private static let rejectedByteLimit = 32 << 20
  /// Events that are no door readings whose repeats are told apart, a run of the program.
  private static let rememberedEventLimit = 4 << 20

  private let store: Store
  private let flushLimit: Int
  private var gathering = Gathering()
  private var pending: [BucketRecord.ID: PendingDocuments] = [:]
  private var rejectedBytes = 0
  private var seenEvents: Set<UInt64> = []
  private var lastFlush = ContinuousClock.now

  /// What waits beside the readings.
  private struct PendingDocuments {
    var counts = DocumentCounts()
    var kinds: [String: Int] = [:]
    var rejected: [RejectedDocument] = []
  }

  /// - Parameter flushLimit: Readings after which a flush is due.
  public init(store: Store, flushLimit: Int = Intake.standardFlushLimit) {
    precondition(store.access == .write, "an intake writes")
    self.store = store
    self.flushLimit = flushLimit
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
    var pending = self.pending[bucket, default: PendingDocuments()]
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
  /// - Returns: What became of the documents since the last flush, by bucket.
  @discardableResult
  public func flush(buckets: [BucketRecord] = []) throws -> [BucketRecord.ID: DocumentCounts] {
    let hours = gathering.hours()
    let notTaken = try store.write { database in
      let notTaken = try writeReadings(hours, to: database)
      for (bucket, pending) in pending {
        let counts = pending.counts.reclassified(notTaken[bucket])
        try Store.add(counts, toBucket: bucket, in: database)
        try Self.write(pending.kinds, bucket: bucket, to: database)
        try Self.write(pending.rejected, bucket: bucket, to: database)
      }
      for bucket in buckets { try Store.write(bucket, in: database) }
      return notTaken
    }
    let counts = Dictionary(
      uniqueKeysWithValues: pending.map {
        ($0.key, $0.value.counts.reclassified(notTaken[$0.key]))
      })
    gathering.removeAll()
    pending.removeAll()
    rejectedBytes = 0
    lastFlush = .now
    return counts
  }

  /// Flushes, then merges the runs of every hour that stands in several.
  @discardableResult
  public func finish(buckets: [BucketRecord] = []) throws -> [BucketRecord.ID: DocumentCounts] {
    let counts = try flush(buckets: buckets)
    try store.compact()
    return counts
  }

  /// Forgets what was gathered and not flushed.
  public func discard() {
    gathering.removeAll()
    pending.removeAll()
    rejectedBytes = 0
  }

  private func isRepeat(_ event: OtherEvent) -> Bool {
    if seenEvents.count >= Self.rememberedEventLimit {
      return seenEvents.contains(event.contentHash)
    }
    return !seenEvents.insert(event.contentHash).inserted
  }

  /// Hours that are prepared together, on all cores, before they are written.
  private static let hoursAtOnce = 32

  /// Writes the gathered readings that the store does not hold yet.
  ///
  /// - Returns: What was not taken, by the bucket that it came from.
  private func writeReadings(
    _ hours: GatheredHours, to database: Database
  ) throws -> [BucketRecord.ID: NotTaken] {
    let devices = try gathering.devices.map { try Store.deviceID(of: $0, in: database) }
    let pruned = try Store.pruned(in: database)
    let writer = try SegmentWriter(database)
    let lookup = try StoredKeys(database)
    let readings = gathering.readings
    var notTaken: [BucketRecord.ID: NotTaken] = [:]
    var wanted: [Int] = []
    for (hour, place) in hours.places.enumerated() {
      if let pruned = pruned[devices[Int(place.device)]], place.start < pruned.readingsBefore {
        for key in hours.keys[hours.ranges[hour]] {
          notTaken[gathering.bucket(ofReading: Int(key.index)), default: NotTaken()].pruned += 1
        }
      } else {
        wanted.append(hour)
      }
    }
    for first in stride(from: 0, to: wanted.count, by: Self.hoursAtOnce) {
      let some = Array(wanted[first..<min(first + Self.hoursAtOnce, wanted.count)])
      let stored = try some.map {
        try lookup.keys(
          of: devices[Int(hours.places[$0].device)], start: hours.places[$0].start)
      }
      let prepared = inParallel(some.count) {
        let place = hours.places[some[$0]]
        return PreparedHour(
          hours.sortedKeys(ofHour: some[$0]), of: readings, stored: stored[$0],
          device: devices[Int(place.device)], start: place.start)
      }
      for hour in prepared {
        for index in hour.repeats {
          notTaken[gathering.bucket(ofReading: index), default: NotTaken()].duplicates += 1
        }
        if let segment = hour.segment { try writer.append(segment) }
      }
    }
    return notTaken
  }

  /// Readings that were not written.
  fileprivate struct NotTaken {
    /// The store holds them already.
    var duplicates = 0
    /// They are older than what pruning keeps.
    var pruned = 0
  }

  private static func write(
    _ kinds: [String: Int], bucket: BucketRecord.ID, to database: Database
  ) throws {
    for (kind, count) in kinds {
      try database.execute(
        sql: """
          INSERT INTO other_event (bucket_id, kind, count) VALUES (?, ?, ?)
          ON CONFLICT (bucket_id, kind) DO UPDATE SET count = count + excluded.count
          """, arguments: [bucket, kind, count])
    }
  }

  private static func write(
    _ rejected: [RejectedDocument], bucket: BucketRecord.ID, to database: Database
  ) throws {
    let insert = try database.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO rejected_document (bucket_id, document_id, reason, body, body_hash)
        VALUES (?, ?, ?, ?, ?)
        """)
    for document in rejected {
      try insert.execute(
        arguments: [
          bucket, document.documentID, document.reason.rawValue, document.body,
          Int64(bitPattern: fnv1a64(document.body.utf8)),
        ])
    }
  }
}

extension DocumentCounts {
  /// The same with the readings that were not written no longer counted as new.
  fileprivate func reclassified(_ notTaken: Intake.NotTaken?) -> DocumentCounts {
    guard let notTaken else { return self }
    var counts = self
    counts.new -= notTaken.duplicates + notTaken.pruned
    counts.duplicate += notTaken.duplicates
    counts.pruned += notTaken.pruned
    return counts
  }
}

/// 64-bit FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/.
func fnv1a64(_ bytes: some Sequence<UInt8>) -> UInt64 {
  bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}
