import GRDB
import Readings

/// Days whose readings were pruned: what was found in them outlives versions of the detector.
extension Store {
  /// The derived tables with the column that says which day a row belongs to.
  static let derivedTables = [
    (name: "opening", time: "opened_at_ms"), (name: "episode", time: "start_ms"),
    (name: "observed", time: "start_ms"), (name: "detected_day", time: "start_ms"),
  ]

  /// A query for the runs that hold decided days.
  static let runsWithDecidedDays = """
    SELECT detector_run_id FROM detected_day JOIN pruned USING (device_id)
    WHERE start_ms < decided_before_ms
    """

  /// Gives a run the decided days of the one that it follows: another version with the same
  /// settings, or what were the default settings before. `detected_by` says who found them.
  static func takeOverDecidedDays(
    for key: DetectorRunKey, run: DetectorRunID, in database: Database
  ) throws {
    let source = try Row.fetchOne(
      database,
      sql: """
        SELECT detector_run_id, version || '/' || settings_hash FROM detector_run
        WHERE detector_run_id <> ?1
          AND ((?2 AND is_default) OR (settings_hash = ?3 AND version <> ?4))
          AND detector_run_id IN (\(runsWithDecidedDays))
        ORDER BY is_default DESC, used_at_ms DESC LIMIT 1
        """, arguments: [run, key.isDefault, key.settingsHash, key.version])
    guard let source else { return }
    let from: DetectorRunID = source[0]
    let name: String = source[1]
    for table in derivedTables {
      try copyDecided(table.name, table.time, from: from, to: run, named: name, in: database)
    }
    // What another version found with the same settings has now moved on.
    try database.execute(
      sql: "DELETE FROM detector_run WHERE detector_run_id = ? AND version <> ?",
      arguments: [from, key.version])
  }

  private static func copyDecided(
    _ table: String, _ time: String, from: DetectorRunID, to run: DetectorRunID, named name: String,
    in database: Database
  ) throws {
    let others = try database.columns(in: table).map(\.name)
      .filter { $0 != "detector_run_id" && $0 != "detected_by" }
    let columns = others.joined(separator: ", ")
    let origin = table == "detected_day" ? ", detected_by" : ""
    let originValue = table == "detected_day" ? ", coalesce(detected_by, ?3)" : ""
    try database.execute(
      sql: """
        INSERT OR IGNORE INTO \(table) (detector_run_id, \(columns)\(origin))
        SELECT ?1, \(columns)\(originValue) FROM \(table)
        WHERE detector_run_id = ?2 AND ?3 IS NOT NULL
          AND \(time) < (SELECT decided_before_ms FROM pruned
            WHERE pruned.device_id = \(table).device_id)
          AND NOT EXISTS (SELECT 1 FROM detected_day AS known
            WHERE known.detector_run_id = ?1 AND known.device_id = \(table).device_id
              AND known.start_ms < (SELECT decided_before_ms FROM pruned
                WHERE pruned.device_id = known.device_id))
        """, arguments: [run, from, name])
  }

  /// Removes everything derived in any way, to detect it again; decided days stay.
  public func forgetAllRuns() throws {
    let runs = try read { try Int64.fetchAll($0, sql: "SELECT detector_run_id FROM detector_run") }
    for run in runs { try forget(run: run) }
  }

  /// Removes everything derived in one way, to detect it again; decided days stay.
  public func forget(run: DetectorRunID) throws {
    let before = """
      coalesce((SELECT decided_before_ms FROM pruned WHERE pruned.device_id = derived.device_id),
        \(Int64.min))
      """
    try write { database in
      // What a day that goes has closed is open again.
      try database.execute(
        sql: """
          UPDATE opening AS derived SET closed_at_ms = NULL
          WHERE detector_run_id = ?1 AND opened_at_ms < \(before) AND closed_at_ms IN (
            SELECT carried_closed_at_ms FROM detected_day
            WHERE detected_day.detector_run_id = ?1 AND detected_day.device_id = derived.device_id
              AND start_ms >= \(before))
          """, arguments: [run])
      for table in Self.derivedTables {
        try database.execute(
          sql: """
            DELETE FROM \(table.name) AS derived
            WHERE detector_run_id = ? AND \(table.time) >= \(before)
            """, arguments: [run])
      }
      try database.execute(
        sql: "UPDATE detector_run SET complete_with = NULL WHERE detector_run_id = ?",
        arguments: [run])
    }
  }
}
