import GRDB
import Readings

/// What pruning takes out of one device, or would.
public struct Prunable: Sendable, Equatable {
  public var readingCount = 0
  /// Size of the blobs [bytes].
  public var byteCount: Int64 = 0

  public init(readingCount: Int = 0, byteCount: Int64 = 0) {
    self.readingCount = readingCount
    self.byteCount = byteCount
  }
}

extension Store {
  /// Hours of a device that one transaction takes out: about 100 MB of blobs.
  private static let hoursATransaction = 240

  /// The readings of a device before an instant.
  public func prunable(of device: Device.ID, before instant: Int64) throws -> Prunable {
    try read { database in
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT coalesce(sum(count), 0),
            coalesce(sum(length(time_offset_ms) + length(document_hash) + length(acceleration_x)
              + length(acceleration_y) + length(acceleration_z) + coalesce(length(proximity), 0)
              + coalesce(length(light), 0) + coalesce(length(rotation), 0)
              + coalesce(length(gravity), 0) + coalesce(length(orientation), 0)), 0)
          FROM segment WHERE device_id = ? AND start_ms < ?
          """, arguments: [device, instant])
      return Prunable(
        readingCount: try row?.count(0) ?? 0, byteCount: Int64(try row?.count(1) ?? 0))
    }
  }

  /// Decides the days of a device before an instant, and takes out the readings before another.
  ///
  /// The decision is written first, so that a process killed at any moment leaves a store in which
  /// no day is detected from a part of its readings; the next call goes on. Neither instant ever
  /// moves back.
  ///
  /// - Parameters:
  ///   - decidedBefore: Start of a UTC day [ms UTC]. The days before it are detected already.
  ///   - readingsBefore: Start of a UTC hour [ms UTC], at most `decidedBefore`.
  ///   - afterStep: Told the readings taken out so far, after each transaction; may throw to end.
  /// - Returns: How many readings were taken out.
  @discardableResult
  public func prune(
    device: Device.ID, decidedBefore: Int64, readingsBefore: Int64,
    afterStep: (Int) throws -> Void = { _ in }
  ) throws -> Int {
    precondition(readingsBefore <= decidedBefore && decidedBefore % Self.day == 0)
    try write { database in
      try database.execute(
        sql: """
          INSERT INTO pruned (device_id, decided_before_ms, readings_before_ms, pruned_at_ms)
          VALUES (?1, ?2, ?3, ?4)
          ON CONFLICT (device_id) DO UPDATE SET pruned_at_ms = ?4,
            decided_before_ms = max(decided_before_ms, ?2),
            readings_before_ms = max(readings_before_ms, ?3)
          """, arguments: [device, decidedBefore, readingsBefore, Self.now()])
    }
    var total = 0
    while true {
      let count = try write { try Self.takeOut(device: device, in: $0) }
      if count == 0 { return total }
      total += count
      try afterStep(total)
    }
  }

  /// Takes out the oldest hours that are to go.
  ///
  /// - Returns: How many readings went; 0 when none is left to go.
  private static func takeOut(device: Device.ID, in database: Database) throws -> Int {
    let hours = """
      SELECT segment_id FROM segment INDEXED BY segment_by_time
      WHERE device_id = ?1
        AND start_ms < (SELECT readings_before_ms FROM pruned WHERE device_id = ?1)
      ORDER BY start_ms LIMIT \(hoursATransaction)
      """
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT count(*), sum(count), min(first_ms), max(last_ms) FROM segment
        WHERE segment_id IN (\(hours))
        """, arguments: [device])
    guard let row, try row.count(0) > 0 else { return 0 }
    let count = try row.count(1)
    try database.execute(
      sql: """
        UPDATE pruned SET reading_count = reading_count + ?2,
          first_ms = min(coalesce(first_ms, ?3), ?3), last_ms = max(coalesce(last_ms, ?4), ?4)
        WHERE device_id = ?1
        """, arguments: [device, count, try row.instant(2), try row.instant(3)])
    try database.execute(
      sql: "DELETE FROM segment WHERE segment_id IN (\(hours))", arguments: [device])
    return count
  }

  /// Removes everything derived in other ways than these: after pruning it could not be brought up
  /// to date any more.
  public func keepOnly(runs: [DetectorRunID]) throws {
    let list = runs.map(String.init).joined(separator: ", ")
    try write { database in
      try database.execute(
        sql: "DELETE FROM detector_run WHERE detector_run_id NOT IN (\(list))")
    }
  }
}
