import GRDB
import GRDBSQLite
import Readings

/// How many readings of a device one stored hour holds.
public struct HourCount: Sendable, Equatable {
  /// Start of the UTC hour [ms UTC].
  public var start: Int64
  public var count: Int
}

/// What the store holds of one device.
public struct DeviceExtent: Sendable, Equatable {
  /// Readings in the store now.
  public var readingCount: Int
  /// First and last reading [ms UTC], also of those that were pruned since.
  public var firstAt: Int64
  public var lastAt: Int64
}

extension Store {
  /// The readings of one device within an interval as detection computes on them, sorted by
  /// (time, document hash): acceleration, proximity and, where the phone sends it, rotation.
  ///
  /// - Complexity: O(readings of the hours touched); memory likewise.
  public func readings(of device: Device.ID, in interval: Interval) throws
    -> ReadingColumns<Float>
  {
    try read { database in
      try SegmentReader<Float>(database, columns: .detection).readings(of: device, in: interval)
    }
  }

  /// The readings of one device within an interval with every value as the document had it, sorted
  /// by (time, document hash).
  ///
  /// - Complexity: O(readings of the hours touched); memory likewise.
  public func exactReadings(of device: Device.ID, in interval: Interval) throws
    -> ReadingColumns<Double>
  {
    try read { database in
      try SegmentReader<Double>(database, columns: .all).readings(of: device, in: interval)
    }
  }

  /// Count of readings for every stored hour of a device, in time order.
  public func hourCounts(of device: Device.ID) throws -> [HourCount] {
    try read { database in
      var counts: [HourCount] = []
      // An hour has few runs: adding them up here costs less than a GROUP BY.
      try database.forEachRow(
        of: """
          SELECT start_ms, count FROM segment INDEXED BY segment_by_time
          WHERE device_id = ? ORDER BY start_ms
          """, [device]
      ) { row in
        let start = try Damage.checked(instant: sqlite3_column_int64(row, 0))
        let count = try Damage.checked(count: Int(sqlite3_column_int64(row, 1)))
        if let last = counts.indices.last, counts[last].start == start {
          counts[last].count += count
        } else {
          counts.append(HourCount(start: start, count: count))
        }
      }
      return counts
    }
  }

  /// The first and the last reading of each device [ms UTC], also of those that were pruned since;
  /// devices that never had a reading are missing.
  ///
  /// - Complexity: O(devices · log *n*).
  public func readingSpans() throws -> [Device.ID: Interval] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT device.device_id,
            (SELECT min(first_ms) FROM segment WHERE segment.device_id = device.device_id
              AND start_ms = (SELECT min(start_ms) FROM segment AS s
                WHERE s.device_id = device.device_id)) AS first_ms,
            (SELECT max(last_ms) FROM segment WHERE segment.device_id = device.device_id
              AND start_ms = (SELECT max(start_ms) FROM segment AS s
                WHERE s.device_id = device.device_id)) AS last_ms,
            pruned.first_ms, pruned.last_ms
          FROM device LEFT JOIN pruned USING (device_id)
          """)
      var spans: [Device.ID: Interval] = [:]
      for row in rows {
        let first = [try row.instantIfAny(1), try row.instantIfAny(3)].compactMap { $0 }.min()
        let last = [try row.instantIfAny(2), try row.instantIfAny(4)].compactMap { $0 }.max()
        guard let first, let last else { continue }
        spans[try row.value(0)] = Interval(start: first, end: max(first, last) + 1)
      }
      return spans
    }
  }

  /// What the store holds of each device; devices that never had a reading are missing.
  ///
  /// - Complexity: O(segments), within SQLite.
  public func extents() throws -> [Device.ID: DeviceExtent] {
    let spans = try readingSpans()
    return try read { database in
      var extents: [Device.ID: DeviceExtent] = [:]
      // A sum for each device costs SQLite a third of what one query with groups does.
      for (device, span) in spans {
        let count = try Int.fetchOne(
          database.cachedStatement(
            sql: "SELECT sum(count) FROM segment INDEXED BY segment_by_time WHERE device_id = ?"),
          arguments: [device])
        extents[device] = DeviceExtent(
          readingCount: try Damage.checked(count: count ?? 0), firstAt: span.start,
          lastAt: span.end - 1)
      }
      return extents
    }
  }
}
