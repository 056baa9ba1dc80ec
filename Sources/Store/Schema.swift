import GRDB

/// The tables of the store and how they came about.
///
/// `PRAGMA user_version` counts the migrations that a file has had; a step that was released is
/// never changed. The encoding of the blobs is described in docs/store.md.
enum Schema {
  /// `PRAGMA application_id`: the bytes `door`.
  static let applicationID = 0x646f_6f72

  static let migrations: [String] = [
    version1, version2, version3, version4, alertsAndMails, segmentChecksums,
    dayDoubts,
  ]

  static var currentVersion: Int { migrations.count }

  /// Brings a file to the current version, each step in a transaction of its own.
  static func migrate(_ database: Database, from version: Int) throws {
    for step in version..<currentVersion {
      try database.inTransaction(.immediate) {
        // Another process may have been faster between the look and the lock.
        guard try userVersion(database) == step else { return .rollback }
        try database.execute(sql: migrations[step])
        try database.execute(
          sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(step + 1)")
        return .commit
      }
    }
  }

  static func userVersion(_ database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
  }

  private static let version1 = """
    CREATE TABLE device (
      device_id INTEGER PRIMARY KEY,
      type TEXT NOT NULL,
      id TEXT NOT NULL,
      name TEXT,
      time_zone TEXT,
      UNIQUE (type, id)
    ) STRICT;

    CREATE TABLE device_type_mapping (
      type TEXT PRIMARY KEY,
      mapping TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE segment (
      segment_id INTEGER PRIMARY KEY,
      device_id INTEGER NOT NULL REFERENCES device,
      start_ms INTEGER NOT NULL,
      run INTEGER NOT NULL,
      encoding INTEGER NOT NULL,
      value_bytes INTEGER NOT NULL,
      count INTEGER NOT NULL,
      first_ms INTEGER NOT NULL,
      last_ms INTEGER NOT NULL,
      time_offset_ms BLOB NOT NULL,
      document_hash BLOB NOT NULL,
      acceleration_x BLOB NOT NULL,
      acceleration_y BLOB NOT NULL,
      acceleration_z BLOB NOT NULL,
      proximity BLOB,
      light BLOB,
      rotation BLOB,
      gravity BLOB,
      orientation BLOB
    ) STRICT;
    CREATE UNIQUE INDEX segment_by_time
      ON segment (device_id, start_ms, run, count, first_ms, last_ms);

    CREATE TABLE bucket (
      bucket_id INTEGER PRIMARY KEY,
      historian TEXT NOT NULL,
      name TEXT NOT NULL,
      state TEXT NOT NULL,
      update_sequence TEXT,
      document_count INTEGER,
      scan_sequence TEXT,
      changes_sequence TEXT,
      ranges TEXT NOT NULL DEFAULT '[]',
      rows_seen INTEGER NOT NULL DEFAULT 0,
      updated_at_ms INTEGER NOT NULL,
      read_count INTEGER NOT NULL DEFAULT 0,
      new_count INTEGER NOT NULL DEFAULT 0,
      duplicate_count INTEGER NOT NULL DEFAULT 0,
      other_count INTEGER NOT NULL DEFAULT 0,
      rejected_count INTEGER NOT NULL DEFAULT 0,
      design_count INTEGER NOT NULL DEFAULT 0,
      deleted_count INTEGER NOT NULL DEFAULT 0,
      UNIQUE (historian, name)
    ) STRICT;

    CREATE TABLE other_event (
      bucket_id INTEGER NOT NULL REFERENCES bucket,
      kind TEXT NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (bucket_id, kind)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE rejected_document (
      rejected_document_id INTEGER PRIMARY KEY,
      bucket_id INTEGER NOT NULL REFERENCES bucket,
      document_id TEXT,
      reason TEXT NOT NULL,
      body TEXT NOT NULL,
      body_hash INTEGER NOT NULL,
      UNIQUE (bucket_id, body_hash, reason)
    ) STRICT;

    CREATE TABLE detector_run (
      detector_run_id INTEGER PRIMARY KEY,
      version INTEGER NOT NULL,
      settings_hash TEXT NOT NULL,
      settings TEXT NOT NULL,
      is_default INTEGER NOT NULL,
      used_at_ms INTEGER NOT NULL,
      UNIQUE (version, settings_hash)
    ) STRICT;

    CREATE TABLE detected_day (
      detector_run_id INTEGER NOT NULL REFERENCES detector_run ON DELETE CASCADE,
      device_id INTEGER NOT NULL REFERENCES device,
      start_ms INTEGER NOT NULL,
      reading_count INTEGER NOT NULL,
      state_before TEXT,
      state_after TEXT NOT NULL,
      carried_closed_at_ms INTEGER,
      PRIMARY KEY (detector_run_id, device_id, start_ms)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE opening (
      detector_run_id INTEGER NOT NULL REFERENCES detector_run ON DELETE CASCADE,
      device_id INTEGER NOT NULL REFERENCES device,
      opened_at_ms INTEGER NOT NULL,
      closed_at_ms INTEGER,
      peak_score REAL NOT NULL,
      evidence TEXT NOT NULL,
      confidence REAL NOT NULL,
      PRIMARY KEY (detector_run_id, device_id, opened_at_ms)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE episode (
      detector_run_id INTEGER NOT NULL REFERENCES detector_run ON DELETE CASCADE,
      device_id INTEGER NOT NULL REFERENCES device,
      start_ms INTEGER NOT NULL,
      end_ms INTEGER NOT NULL,
      kind TEXT NOT NULL,
      peak_score REAL NOT NULL,
      evidence TEXT NOT NULL,
      confidence REAL NOT NULL,
      reason TEXT NOT NULL,
      PRIMARY KEY (detector_run_id, device_id, start_ms)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE observed (
      detector_run_id INTEGER NOT NULL REFERENCES detector_run ON DELETE CASCADE,
      device_id INTEGER NOT NULL REFERENCES device,
      start_ms INTEGER NOT NULL,
      end_ms INTEGER NOT NULL,
      PRIMARY KEY (detector_run_id, device_id, start_ms)
    ) STRICT, WITHOUT ROWID;

    CREATE VIEW openings AS
      SELECT coalesce(device.name, device.id) AS device,
             strftime('%Y-%m-%dT%H:%M:%fZ', opened_at_ms / 1000.0, 'unixepoch') AS opened_at,
             strftime('%Y-%m-%dT%H:%M:%fZ', closed_at_ms / 1000.0, 'unixepoch') AS closed_at,
             (closed_at_ms - opened_at_ms) / 1000.0 AS open_s,
             peak_score, evidence, confidence, opened_at_ms, closed_at_ms
      FROM opening JOIN device USING (device_id) JOIN detector_run USING (detector_run_id)
      WHERE is_default = 1
      ORDER BY opened_at_ms;

    CREATE VIEW openings_per_hour AS
      SELECT coalesce(device.name, device.id) AS device,
             strftime('%Y-%m-%dT%H:00:00Z', opened_at_ms / 1000, 'unixepoch') AS hour,
             count(*) AS openings
      FROM opening JOIN device USING (device_id) JOIN detector_run USING (detector_run_id)
      WHERE is_default = 1
      GROUP BY device_id, opened_at_ms / 3600000;

    CREATE VIEW observed_hours AS
      WITH RECURSIVE hour (device_id, hour_ms, start_ms, end_ms) AS (
        SELECT device_id, start_ms - start_ms % 3600000, start_ms, end_ms
        FROM observed JOIN detector_run USING (detector_run_id) WHERE is_default = 1
        UNION ALL
        SELECT device_id, hour_ms + 3600000, start_ms, end_ms
        FROM hour WHERE hour_ms + 3600000 < end_ms
      )
      SELECT coalesce(device.name, device.id) AS device,
             strftime('%Y-%m-%dT%H:00:00Z', hour_ms / 1000, 'unixepoch') AS hour,
             sum(min(end_ms, hour_ms + 3600000) - max(start_ms, hour_ms)) / 1000.0 AS observed_s
      FROM hour JOIN device USING (device_id)
      GROUP BY device_id, hour_ms;

    CREATE VIEW buckets AS
      SELECT historian, name, state, document_count, read_count, new_count, duplicate_count,
             other_count, rejected_count,
             strftime('%Y-%m-%dT%H:%M:%fZ', updated_at_ms / 1000.0, 'unixepoch') AS updated_at
      FROM bucket;

    CREATE VIEW readings_per_hour AS
      SELECT coalesce(device.name, device.id) AS device,
             strftime('%Y-%m-%dT%H:00:00Z', start_ms / 1000, 'unixepoch') AS hour,
             sum(count) AS readings
      FROM segment JOIN device USING (device_id)
      GROUP BY device_id, start_ms;
    """

  /// What a detector run had seen when it was last complete: see `Store.isComplete`.
  private static let version2 = """
    ALTER TABLE detector_run ADD COLUMN complete_with TEXT;
    """

  /// Readings that were taken out on purpose: see docs/store.md, "Pruning".
  private static let version3 = """
    CREATE TABLE pruned (
      device_id INTEGER PRIMARY KEY REFERENCES device,
      decided_before_ms INTEGER NOT NULL,
      readings_before_ms INTEGER NOT NULL,
      reading_count INTEGER NOT NULL DEFAULT 0,
      first_ms INTEGER,
      last_ms INTEGER,
      pruned_at_ms INTEGER NOT NULL
    ) STRICT;
    ALTER TABLE bucket ADD COLUMN pruned_count INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE detected_day ADD COLUMN detected_by TEXT;
    """

  /// How the last pull ended, for those who watch over it.
  private static let version4 = """
    CREATE TABLE pull (
      historian TEXT PRIMARY KEY,
      ended_at_ms INTEGER NOT NULL,
      outcome TEXT NOT NULL,
      completed_at_ms INTEGER
    ) STRICT, WITHOUT ROWID;
    """

  /// Alerts that were raised, mails that were sent: what must not be told twice.
  private static let alertsAndMails = """
    CREATE TABLE alert_rule (
      rule TEXT PRIMARY KEY,
      condition TEXT NOT NULL,
      since_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE alert (
      alert_key TEXT PRIMARY KEY,
      rule TEXT NOT NULL,
      device_id INTEGER NOT NULL REFERENCES device,
      at_ms INTEGER NOT NULL,
      body TEXT NOT NULL,
      raised_at_ms INTEGER NOT NULL,
      delivered_at_ms INTEGER
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sent_report (
      report TEXT NOT NULL,
      period TEXT NOT NULL,
      sent_at_ms INTEGER NOT NULL,
      PRIMARY KEY (report, period)
    ) STRICT, WITHOUT ROWID;
    """

  /// What tells a damaged segment: see `SegmentChecksum`. Rows of earlier versions have NULL.
  private static let segmentChecksums = """
    ALTER TABLE segment ADD COLUMN checksum INTEGER;
    """

  /// What is doubtful about a day, names with commas between; NULL where nothing is. Days that were
  /// detected before have NULL until they are detected again.
  private static let dayDoubts = """
    ALTER TABLE detected_day ADD COLUMN doubts TEXT;
    """
}
