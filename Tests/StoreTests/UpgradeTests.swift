import Foundation
import GRDB
import Readings
import Store
import TestSupport
import Testing

/// Stores of every earlier version open, and keep what they hold.
@Suite struct UpgradeTests {
  /// The dump of version 2; version 1 is the same without its one column.
  private func store(version: Int, in directory: WorkDirectory) throws -> String {
    let dump = try String(
      contentsOfFile: Fixtures.path("stores/version-2.sql"), encoding: .utf8)
    let path = directory.file("old.sqlite")
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: dump)
      if version == 1 {
        try database.execute(
          sql: "ALTER TABLE detector_run DROP COLUMN complete_with; PRAGMA user_version = 1")
      }
    }
    try queue.close()
    return path
  }

  private func check(_ store: Store) throws {
    #expect(try store.integrity() == StoreIntegrity(readingCount: 502, hourCount: 11))
    let device = try #require(try store.devices().first)
    #expect(device.key == DeviceKey(type: "Android", id: "192.168.2.45"))
    #expect(try store.rejectedCounts().map(\.count) == [1])
    #expect(try store.otherEventCounts().map(\.kind) == ["raspi/status"])
    let bucket = try #require(try store.buckets().first)
    #expect(
      bucket.name.hasSuffix("/v2.ndjson") && bucket.counts.read == 504 && bucket.counts.new == 502)
  }

  @Test(arguments: [1, 2]) func `an earlier store is brought up to date`(version: Int) throws {
    let directory = try WorkDirectory()
    let path = try store(version: version, in: directory)
    let reader = try Store(path: path, access: .read)
    try check(reader)
    try reader.close()
    let writer = try Store(path: path, access: .write)
    try check(writer)
    #expect(try writer.pruned().isEmpty)
    let version = try DatabaseQueue(path: path).read {
      try Int.fetchOne($0, sql: "PRAGMA user_version")
    }
    #expect(version == 4)
  }

  @Test(arguments: [1, 2]) func `an earlier store merges as it is`(version: Int) throws {
    let directory = try WorkDirectory()
    let path = try store(version: version, in: directory)
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let new = try Store(path: directory.file("new.sqlite"), access: .write)
    let tally = try new.merge(
      try MergeSource(path: path), run: try new.makeDetectorRun(StoreStage.key()))
    #expect(tally.newReadings == 502 && tally.takenBuckets == 1)
    try check(new)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }
}
