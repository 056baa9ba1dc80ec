import Foundation
import GRDB
import GRDBSQLite
import Readings

/// Openings out of the store, for reports, which read ten thousands of them.
extension Store {
  /// The openings of a device that begin within an interval, in time order.
  public func openings(
    run: DetectorRunID, device: Device.ID, in interval: Interval
  ) throws -> [Opening] {
    try read { database in
      var openings: [Opening] = []
      var known = KnownEvidence()
      try database.forEachRow(
        of: """
          SELECT opened_at_ms, closed_at_ms, peak_score, evidence, confidence FROM opening
          WHERE detector_run_id = ? AND device_id = ? AND opened_at_ms >= ? AND opened_at_ms < ?
          ORDER BY opened_at_ms
          """, [run, device, interval.start, interval.end]
      ) { row in
        let isClosed = sqlite3_column_type(row, 1) != SQLITE_NULL
        openings.append(
          Opening(
            openedAt: try Damage.checked(instant: sqlite3_column_int64(row, 0)),
            closedAt: isClosed
              ? try Damage.checked(instant: sqlite3_column_int64(row, 1)) : nil,
            peakScore: sqlite3_column_double(row, 2),
            evidence: known.evidence(named: sqlite3_column_text(row, 3)),
            confidence: sqlite3_column_double(row, 4)))
      }
      return openings
    }
  }

  /// The starts of a device's openings within an interval, in time order [ms UTC]: all that counting
  /// needs.
  public func openingStarts(
    run: DetectorRunID, device: Device.ID, in interval: Interval
  ) throws -> [Int64] {
    try read { database in
      let starts = try database.integerColumn(
        of: """
          SELECT \(IntegerColumn.function)(opened_at_ms) FROM opening
          WHERE detector_run_id = ? AND device_id = ? AND opened_at_ms >= ? AND opened_at_ms < ?
          """, [run, device, interval.start, interval.end])
      // They come in the order of the key, which no aggregate function promises.
      var isAscending = true
      for (index, start) in starts.enumerated() {
        _ = try Damage.checked(instant: start)
        if index > 0, starts[index - 1] > start { isAscending = false }
      }
      return isAscending ? starts : starts.sorted()
    }
  }

  /// How many of a device's openings begin within an interval.
  public func openingCount(
    run: DetectorRunID, device: Device.ID, in interval: Interval
  ) throws -> Int {
    try read { database in
      try Int.fetchOne(
        database,
        sql: """
          SELECT count(*) FROM opening
          WHERE detector_run_id = ? AND device_id = ? AND opened_at_ms >= ? AND opened_at_ms < ?
          """, arguments: [run, device, interval.start, interval.end]) ?? 0
    }
  }
}

/// Kinds of evidence by the text in the table: three texts stand in ten thousands of rows.
private struct KnownEvidence {
  /// A damaged table may hold any number.
  private static let most = 8
  private var known: [(text: [UInt8], evidence: Opening.Evidence)] = []

  mutating func evidence(named text: UnsafePointer<UInt8>?) -> Opening.Evidence {
    guard let text else { return [] }
    for (known, evidence) in known where strcmp(known, text) == 0 { return evidence }
    let name = String(cString: text)
    let evidence = Opening.Evidence(name: name) ?? []
    if known.count < Self.most { known.append((Array(name.utf8) + [0], evidence)) }
    return evidence
  }
}
