import GRDB
import GRDBSQLite
import Readings

/// One way of detecting: a version of the detector with settings. Results of different ways are
/// never mixed.
public struct DetectorRunKey: Hashable, Sendable {
  public var version: Int
  /// Short fingerprint of the settings.
  public var settingsHash: String
  /// The settings as JSON.
  public var settings: String
  /// Whether these are the settings in force without options.
  public var isDefault: Bool

  public init(version: Int, settingsHash: String, settings: String, isDefault: Bool) {
    self.version = version
    self.settingsHash = settingsHash
    self.settings = settings
    self.isDefault = isDefault
  }
}

/// What is known of a day whose detection is in the store.
public struct DetectedDay: Sendable, Equatable {
  /// Start of the UTC day [ms UTC].
  public var start: Int64
  /// Readings in the day and its margins when it was detected.
  public var readingCount: Int
  /// The detector's state before and after the day, as the detector wrote it.
  public var stateBefore: String?
  public var stateAfter: String
  /// When the opening that the day before left open was closed [ms UTC].
  public var carriedClosedAt: Int64?
  /// What is doubtful about it.
  public var doubts: [DayDoubt]

  public init(
    start: Int64, readingCount: Int, stateBefore: String?, stateAfter: String,
    carriedClosedAt: Int64?, doubts: [DayDoubt] = []
  ) {
    self.start = start
    self.readingCount = readingCount
    self.stateBefore = stateBefore
    self.stateAfter = stateAfter
    self.carriedClosedAt = carriedClosedAt
    self.doubts = doubts
  }
}

/// Everything derived from one day of one device.
public struct DayResult: Sendable {
  public var day: DetectedDay
  public var openings: [Opening]
  public var episodes: [Episode]
  public var observed: Coverage

  public init(
    day: DetectedDay, openings: [Opening], episodes: [Episode], observed: Coverage
  ) {
    self.day = day
    self.openings = openings
    self.episodes = episodes
    self.observed = observed
  }
}

extension Store {
  public typealias DetectorRunID = Int64

  static let day: Int64 = 86_400_000
  /// Runs with other settings that are kept beside the newest.
  private static let keptRuns = 4

  /// The number of a detector run, or `nil` where nothing was detected that way.
  public func detectorRun(_ key: DetectorRunKey) throws -> DetectorRunID? {
    try read { database in
      try Int64.fetchOne(
        database,
        sql: """
          SELECT detector_run_id FROM detector_run
          WHERE version = ? AND settings_hash = ? AND is_default = ?
          """, arguments: [key.version, key.settingsHash, key.isDefault])
    }
  }

  /// The number of a detector run, made where there is none. Results of other versions go, and
  /// those of settings that were not used for long; but for decided days, which cannot be detected
  /// again.
  public func makeDetectorRun(_ key: DetectorRunKey) throws -> DetectorRunID {
    try write { database in
      try database.execute(
        sql: """
          INSERT INTO detector_run (version, settings_hash, settings, is_default, used_at_ms)
          VALUES (?1, ?2, ?3, ?4, ?5)
          ON CONFLICT (version, settings_hash) DO UPDATE SET is_default = ?4, used_at_ms = ?5
          """,
        arguments: [key.version, key.settingsHash, key.settings, key.isDefault, Self.now()])
      let run = try Int64.fetchOne(
        database,
        sql: "SELECT detector_run_id FROM detector_run WHERE version = ? AND settings_hash = ?",
        arguments: [key.version, key.settingsHash])
      guard let run else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
      try Self.takeOverDecidedDays(for: key, run: run, in: database)
      if key.isDefault {
        try database.execute(
          sql: "UPDATE detector_run SET is_default = 0 WHERE detector_run_id <> ?",
          arguments: [run])
      }
      try database.execute(
        sql: """
          DELETE FROM detector_run WHERE detector_run_id <> ?1 AND (version <> ?2
            OR (is_default = 0 AND detector_run_id NOT IN (
              SELECT detector_run_id FROM detector_run ORDER BY used_at_ms DESC LIMIT ?3)))
            AND detector_run_id NOT IN (\(Self.runsWithDecidedDays))
          """, arguments: [run, key.version, Self.keptRuns])
      return run
    }
  }

