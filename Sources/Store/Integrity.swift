import GRDB
import Readings

/// Something in the store that is not as it should be.
public struct StoreProblem: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    /// The file's structure, as SQLite's own check sees it.
    case structure
    /// Readings that cannot be decoded, stand twice, or are fewer than were counted.
    case readings
    /// Counts that do not add up.
    case counts
    /// Openings, episodes or observed time that contradict themselves or the readings.
    case derived
  }

  public var kind: Kind
  /// What, where; one line.
  public var detail: String

  public init(_ kind: Kind, _ detail: String) {
    self.kind = kind
    self.detail = detail
  }
}

/// What a check of the whole store found.
public struct StoreIntegrity: Sendable, Equatable {
  /// Empty for a whole store.
  public var problems: [StoreProblem] = []
  /// Readings that were decoded.
  public var readingCount = 0
  /// Hours of a device that hold readings.
  public var hourCount = 0

  public init(problems: [StoreProblem] = [], readingCount: Int = 0, hourCount: Int = 0) {
    self.problems = problems
    self.readingCount = readingCount
    self.hourCount = hourCount
  }

  public var isWhole: Bool { problems.isEmpty }
}

extension Store {
  /// Reads everything: the file's structure, every reading of every segment, the counts, and what
  /// was derived.
  ///
  /// - Parameter isCancelled: Asked between devices' hours; ends the check early.
  /// - Complexity: O(size of the store) time, memory of one hour of a device.
  public func integrity(isCancelled: () -> Bool = { false }) throws -> StoreIntegrity {
    var found = StoreIntegrity()
    found.problems = try structureProblems()
    guard found.isWhole else { return found }
    for device in try devices() {
      for hour in try hourCounts(of: device.id) {
        if isCancelled() { return found }
        try check(hour, of: device, &found)
      }
    }
    found.problems += try countProblems() + derivedProblems()
    return found
  }

  /// What SQLite's own check complains of.
  ///
  /// - Complexity: O(size of the file).
  public func structureProblems() throws -> [StoreProblem] {
    try read { database in
      let structure = try String.fetchAll(database, sql: "PRAGMA quick_check(10)")
        .filter { $0 != "ok" }
      let strays = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { row in
        "a row of \(row["table"] as String? ?? "?") belongs to nothing"
      }
      return (structure + strays).map { StoreProblem(.structure, $0) }
    }
  }

  /// Builds every index anew from its table.
  public func rebuildIndexes() throws {
    try write { try $0.execute(sql: "REINDEX") }
  }

  private func check(
    _ hour: HourCount, of device: Device, _ found: inout StoreIntegrity
  ) throws {
    func note(_ detail: String) {
      found.problems.append(
        StoreProblem(.readings, "\(device.displayName), hour \(hour.start): \(detail)"))
    }
    let interval = Interval(start: hour.start, end: hour.start + Segment.hour)
    let readings: ReadingColumns<Double>
    do {
      readings = try exactReadings(of: device.id, in: interval)
    } catch let error as StoreError {
      guard case .corruptSegment(_, _, let detail) = error else { throw error }
      return note(detail)
    }
    if readings.count != hour.count { note("\(readings.count) of \(hour.count) readings") }
    if readings.hasRepeats { note("readings stand twice") }
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
