import GRDB

/// How the last pull from one historian ended.
public struct PullRecord: Sendable, Equatable {
  /// Base URL, without credentials.
  public var historian: String
  /// [ms UTC]
  public var endedAt: Int64
  /// `complete`, `incomplete`, `time is up`, `interrupted` or `failed`.
  public var outcome: String
  /// When a pull was last complete [ms UTC]; `nil` for never.
  public var completedAt: Int64?

  public static let complete = "complete"

  public var isComplete: Bool { outcome == Self.complete }
}

extension Store {
  /// Remembers how a pull ended, now.
  public func notePull(from historian: String, outcome: String) throws {
    try write { database in
      try database.execute(
        sql: """
          INSERT INTO pull (historian, ended_at_ms, outcome, completed_at_ms)
          VALUES (?1, ?2, ?3, CASE WHEN ?3 = ?4 THEN ?2 END)
          ON CONFLICT (historian) DO UPDATE SET ended_at_ms = ?2, outcome = ?3,
            completed_at_ms = coalesce(excluded.completed_at_ms, completed_at_ms)
          """, arguments: [historian, Self.now(), outcome, PullRecord.complete])
    }
  }

  /// How the last pull of each historian ended, by address.
  public func pulls() throws -> [PullRecord] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM pull ORDER BY historian").map {
        PullRecord(
          historian: try $0.value("historian"), endedAt: try $0.instant("ended_at_ms"),
          outcome: try $0.value("outcome"), completedAt: try $0.value("completed_at_ms"))
      }
    }
  }
}
