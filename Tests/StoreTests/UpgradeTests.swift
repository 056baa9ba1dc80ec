import Foundation
import GRDB
import Readings
import Store
import TestSupport
import Testing

/// Stores of every earlier version open, and keep what they hold.
@Suite struct UpgradeTests {
  /// The dump of a version; 1 is 2 without its one column, 3 is 4 without its one table.
  private func store(version: Int, in directory: WorkDirectory) throws -> String {
    let dump = try String(
      contentsOfFile: Fixtures.path("stores/version-\(version <= 2 ? 2 : 4).sql"), encoding: .utf8)
    let path = directory.file("old.sqlite")
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: dump)
      switch version {
      case 1:
        try database.execute(
          sql: "ALTER TABLE detector_run DROP COLUMN complete_with; PRAGMA user_version = 1")
      case 3: try database.execute(sql: "DROP TABLE pull; PRAGMA user_version = 3")
      default: break
      }
    }
    try queue.close()
    return path
  }

  /// What the dump of the version holds.
  private func check(_ store: Store, version: Int) throws {
    let isOld = version <= 2
    #expect(
      try store.integrity()
        == StoreIntegrity(readingCount: isOld ? 502 : 264, hourCount: isOld ? 11 : 25))
    let device = try #require(try store.devices().first)
    #expect(device.key == DeviceKey(type: "Android", id: "192.168.2.45"))
    #expect(device.name == (isOld ? nil : "Front door"))
    #expect(try store.rejectedCounts().map(\.count) == [1])
    #expect(try store.otherEventCounts().map(\.kind) == ["raspi/status"])
    let bucket = try #require(try store.buckets().last)
    if isOld {
      #expect(
        bucket.name.hasSuffix("/v2.ndjson") && bucket.counts.read == 504
          && bucket.counts.new == 502)
    } else {
      #expect(
        bucket.name == "iotp_simdor_sensor-data_2026-11-12" && bucket.counts.read == 256
          && bucket.state == .complete)
    }
  }

  @Test(arguments: 1...4) func `an earlier store is brought up to date`(version: Int) throws {
    let directory = try WorkDirectory()
    let path = try store(version: version, in: directory)
    let reader = try Store(path: path, access: .read)
    try check(reader, version: version)
    try reader.close()
    let writer = try Store(path: path, access: .write)
    try check(writer, version: version)
    #expect(try writer.pruned().mapValues(\.readingCount) == (version <= 2 ? [:] : [1: 244]))
    #expect(try writer.pulls().map(\.outcome) == (version == 4 ? ["incomplete"] : []))
    #expect(try writer.alerts().isEmpty && writer.sentReports("weekly").isEmpty)
    let now = try DatabaseQueue(path: path).read {
      try Int.fetchOne($0, sql: "PRAGMA user_version")
    }
    #expect(now == 5)
  }

  @Test(arguments: 1...4) func `an earlier store merges as it is`(version: Int) throws {
    let directory = try WorkDirectory()
    let path = try store(version: version, in: directory)
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let new = try Store(path: directory.file("new.sqlite"), access: .write)
    let tally = try new.merge(
      try MergeSource(path: path), run: try new.makeDetectorRun(StoreStage.key()))
    #expect(tally.newReadings == (version <= 2 ? 502 : 264))
    #expect(tally.takenBuckets == (version <= 2 ? 1 : 2))
    try check(new, version: version)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }
}
