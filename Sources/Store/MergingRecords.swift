import GRDB
import Readings

/// A device whose readings were pruned in another store.
struct DecidedPart {
  var theirs: Device
  var ours: Device.ID
  var pruned: PrunedReadings
}

/// The part of a merge that is not readings.
extension Store {
  /// Takes the decided days of a device, unless this store has readings of that time: then it can
  /// and will detect these days itself.
  func mergeDecidedDays(
    _ part: DecidedPart, from source: MergeSource, run: DetectorRunID, _ tally: inout MergeTally
  ) throws {
    let known = try pruned()[part.ours]?.decidedBefore ?? .min
    guard known < part.pruned.decidedBefore else { return }
    guard try prunable(of: part.ours, before: part.pruned.readingsBefore).readingCount == 0 else {
      tally.leftDevices.append(part.theirs.displayName)
      return
    }
    let rows = try Self.derivedTables.map { table in
      (table.name, try decidedRows(table, of: part, from: source, notBefore: known))
    }
    try write { database in
      for (table, rows) in rows {
        for var row in rows {
          row["detector_run_id"] = run.databaseValue
          row["device_id"] = part.ours.databaseValue
          try Self.insert(row, into: table, in: database)
        }
      }
      try Self.add(part.pruned, toDevice: part.ours, in: database)
    }
    tally.decidedDays += rows.last?.1.count ?? 0
  }

  /// Rows of decided days of the default run; those of a day say who found them.
  private func decidedRows(
    _ table: (name: String, time: String), of part: DecidedPart, from source: MergeSource,
    notBefore: Int64
  ) throws -> [[String: DatabaseValue]] {
    let origin =
      table.name == "detected_day"
      ? ", coalesce(detected_by, version || '/' || settings_hash) AS detected_by" : ""
    return try source.read { database in
      let columns = try database.columns(in: table.name).map(\.name)
        .filter { $0 != "detected_by" }.map { "\(table.name).\($0)" }
      return try Row.fetchAll(
        database,
        sql: """
          SELECT \(columns.joined(separator: ", "))\(origin)
          FROM \(table.name) JOIN detector_run USING (detector_run_id)
          WHERE is_default = 1 AND device_id = ? AND \(table.time) >= ? AND \(table.time) < ?
          """, arguments: [part.theirs.id, notBefore, part.pruned.decidedBefore]
      ).map { Dictionary($0, uniquingKeysWith: { first, _ in first }) }
    }
  }

  private static func add(
    _ pruned: PrunedReadings, toDevice device: Device.ID, in database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO pruned VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (device_id) DO UPDATE SET decided_before_ms = ?2, readings_before_ms = ?3,
          reading_count = reading_count + ?4, first_ms = coalesce(min(first_ms, ?5), first_ms, ?5),
          last_ms = coalesce(max(last_ms, ?6), last_ms, ?6), pruned_at_ms = ?7
        """,
      arguments: [
        device, pruned.decidedBefore, pruned.readingsBefore, pruned.readingCount,
        pruned.span?.start, pruned.span.map { $0.end - 1 }, now(),
      ])
  }

  /// Takes the records of buckets that this store lacks, or of which the other has read more, with
  /// their rejected documents.
  func mergeBuckets(of source: MergeSource, _ tally: inout MergeTally) throws {
    let theirs = try source.read { try Row.fetchAll($0, sql: "SELECT * FROM bucket") }
    for row in theirs {
      let theirID: Int64 = try row.value("bucket_id")
      let (events, rejected) = try source.read { database in
        (
          try Row.fetchAll(
            database, sql: "SELECT * FROM other_event WHERE bucket_id = ?", arguments: [theirID]),
          try Row.fetchAll(
            database, sql: "SELECT * FROM rejected_document WHERE bucket_id = ?",
            arguments: [theirID])
        )
      }
      let isTaken = try write { database -> Bool in
        guard let ours = try Self.take(bucket: row, in: database) else { return false }
        try database.execute(sql: "DELETE FROM other_event WHERE bucket_id = ?", arguments: [ours])
        for (table, rows) in [("other_event", events), ("rejected_document", rejected)] {
          for row in rows {
            var values = Dictionary(row, uniquingKeysWith: { first, _ in first })
            values["rejected_document_id"] = nil
            values["bucket_id"] = ours.databaseValue
            try Self.insert(values, into: table, in: database)
          }
        }
        return true
      }
      if isTaken { tally.takenBuckets += 1 }
    }
  }

  /// - Returns: The number of the record here, or `nil` where the one here knows as much.
  private static func take(bucket row: Row, in database: Database) throws -> BucketRecord.ID? {
    let known = try Row.fetchOne(
      database, sql: "SELECT * FROM bucket WHERE historian = ? AND name = ?",
      arguments: [
        try row.value("historian") as String, try row.value("name") as String,
      ])
    if let known, try !knowsMore(row, than: known) { return nil }
    var values = Dictionary(row, uniquingKeysWith: { first, _ in first })
    values["bucket_id"] = known?["bucket_id"]
    try insert(values, into: "bucket", in: database)
    guard let known else { return database.lastInsertedRowID }
    values["bucket_id"] = nil
    let names = values.keys.sorted()
    try database.execute(
      sql: """
        UPDATE bucket SET \(names.map { "\($0) = ?" }.joined(separator: ", "))
        WHERE bucket_id = ?
        """,
      arguments: StatementArguments(names.map { values[$0] ?? .null })
        + [known["bucket_id"] as Int64])
    return known["bucket_id"]
  }

  private static func knowsMore(_ row: Row, than known: Row) throws -> Bool {
    func rank(_ row: Row) throws -> (Int, Int, Int64) {
      let states = [BucketRecord.State.new, .scanning, .complete, .gone].map(\.rawValue)
      let state = states.firstIndex(of: try row.value("state")) ?? 0
      // A bucket that is gone was read to its end as well as it could be.
      return (
        min(state, 2), try row.count("rows_seen"), try row.instant("updated_at_ms")
      )
    }
    return try rank(known) < rank(row)
  }

  /// Adds a row unless one of the same key is there.
  private static func insert(
    _ values: [String: DatabaseValue], into table: String, in database: Database
  ) throws {
    let names = values.keys.sorted()
    try database.execute(
      sql: """
        INSERT OR IGNORE INTO \(table) (\(names.joined(separator: ", ")))
        VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))
        """, arguments: StatementArguments(names.map { values[$0] ?? .null }))
  }
}
