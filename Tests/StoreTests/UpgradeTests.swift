import Foundation
import GRDB
import Readings
import Store
import TestSupport
import Testing

/// Stores of every earlier version open, and keep what they hold.
@Suite struct UpgradeTests {
  /// A dump, and what has to go from it to have the version before.
  private struct Origin {
    var dump: String
    var step: String?
  }

  private static let origins: [Int: Origin] = [
    1: Origin(dump: "version-2", step: "ALTER TABLE detector_run DROP COLUMN complete_with"),
    2: Origin(dump: "version-2"),
    3: Origin(dump: "version-4-pruned", step: "DROP TABLE pull"),
    4: Origin(dump: "version-4-pruned"),
    5: Origin(dump: "version-5"),
    6: Origin(dump: "version-5", step: "ALTER TABLE segment ADD COLUMN checksum INTEGER"),
  ]

  private func store(version: Int, in directory: WorkDirectory) throws -> String {
    let origin = try #require(Self.origins[version])
    let dump = try String(
      contentsOfFile: Fixtures.path("stores/\(origin.dump).sql"), encoding: .utf8)
    let path = directory.file("old.sqlite")
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: dump)
      if let step = origin.step {
        try database.execute(sql: "\(step); PRAGMA user_version = \(version)")
      }
    }
    try queue.close()
    return path
  }

  private func check(_ store: Store, version: Int) throws {
    let isOlder = version <= 2
    #expect(
      try store.integrity()
        == StoreIntegrity(readingCount: isOlder ? 502 : 399, hourCount: isOlder ? 11 : 1))
    let device = try #require(try store.devices().first)
    #expect(device.key == DeviceKey(type: "Android", id: "192.168.2.45"))
    #expect(device.name == (isOlder ? nil : "Front door"))
    #expect(device.timeZone == (isOlder ? nil : "Europe/Berlin"))
    #expect(try store.rejectedCounts().map(\.count) == [1])
    #expect(try store.otherEventCounts().map(\.kind) == ["raspi/status"])
    let buckets = try store.buckets().map(\.counts)
    #expect(buckets.map(\.read) == (isOlder ? [504] : [400, 401]))
    #expect(buckets.map(\.new) == (isOlder ? [502] : [400, 399]))
    let pruned = try store.pruned()[device.id]
    #expect(pruned?.readingCount == (isOlder ? nil : 400))
  }

  private func userVersion(_ path: String) throws -> Int? {
    try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6]) func `an earlier store is brought up to date`(version: Int)
    throws
  {
    let directory = try WorkDirectory()
    let path = try store(version: version, in: directory)
    let reader = try Store(path: path, access: .read)
    try check(reader, version: version)
    try reader.close()
    let writer = try Store(path: path, access: .write)
    try check(writer, version: version)
    #expect(try writer.pulls().count == (version >= 4 ? 1 : 0))
    #expect(try writer.alerts().count == (version >= 5 ? 1 : 0))
    try writer.close()
    let new = directory.file("new.sqlite")
    try Store(path: new, access: .write).close()
    #expect(try userVersion(path) == userVersion(new))
  }

  /// The tables of a store that was upgraded are those of a new one.
  @Test(arguments: [1, 2, 3, 4, 5, 6]) func `an upgraded store has the tables of a new one`(
    version: Int
  ) throws {
    let directory = try WorkDirectory()
    let path = try store(version: version, in: directory)
    try Store(path: path, access: .write).close()
    let new = directory.file("new.sqlite")
    try Store(path: new, access: .write).close()
    let tables = try [path, new].map { path in
      try DatabaseQueue(path: path).read { database in
        try String.fetchAll(
          database,
          sql: """
            SELECT m.type || ' ' || m.name || ' ' || coalesce(c.name || ' ' || c.type, '')
            FROM sqlite_master AS m LEFT JOIN pragma_table_info(m.name) AS c
            WHERE m.name NOT LIKE 'sqlite_%' ORDER BY 1
            """)
      }
    }
    #expect(tables[0] == tables[1])
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6]) func `an earlier store merges as it is`(version: Int) throws
  {
    let directory = try WorkDirectory()
    let path = try store(version: version, in: directory)
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let new = try Store(path: directory.file("new.sqlite"), access: .write)
    let tally = try new.merge(
      try MergeSource(path: path), run: try new.makeDetectorRun(StoreStage.key()))
    #expect(tally.newReadings == (version <= 2 ? 502 : 399))
    #expect(tally.takenBuckets == (version <= 2 ? 1 : 2))
    #expect(tally.decidedDays == (version <= 2 ? 0 : 1))
    try check(new, version: version)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }
}
