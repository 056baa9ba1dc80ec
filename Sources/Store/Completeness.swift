import GRDB
import GRDBSQLite
import Readings

/// Whether anything is left to detect, without a look at the readings.
extension Store {
  /// What changes whenever readings are added: the newest segment's number and the count of all
  /// readings.
  ///
  /// - Complexity: O(segments), within SQLite.
  public func segmentMark() throws -> String {
    try read { database in
      try String.fetchOne(
        database,
        sql: """
          SELECT (SELECT coalesce(max(segment_id), 0) FROM segment) || '/' || coalesce(sum(count), 0)
          FROM segment INDEXED BY segment_by_time
          """) ?? ""
    }
  }

  /// Whether everything that the store holds was detected in this way.
  ///
  /// A yes is certain; a no only says that each day has to be looked at.
  public func isComplete(run: DetectorRunID) throws -> Bool {
    let known = try read { database in
      try String.fetchOne(
        database, sql: "SELECT complete_with FROM detector_run WHERE detector_run_id = ?",
        arguments: [run])
    }
    return try known == segmentMark()
  }

  /// Remembers that everything that the store holds was detected in this way.
  public func markComplete(run: DetectorRunID) throws {
    let mark = try segmentMark()
    try write { database in
      try database.execute(
        sql: "UPDATE detector_run SET complete_with = ? WHERE detector_run_id = ?",
        arguments: [mark, run])
    }
  }

  /// How many readings each detected day of a device was detected with, by its start, in time order;
  /// `nil` where a day does not begin with the state that the one before it leaves.
  public func detectedCounts(
    run: DetectorRunID, device: Device.ID
  ) throws -> [(start: Int64, count: Int)]? {
    try read { database in
      var counts: [(start: Int64, count: Int)] = []
      var isSeamless = true
      try database.forEachRow(
        of: """
          SELECT start_ms, reading_count, state_before IS lag(state_after) OVER (ORDER BY start_ms)
          FROM detected_day WHERE detector_run_id = ? AND device_id = ? ORDER BY start_ms
          """, [run, device]
      ) { row in
        if !counts.isEmpty, sqlite3_column_int64(row, 2) == 0 { isSeamless = false }
        counts.append(
          (
            try Damage.checked(instant: sqlite3_column_int64(row, 0)),
            try Damage.checked(count: Int(sqlite3_column_int64(row, 1)))
          ))
      }
      return isSeamless ? counts : nil
    }
  }
}
