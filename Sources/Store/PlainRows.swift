import Foundation
import GRDB
import Readings

extension Store {
  /// Writes readings as one SQL row each into a new SQLite file, for tools that cannot read
  /// segments.
  ///
  /// The file is made beside its place and renamed at the end.
  ///
  /// - Parameter check: Called between hours; what it throws ends the export and leaves no file.
  /// - Throws: `StoreError.cannotCreate`, `.inputOutput`.
  public func exportPlainRows(
    of devices: [Device], in interval: Interval, to path: String, check: () throws -> Void
  ) throws {
    let partial = path + ".\(getpid()).partial"
    defer { try? FileManager.default.removeItem(atPath: partial) }
    try Self.reporting(path) {
      var configuration = Configuration()
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA journal_mode = OFF") }
      let target = try DatabaseQueue(path: partial, configuration: configuration)
      try target.writeWithoutTransaction { try $0.execute(sql: Self.plainSchema) }
      for device in devices {
        for hour in try hourCounts(of: device.id) {
          try check()
          let whole = Interval(start: hour.start, end: hour.start + Segment.hour)
          guard let part = whole.intersection(interval) else { continue }
          let readings = try exactReadings(of: device.id, in: part)
          try target.write { try Self.insert(readings, of: device, into: $0) }
        }
      }
      try target.close()
    }
    guard rename(partial, path) == 0 else {
      throw StoreError.cannotCreate(path: path, detail: String(cString: strerror(errno)))
    }
  }

  private static let plainSchema = """
    CREATE TABLE reading (
      device TEXT NOT NULL,
      measured_at TEXT NOT NULL,
      measured_at_ms INTEGER NOT NULL,
      acceleration_x REAL, acceleration_y REAL, acceleration_z REAL,
      proximity REAL, light REAL,
      rotation_x REAL, rotation_y REAL, rotation_z REAL,
      gravity_x REAL, gravity_y REAL, gravity_z REAL,
      orientation_x REAL, orientation_y REAL, orientation_z REAL
    ) STRICT;
    """

  private static func insert(
    _ readings: ReadingColumns<Double>, of device: Device, into database: Database
  ) throws {
    let insert = try database.cachedStatement(
      sql: """
        INSERT INTO reading VALUES (
          ?1, strftime('%Y-%m-%dT%H:%M:%fZ', ?2 / 1000.0, 'unixepoch'), ?2,
          ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
        """)
    let columns =
      [
        readings.accelerationX, readings.accelerationY, readings.accelerationZ, readings.proximity,
        readings.light,
      ] + readings.extended
    for index in 0..<readings.count {
      let values = columns.map { column -> Double? in
        index < column.count && !column[index].isNaN ? column[index] : nil
      }
      let head: [(any DatabaseValueConvertible)?] = [
        device.displayName, readings.measuredAt[index],
      ]
      try insert.execute(arguments: StatementArguments(head) + StatementArguments(values))
    }
  }
}