  /// The days of a device that were detected, in time order.
  public func detectedDays(run: DetectorRunID, device: Device.ID) throws -> [DetectedDay] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM detected_day WHERE detector_run_id = ? AND device_id = ? ORDER BY start_ms
          """, arguments: [run, device]
      ).map {
        DetectedDay(
          start: try $0.instant("start_ms"), readingCount: try $0.count("reading_count"),
          stateBefore: try $0.value("state_before"), stateAfter: try $0.value("state_after"),
          carriedClosedAt: try $0.value("carried_closed_at_ms"),
          doubts: Self.doubts(named: try $0.value("doubts")))
      }
    }
  }

  /// The days of a device about which something is doubtful and of which a part lies within an
  /// interval, in time order.
  public func doubtedDays(
    run: DetectorRunID, device: Device.ID, in interval: Interval
  ) throws -> [DoubtedDay] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT start_ms, doubts FROM detected_day
          WHERE detector_run_id = ? AND device_id = ? AND start_ms > ? AND start_ms < ?
            AND doubts IS NOT NULL
          ORDER BY start_ms
          """,
        arguments: [run, device, interval.start.saturatingSubtract(Self.day), interval.end]
      ).map {
        DoubtedDay(
          start: try $0.instant("start_ms"), doubts: Self.doubts(named: try $0.value("doubts")))
      }
    }
  }

  /// Doubts that this version does not know are left out.
  private static func doubts(named names: String?) -> [DayDoubt] {
    (names ?? "").split(separator: ",").compactMap { DayDoubt(rawValue: String($0)) }
  }

  /// Replaces what is derived from some days of a device, in one transaction.
  public func replace(
    _ results: [DayResult], run: DetectorRunID, device: Device.ID
  ) throws {
    try write { database in
      for result in results {
        try Self.delete(day: result.day.start, run: run, device: device, in: database)
        try Self.insert(result, run: run, device: device, in: database)
      }
      try Self.closeCarried(run: run, device: device, in: database)
    }
  }

  /// The episodes of a device that begin within an interval, in time order.
  public func episodes(
    run: DetectorRunID, device: Device.ID, in interval: Interval
  ) throws -> [Episode] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT start_ms, end_ms, kind, peak_score, evidence, confidence, reason FROM episode
          WHERE detector_run_id = ? AND device_id = ? AND start_ms >= ? AND start_ms < ?
          ORDER BY start_ms
          """, arguments: [run, device, interval.start, interval.end]
      ).compactMap { row in
        guard let kind = Episode.Kind(rawValue: try row.value(2)) else { return nil }
        let start = try row.instant(0)
        return Episode(
          interval: Interval(start: start, end: max(start, try row.instant(1))), kind: kind,
          peakScore: try row.value(3), evidence: Opening.Evidence(name: try row.value(4)) ?? [],
          confidence: try row.value(5), reason: try row.value(6))
      }
    }
  }

  /// When a device was observed, within an interval.
  public func coverage(
    run: DetectorRunID, device: Device.ID, in interval: Interval
  ) throws -> Coverage {
    try read { database in
      // An observed interval lies within one UTC day, so none that reaches into the interval
      // starts earlier than a day before it.
      var intervals: [Interval] = []
      try database.forEachRow(
        of: """
          SELECT start_ms, end_ms FROM observed
          WHERE detector_run_id = ? AND device_id = ? AND start_ms >= ? AND start_ms < ?
          ORDER BY start_ms
          """, [run, device, interval.start.saturatingSubtract(Self.day), interval.end]
      ) { row in
        let start = try Damage.checked(instant: sqlite3_column_int64(row, 0))
        let end = try Damage.checked(instant: sqlite3_column_int64(row, 1))
        intervals.append(Interval(start: start, end: max(start, end)))
      }
      return Coverage(intervals).clipped(to: interval)
    }
  }

  private static func delete(
    day: Int64, run: DetectorRunID, device: Device.ID, in database: Database
  ) throws {
    // The day may have closed an opening of an earlier day: it is open again until told otherwise.
    try database.run(
      sql: """
        UPDATE opening SET closed_at_ms = NULL
        WHERE detector_run_id = ?1 AND device_id = ?2 AND opened_at_ms < ?3
          AND closed_at_ms = (SELECT carried_closed_at_ms FROM detected_day
            WHERE detector_run_id = ?1 AND device_id = ?2 AND start_ms = ?3)
        """, arguments: [run, device, day])
    for (table, column) in [
      ("detected_day", "start_ms"), ("opening", "opened_at_ms"), ("episode", "start_ms"),
      ("observed", "start_ms"),
    ] {
      try database.run(
        sql: """
          DELETE FROM \(table) WHERE detector_run_id = ? AND device_id = ?
            AND \(column) >= ? AND \(column) < ?
          """, arguments: [run, device, day, day + Self.day])
    }
  }

  private static func insert(
    _ result: DayResult, run: DetectorRunID, device: Device.ID, in database: Database
  ) throws {
    let day = result.day
    try database.run(
      sql: """
        INSERT INTO detected_day (detector_run_id, device_id, start_ms, reading_count,
          state_before, state_after, carried_closed_at_ms, doubts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        run, device, day.start, day.readingCount, day.stateBefore, day.stateAfter,
        day.carriedClosedAt,
        day.doubts.isEmpty ? nil : day.doubts.map(\.rawValue).joined(separator: ","),
      ])
    for opening in result.openings {
      try database.run(
        sql: "INSERT INTO opening VALUES (?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          run, device, opening.openedAt, opening.closedAt, opening.peakScore,
          opening.evidence.name, opening.confidence,
        ])
    }
    for episode in result.episodes {
      try database.run(
        sql: "INSERT INTO episode VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          run, device, episode.interval.start, episode.interval.end, episode.kind.rawValue,
          episode.peakScore, episode.evidence.name, episode.confidence, episode.reason,
        ])
    }
    for interval in result.observed.intervals {
      try database.run(
        sql: "INSERT INTO observed VALUES (?, ?, ?, ?)",
        arguments: [run, device, interval.start, interval.end])
    }
  }

  /// Gives the openings that a day left open the closing time that a later day found.
  private static func closeCarried(
    run: DetectorRunID, device: Device.ID, in database: Database
  ) throws {
    try database.execute(
      sql: """
        UPDATE opening SET closed_at_ms = carried.closed_at_ms
        FROM (
          SELECT (SELECT max(opened_at_ms) FROM opening
                  WHERE detector_run_id = ?1 AND device_id = ?2
                    AND opened_at_ms < detected_day.start_ms) AS opened_at_ms,
                 carried_closed_at_ms AS closed_at_ms
          FROM detected_day
          WHERE detector_run_id = ?1 AND device_id = ?2 AND carried_closed_at_ms IS NOT NULL
        ) AS carried
        WHERE opening.detector_run_id = ?1 AND opening.device_id = ?2
          AND opening.opened_at_ms = carried.opened_at_ms AND opening.closed_at_ms IS NULL
        """, arguments: [run, device])
  }
}

extension Database {
  /// Runs a statement that is prepared once, for every row.
  fileprivate func run(sql: String, arguments: StatementArguments) throws {
    try cachedStatement(sql: sql).execute(arguments: arguments)
  }
}

extension Int64 {
  fileprivate func saturatingSubtract(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? .min : difference
  }
}
