import GRDB
import Readings

extension Store {
  /// Merges the runs of every hour that stands in several into one.
  ///
  /// Each transaction holds a few dozen hours, so that memory stays bounded and an interruption
  /// loses no more than those, which stay as they were.
  ///
  /// - Returns: The number of hours that were merged.
  @discardableResult
  public func compact() throws -> Int {
    var merged = 0
    while true {
      let hours = try write { database -> Int in
        let hours = try Row.fetchAll(
          database,
          sql: """
            SELECT device_id, start_ms FROM segment
            GROUP BY device_id, start_ms HAVING count(*) > 1 LIMIT 48
            """)
        for hour in hours {
          try Self.merge(
            device: try hour.value("device_id"), start: try hour.instant("start_ms"), in: database)
        }
        return hours.count
      }
      if hours == 0 { return merged }
      merged += hours
    }
  }

  private static func merge(device: Device.ID, start: Int64, in database: Database) throws {
    let hour = Interval(start: start, end: start + Segment.hour)
    let readings = try SegmentReader<Double>(database, columns: .all)
      .readings(of: device, in: hour)
    try database.execute(
      sql: "DELETE FROM segment WHERE device_id = ? AND start_ms = ?", arguments: [device, start])
    try SegmentWriter(database).write(
      EncodedSegment(Segment(device: device, start: start, readings: readings)), run: 0)
  }
}
