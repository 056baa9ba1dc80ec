import GRDB
import Readings

/// What a merge brought into the store.
public struct MergeTally: Sendable, Equatable {
  public var newReadings = 0
  /// Readings that the store has already.
  public var knownReadings = 0
  /// Readings older than what is kept here.
  public var prunedReadings = 0
  public var newDevices = 0
  /// Records of what was pulled that were taken, because this store had none or knew less.
  public var takenBuckets = 0
  /// Days whose readings were pruned there, and whose openings are now here.
  public var decidedDays = 0
  /// Devices whose decided days were left, because this store has readings of that time.
  public var leftDevices: [String] = []

  public init(newReadings: Int = 0, knownReadings: Int = 0) {
    self.newReadings = newReadings
    self.knownReadings = knownReadings
  }
}

extension Store {
  /// Hours that one transaction brings in.
  private static let hoursAMergeStep = 48

  /// Takes everything from another store that this one does not hold.
  ///
  /// Readings first, an hour's at a time with their identities, then what was found in readings
  /// that were pruned there, at last what was pulled: a process killed at any moment leaves a store
  /// that holds nothing twice and claims nothing that it lacks, and merging again goes on.
  ///
  /// - Parameters:
  ///   - source: A whole store; see `MergeSource.problems`.
  ///   - run: The run with the default settings, for decided days.
  ///   - afterStep: Told after each transaction; may throw to end.
  public func merge(
    _ source: MergeSource, run: DetectorRunID, afterStep: (MergeTally) throws -> Void = { _ in }
  ) throws -> MergeTally {
    var tally = MergeTally()
    let devices = try mergeDevices(of: source, &tally)
    for (theirs, ours) in devices {
      let hours = try source.hours(of: theirs.id)
      for first in stride(from: 0, to: hours.count, by: Self.hoursAMergeStep) {
        let some = Array(hours[first..<min(first + Self.hoursAMergeStep, hours.count)])
        try mergeReadings(try source.segments(of: theirs.id, at: some), into: ours, &tally)
        try afterStep(tally)
      }
    }
    try compact()
    let pruned = try source.pruned()
    for (theirs, ours) in devices {
      guard let pruned = pruned[theirs.id] else { continue }
      let part = DecidedPart(theirs: theirs, ours: ours, pruned: pruned)
      try mergeDecidedDays(part, from: source, run: run, &tally)
    }
    // Where days were left behind, a bucket's readings may be neither here nor there: it is for
    // the next pull to read it.
    if tally.leftDevices.isEmpty { try mergeBuckets(of: source, &tally) }
    return tally
  }

  /// Names, zones and mappings that are given here stay.
  private func mergeDevices(
    of source: MergeSource, _ tally: inout MergeTally
  ) throws -> [(theirs: Device, ours: Device.ID)] {
    let before = try devices().count
    let mappings = try source.read { database in
      try Row.fetchAll(database, sql: "SELECT type, mapping FROM device_type_mapping")
    }
    let pairs = try source.devices().map { theirs in
      (theirs, try write { try Self.takeIn(theirs, in: $0) })
    }
    try write { database in
      for row in mappings {
        try database.execute(
          sql: "INSERT OR IGNORE INTO device_type_mapping (type, mapping) VALUES (?, ?)",
          arguments: [try row.value(0) as String, try row.value(1) as String])
      }
    }
    tally.newDevices = try devices().count - before
    return pairs
  }

  private static func takeIn(_ device: Device, in database: Database) throws -> Device.ID {
    let ours = try deviceID(of: device.key, in: database)
    try database.execute(
      sql: """
        UPDATE device SET time_zone = coalesce(time_zone, ?2), name = coalesce(name,
          CASE WHEN NOT EXISTS (SELECT 1 FROM device WHERE name = ?3 OR id = ?3) THEN ?3 END)
        WHERE device_id = ?1
        """, arguments: [ours, device.timeZone, device.name])
    return ours
  }

  private func mergeReadings(
    _ segments: [Segment], into device: Device.ID, _ tally: inout MergeTally
  ) throws {
    var step = tally
    try write { database in
      let keptFrom = try Self.pruned(in: database)[device]?.readingsBefore ?? .min
      let lookup = try StoredKeys(database)
      let writer = try SegmentWriter(database)
      for segment in segments {
        guard segment.start >= keptFrom else {
          step.prunedReadings += segment.readings.count
          continue
        }
        let stored = try lookup.keys(of: device, start: segment.start)
        let identities = segment.identities
        let kept = identities.indices.filter { !stored.contains(identities[$0]) }
        step.newReadings += kept.count
        step.knownReadings += segment.readings.count - kept.count
        guard !kept.isEmpty else { continue }
        try writer.append(
          EncodedSegment(
            Segment(
              device: device, start: segment.start, readings: segment.readings.selected(kept))))
      }
    }
    tally = step
  }
}

extension Segment {
  /// The identities of the readings, as `StoredHour` knows them.
  fileprivate var identities: [UInt64] {
    readings.measuredAt.indices.map {
      UInt64(readings.measuredAt[$0] - start) << 32 | UInt64(readings.documentHash[$0])
    }
  }
}
