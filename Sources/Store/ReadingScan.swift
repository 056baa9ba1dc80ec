import GRDB
import Readings

/// How many readings of a device one stored hour holds.
public struct HourCount: Sendable, Equatable {
  /// Start of the UTC hour [ms UTC].
  public var start: Int64
  public var count: Int
}

/// What the store holds of one device.
public struct DeviceExtent: Sendable, Equatable {
  public var readingCount: Int
  /// First and last reading [ms UTC].
  public var firstAt: Int64
  public var lastAt: Int64
}

extension Store {
  /// The readings of one device within an interval as detection computes on them, sorted by
  /// (time, document hash), without rotation, gravity and orientation.
  ///
  /// - Complexity: O(readings of the hours touched); memory likewise.
  public func readings(of device: Device.ID, in interval: Interval) throws
    -> ReadingColumns<Float>
  {
    try read { database in
      try SegmentReader<Float>(database, withExtended: false).readings(of: device, in: interval)
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
      try SegmentReader<Double>(database, withExtended: true).readings(of: device, in: interval)
    }
  }

  /// Count of readings for every stored hour of a device, in time order.
  public func hourCounts(of device: Device.ID) throws -> [HourCount] {
    try read { database in
      let rows = try Row.fetchCursor(
        database.cachedStatement(
          sql: """
            SELECT start_ms, sum(count) FROM segment INDEXED BY segment_by_time
            WHERE device_id = ? GROUP BY start_ms ORDER BY start_ms
            """), arguments: [device])
      var counts: [HourCount] = []
      while let row = try rows.next() {
        counts.append(HourCount(start: row[0], count: row[1]))
      }
      return counts
    }
  }

  /// What the store holds of each device; devices without readings are missing.
  public func extents() throws -> [Device.ID: DeviceExtent] {
    try read { database in
      var extents: [Device.ID: DeviceExtent] = [:]
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT device_id, sum(count), min(first_ms), max(last_ms)
          FROM segment INDEXED BY segment_by_time GROUP BY device_id
          """)
      while let row = try rows.next() {
        extents[row[0]] = DeviceExtent(readingCount: row[1], firstAt: row[2], lastAt: row[3])
      }
      return extents
    }
  }
}
