import GRDB
import Readings

/// What a check of the whole store found.
public struct StoreIntegrity: Sendable, Equatable {
  /// What SQLite's own check and the decoding of every segment complain of; empty for a whole
  /// store.
  public var problems: [String] = []
  /// Readings that were decoded.
  public var readingCount = 0
  /// Hours of a device that hold readings.
  public var hourCount = 0

  public init(problems: [String] = [], readingCount: Int = 0, hourCount: Int = 0) {
    self.problems = problems
    self.readingCount = readingCount
    self.hourCount = hourCount
  }

  public var isWhole: Bool { problems.isEmpty }
}

extension Store {
  /// Reads everything: the file's structure, and every reading of every segment.
  ///
  /// - Parameter isCancelled: Asked between devices' hours; ends the check early.
  /// - Complexity: O(size of the store) time, memory of one hour of a device.
  public func integrity(isCancelled: () -> Bool = { false }) throws -> StoreIntegrity {
    var found = StoreIntegrity()
    found.problems = try read { database in
      try String.fetchAll(database, sql: "PRAGMA quick_check(10)").filter { $0 != "ok" }
        + Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { row in
          "a row of \(row["table"] as String? ?? "?") belongs to nothing"
        }
    }
    guard found.isWhole else { return found }
    for device in try devices() {
      for hour in try hourCounts(of: device.id) {
        if isCancelled() { return found }
        try check(hour, of: device, &found)
      }
    }
    return found
  }

  private func check(
    _ hour: HourCount, of device: Device, _ found: inout StoreIntegrity
  ) throws {
    let interval = Interval(start: hour.start, end: hour.start + Segment.hour)
    let readings: ReadingColumns<Double>
    do {
      readings = try exactReadings(of: device.id, in: interval)
    } catch let error as StoreError {
      guard case .corruptSegment(_, let start, let detail) = error else { throw error }
      found.problems.append("\(device.displayName), hour \(start): \(detail)")
      return
    }
    if readings.count != hour.count {
      found.problems.append(
        "\(device.displayName), hour \(hour.start): \(readings.count) of \(hour.count) readings")
    }
    if readings.hasRepeats {
      found.problems.append("\(device.displayName), hour \(hour.start): readings stand twice")
    }
    found.readingCount += readings.count
    found.hourCount += 1
  }
}

extension ReadingColumns {
  /// Whether two readings that follow each other have the same identity; in sorted columns,
  /// whether any two have.
  fileprivate var hasRepeats: Bool {
    for index in 1..<Swift.max(1, count) where measuredAt[index] == measuredAt[index - 1] {
      if documentHash[index] == documentHash[index - 1] { return true }
    }
    return false
  }
}
