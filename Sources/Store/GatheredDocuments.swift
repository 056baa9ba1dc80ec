import GRDB
import Parallel
import Readings

/// What an intake gathered, ready to be written in one transaction.
struct GatheredDocuments: Sendable {
  let readings: Gathering
  let beside: [BucketRecord.ID: Beside]
  /// Records that cover the documents.
  let buckets: [BucketRecord]

  /// What waits beside the readings.
  struct Beside: Sendable {
    var counts = DocumentCounts()
    var kinds: [String: Int] = [:]
    var rejected: [RejectedDocument] = []
  }

  /// - Returns: What became of the documents, by bucket.
  func write(to store: Store) throws -> [BucketRecord.ID: DocumentCounts] {
    let hours = readings.hours()
    return try store.write { database in
      let notTaken = try writeReadings(hours, to: database)
      var counts: [BucketRecord.ID: DocumentCounts] = [:]
      for (bucket, beside) in beside {
        let outcome = beside.counts.reclassified(notTaken[bucket])
        counts[bucket] = outcome
        try Store.add(outcome, toBucket: bucket, in: database)
        try Self.write(beside.kinds, bucket: bucket, to: database)
        try Self.write(beside.rejected, bucket: bucket, to: database)
      }
      for bucket in buckets { try Store.write(bucket, in: database) }
      return counts
    }
  }

  /// Hours that are prepared together, on all cores, before they are written.
  private static let hoursAtOnce = 32

  /// Writes the gathered readings that the store does not hold yet.
  ///
  /// - Returns: What was not taken, by the bucket that it came from.
  private func writeReadings(
    _ hours: GatheredHours, to database: Database
  ) throws -> [BucketRecord.ID: NotTaken] {
    let devices = try self.readings.devices.map { try Store.deviceID(of: $0, in: database) }
    let pruned = try Store.pruned(in: database)
    let writer = try SegmentWriter(database)
    let lookup = try StoredKeys(database)
    let readings = self.readings.readings
    var notTaken: [BucketRecord.ID: NotTaken] = [:]
    var wanted: [Int] = []
    for (hour, place) in hours.places.enumerated() {
      if let pruned = pruned[devices[Int(place.device)]], place.start < pruned.readingsBefore {
        for key in hours.keys[hours.ranges[hour]] {
          notTaken[self.readings.bucket(ofReading: Int(key.index)), default: NotTaken()].pruned += 1
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
          notTaken[self.readings.bucket(ofReading: index), default: NotTaken()].duplicates += 1
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
  fileprivate func reclassified(_ notTaken: GatheredDocuments.NotTaken?) -> DocumentCounts {
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
