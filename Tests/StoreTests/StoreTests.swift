import Foundation
import GRDB
import Readings
import Store
import TestSupport
import Testing

@Suite struct StoreTests {
  @Test func `a store that is not there is reported, not made`() throws {
    let directory = try WorkDirectory()
    let path = directory.file("none.sqlite")
    #expect(throws: StoreError.notFound(path: path)) { try Store(path: path, access: .read) }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `a second writer is refused at once, a reader is not`() throws {
    let directory = try WorkDirectory()
    let path = directory.file("s.sqlite")
    let writer = try Store(path: path, access: .write)
    #expect(throws: StoreError.locked(path: path)) { try Store(path: path, access: .write) }
    #expect(try Store(path: path, access: .read).devices().isEmpty)
    try writer.close()
  }

  @Test func `a reader changes no byte of the store and leaves nothing beside it`() throws {
    let directory = try WorkDirectory()
    let path = directory.file("s.sqlite")
    let writer = try Store(path: path, access: .write)
    try StoreStage.take(RandomReadings.columns(seed: 1), into: writer)
    try writer.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let reader = try Store(path: path, access: .read)
    #expect(try reader.extents().count == 1)
    try reader.close()
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    let files = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
    #expect(files == ["s.sqlite", "s.sqlite.lock"])
  }

  @Test func `the writer's lock goes with the writer`() throws {
    let directory = try WorkDirectory()
    let path = directory.file("s.sqlite")
    do { _ = try Store(path: path, access: .write) }
    _ = try Store(path: path, access: .write)
  }

  @Test func `a text file is no store`() throws {
    let directory = try WorkDirectory()
    let path = try directory.write(
      String(repeating: "this is no database\n", count: 500), to: "s.sqlite")
    #expect {
      try Store(path: path, access: .read)
    } throws: {
      if case StoreError.corrupt = $0 { true } else { false }
    }
  }

  @Test func `the database of another program is left alone`() throws {
    let directory = try WorkDirectory()
    let path = directory.file("s.sqlite")
    let made = try Process.run(
      URL(fileURLWithPath: "/usr/bin/env"),
      arguments: ["sqlite3", path, "CREATE TABLE mine (x); INSERT INTO mine VALUES (1)"])
    made.waitUntilExit()
    guard made.terminationStatus == 0 else { return }
    #expect(throws: StoreError.notAStore(path: path)) { try Store(path: path, access: .write) }
  }

  @Test func `devices keep names, zones and mappings`() throws {
    let directory = try WorkDirectory()
    let store = try Store(path: directory.file("s.sqlite"), access: .write)
    let bucket = try store.bucket(historian: "file", name: "a").id
    let intake = Intake(store: store)
    intake.add(RandomReadings.batch(RandomReadings.columns(seed: 1)), from: bucket)
    try intake.flush()
    let device = try #require(try store.devices().first)
    #expect(device.displayName == "10.0.0.7")
    try store.name(device: device.id, "Front door")
    try store.setTimeZone(device: device.id, "Europe/Berlin")
    let named = try #require(try store.devices().first)
    #expect(named.displayName == "Front door" && named.timeZone == "Europe/Berlin")

    var mapping = FieldMapping()
    mapping.accelerationX = "accel.x"
    mapping.unit = .standardGravity
    try store.remember(mapping, forDeviceType: "Android")
    #expect(try store.fieldMappings() == ["Android": mapping])
  }

  @Test func `counts by hour add up to the extent`() throws {
    let directory = try WorkDirectory()
    let store = try Store(path: directory.file("s.sqlite"), access: .write)
    let bucket = try store.bucket(historian: "file", name: "a").id
    let intake = Intake(store: store)
    var options = RandomReadings.Options()
    options.count = 50_000
    let columns = RandomReadings.columns(options, seed: 1)
    intake.add(RandomReadings.batch(columns), from: bucket)
    try intake.flush()
    let device = try #require(try store.devices().first).id
    let extent = try #require(try store.extents()[device])
    #expect(try store.hourCounts(of: device).reduce(0) { $0 + $1.count } == 50_000)
    #expect(extent.readingCount == 50_000)
    #expect(extent.firstAt == columns.measuredAt.min() && extent.lastAt == columns.measuredAt.max())
  }

  @Test func `an interval is half open`() throws {
    let directory = try WorkDirectory()
    let store = try Store(path: directory.file("s.sqlite"), access: .write)
    let bucket = try store.bucket(historian: "file", name: "a").id
    let intake = Intake(store: store)
    var columns = RandomReadings.columns(seed: 1)
    columns.measuredAt = (0..<1000).map { 1_583_193_600_000 + Int64($0) * 10_000 }
    intake.add(RandomReadings.batch(columns), from: bucket)
    try intake.flush()
    let device = try #require(try store.devices().first).id
    func count(_ start: Int64, _ end: Int64) throws -> Int {
      let interval = Interval(start: 1_583_193_600_000 + start, end: 1_583_193_600_000 + end)
      return try store.readings(of: device, in: interval).count
    }
    #expect(try count(0, 10_000) == 1)
    #expect(try count(0, 10_001) == 2)
    #expect(try count(1, 10_000) == 0)
    #expect(try count(3_590_000, 3_610_000) == 2)
    #expect(try count(5, 5) == 0)
  }

  @Test func `a new store has large pages, gives space back and leaves nothing beside it`() throws {
    let directory = try WorkDirectory()
    let path = directory.file("s.sqlite")
    // What a program that was killed while it made a store leaves.
    try Data("half a store".utf8).write(to: URL(fileURLWithPath: path + ".new"))
    try Store(path: path, access: .write).close()
    #expect(!FileManager.default.fileExists(atPath: path + ".new"))
    let database = try DatabaseQueue(path: path)
    #expect(try database.read { try Int.fetchOne($0, sql: "PRAGMA page_size") } == 16_384)
    #expect(try database.read { try Int.fetchOne($0, sql: "PRAGMA auto_vacuum") } == 2)
    #expect(try Store(path: path, access: .read).devices().isEmpty)
  }
}
