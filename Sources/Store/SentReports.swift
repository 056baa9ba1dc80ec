import GRDB

extension Store {
  /// The periods for which a report was sent, in order.
  public func sentReports(_ report: String) throws -> [String] {
    try read { database in
      try String.fetchAll(
        database, sql: "SELECT period FROM sent_report WHERE report = ? ORDER BY period",
        arguments: [report])
    }
  }

  /// Remembers that a report was sent, now.
  public func noteSent(report: String, period: String) throws {
    try write { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO sent_report (report, period, sent_at_ms) VALUES (?, ?, ?)",
        arguments: [report, period, Self.now()])
    }
  }
}
