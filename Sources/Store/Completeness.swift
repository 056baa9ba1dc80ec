import GRDB
import GRDBSQLite
import Readings

/// Whether anything is left to detect, without a look at the readings.
extension Store {
  /// Whether everything that the store holds was detected in this way.
  ///
  /// A yes is certain: whoever adds a segment takes it back in the same transaction. A no only says
  /// that each day has to be looked at.
  public func isComplete(run: DetectorRunID) throws -> Bool {
    try read { database in
      try Bool.fetchOne(
        database,
        sql: """
          SELECT complete_with IS (SELECT \(Self.newestSegment)) FROM detector_run
          WHERE detector_run_id = ?
          """, arguments: [run]) ?? false
    }
  }

  /// Remembers that everything that the store holds was detected in this way.
  public func markComplete(run: DetectorRunID) throws {
    try write { database in
      try database.execute(
        sql: """
          UPDATE detector_run SET complete_with = (SELECT \(Self.newestSegment))
          WHERE detector_run_id = ?
          """, arguments: [run])
    }
  }

  /// The text of the mark: a second look at what was added.
  private static let newestSegment =
    "'segments to ' || (SELECT coalesce(max(segment_id), 0) FROM segment)"

  /// Takes back that any run is complete.
  static let nothingIsComplete =
    "UPDATE detector_run SET complete_with = NULL WHERE complete_with IS NOT NULL"

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
