import Foundation
import GRDB
import Readings

/// Another store, opened for reading only: nothing in it is changed, not even its version.
public final class MergeSource {
  public let path: String
  let version: Int
  private let hasChecksums: Bool
  private let queue: DatabaseQueue

  /// - Throws: `StoreError` where it is no store that this doorstats can read.
  public init(path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw StoreError.notFound(path: path)
    }
    self.path = path
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    (queue, version, hasChecksums) = try Store.reporting(path) {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      let (version, applicationID) = try queue.read { database in
        (
          try Schema.userVersion(database),
          try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        )
      }
      guard applicationID == Schema.applicationID, version > 0 else {
        throw StoreError.notAStore(path: path)
      }
      guard version <= Schema.currentVersion else {
        throw StoreError.tooNew(path: path, version: version, supported: Schema.currentVersion)
      }
      let columns = try queue.read { try $0.columns(in: "segment") }
      return (queue, version, columns.contains { $0.name == "checksum" })
    }
  }

  /// What is wrong with it, as SQLite and the decoding of every segment see it; empty for a whole
  /// store.
  ///
  /// - Parameter afterHour: Called after each hour of a device; may throw to end.
  public func problems(afterHour: () throws -> Void = {}) throws -> [String] {
    let found = try read { database in
      try String.fetchAll(database, sql: "PRAGMA quick_check(10)").filter { $0 != "ok" }
    }
    guard found.isEmpty else { return found }
    for device in try devices() {
      for hour in try hours(of: device.id) {
        do { _ = try segments(of: device.id, at: [hour]) } catch let error as StoreError {
          guard case .corruptSegment(_, let start, let detail) = error else { throw error }
          return ["\(device.displayName), hour \(start): \(detail)"]
        }
        try afterHour()
      }
    }
    return []
  }

  func read<Result>(_ work: (Database) throws -> Result) throws -> Result {
    try Store.reporting(path) { try queue.read(work) }
  }

  func devices() throws -> [Device] {
    try read { try Row.fetchAll($0, sql: "SELECT * FROM device").map(Device.init) }
  }

  /// The stored hours of a device, in time order [ms UTC].
  func hours(of device: Device.ID) throws -> [Int64] {
    try read { database in
      try Int64.fetchAll(
        database,
        sql: "SELECT DISTINCT start_ms FROM segment WHERE device_id = ? ORDER BY start_ms",
        arguments: [device])
    }
  }

  /// The readings of some hours, each sorted and without repeats.
  func segments(of device: Device.ID, at hours: [Int64]) throws -> [Segment] {
    try read { database in
      let reader = try SegmentReader<Double>(
        database, columns: .all, hasChecksums: hasChecksums)
      return try hours.map { start in
        Segment(
          device: device, start: start,
          readings: try reader.readings(
            of: device, in: Interval(start: start, end: start + Segment.hour)))
      }
    }
  }

  func pruned() throws -> [Device.ID: PrunedReadings] {
    version < 3 ? [:] : try read(Store.pruned)
  }
}
