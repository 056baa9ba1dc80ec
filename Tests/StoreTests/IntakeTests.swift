import GRDB
import Readings
import Store
import TestSupport
import Testing

@Suite struct IntakeTests {
  private func everything(_ store: Store) throws -> [ReadingColumns<Double>] {
    try store.devices().map {
      try store.exactReadings(of: $0.id, in: Interval(start: 0, end: Int64(1) << 47))
    }
  }

  @Test func `nothing gathered is nothing written`() throws {
    let directory = try WorkDirectory()
    let store = try Store(path: directory.file("s.sqlite"), access: .write)
    #expect(try Intake(store: store).finish().isEmpty)
    #expect(try store.devices().isEmpty)
  }

  @Test(arguments: [true, false], [true, false])
  func `readings come back value for value`(isFloat32: Bool, hasExtended: Bool) throws {
    var options = RandomReadings.Options()
    options.isFloat32 = isFloat32
    options.hasExtended = hasExtended
    options.count = 40_000
    let columns = RandomReadings.columns(options, seed: 3)
    let directory = try WorkDirectory()
    let store = try Store(path: directory.file("s.sqlite"), access: .write)
    let bucket = try store.bucket(historian: "file", name: "a").id
    let intake = Intake(store: store)
    intake.add(RandomReadings.batch(columns), from: bucket)
    let counts = try #require(try intake.finish()[bucket])
    #expect(counts.new == 40_000 && counts.duplicate == 0 && counts.read == 40_000)
    #expect(try everything(store) == [RandomReadings.sorted(columns)])
  }

  @Test(arguments: [true, false])
  func `detection is given all columns but gravity`(hasExtended: Bool) throws {
    var options = RandomReadings.Options()
    options.isFloat32 = true
    options.hasExtended = hasExtended
    let columns = RandomReadings.columns(options, seed: 4)
    let directory = try WorkDirectory()
    let store = try Store(path: directory.file("s.sqlite"), access: .write)
    let intake = Intake(store: store)
    intake.add(
      RandomReadings.batch(columns), from: try store.bucket(historian: "file", name: "a").id)
    try intake.finish()
    let device = try #require(try store.devices().first).id
    let readings = try store.readings(of: device, in: Interval(start: 0, end: Int64(1) << 47))
    let expected = RandomReadings.sorted(columns)
    #expect(readings.accelerationX == expected.accelerationX.map(Float.init))
    #expect(
      zip(readings.light, expected.light).allSatisfy { $0 == Float($1) || ($0.isNaN && $1.isNaN) })
    #expect(readings.light.count == readings.count)
    for column in [0, 1, 2, 6, 7, 8] {
      #expect(readings.extended[column] == expected.extended[column].map(Float.init))
      #expect(readings.extended[column].count == (hasExtended ? readings.count : 0))
    }
    #expect(readings.extended[3..<6].allSatisfy { $0.isEmpty })
  }

  @Test func `two devices are kept apart`() throws {
    let directory = try WorkDirectory()
    let store = try Store(path: directory.file("s.sqlite"), access: .write)
    let bucket = try store.bucket(historian: "file", name: "a").id
    let intake = Intake(store: store)
    let front = RandomReadings.columns(seed: 1)
    let back = RandomReadings.columns(seed: 2)
    intake.add(RandomReadings.batch(front), from: bucket)
    intake.add(
      RandomReadings.batch(back, device: DeviceKey(type: "Android", id: "b")), from: bucket)
    try intake.finish()
    #expect(
      try everything(store) == [RandomReadings.sorted(front), RandomReadings.sorted(back)])
  }

  @Test func `the same again changes nothing and is counted as repeats`() throws {
    let directory = try WorkDirectory()
    let store = try Store(path: directory.file("s.sqlite"), access: .write)
    let bucket = try store.bucket(historian: "file", name: "a").id
    let intake = Intake(store: store)
    let columns = RandomReadings.columns(seed: 1)
    intake.add(RandomReadings.batch(columns), from: bucket)
    try intake.finish()
    let before = try everything(store)
    intake.add(RandomReadings.batch(columns), from: bucket)
    intake.add(RandomReadings.batch(columns), from: bucket)
    let counts = try #require(try intake.finish()[bucket])
    #expect(counts.new == 0 && counts.duplicate == 2 * columns.count)
    #expect(try everything(store) == before)
  }

  @Test func `two documents of one millisecond are both kept`() throws {
    var columns = RandomReadings.columns(seed: 1)
    columns.measuredAt = columns.measuredAt.map { _ in 1_583_193_600_000 }
    let directory = try WorkDirectory()
    let store = try Store(path: directory.file("s.sqlite"), access: .write)
    let bucket = try store.bucket(historian: "file", name: "a").id
    let intake = Intake(store: store)
    intake.add(RandomReadings.batch(columns), from: bucket)
    #expect(try intake.finish()[bucket]?.new == columns.count)
  }

  @Test func `order, cuts and repeats make no difference`() throws {
    var options = RandomReadings.Options()
    options.count = 30_000
    let columns = RandomReadings.columns(options, seed: 9)
    let expected = RandomReadings.sorted(columns)
    for seed in UInt64(1)...5 {
      var generator = SeededGenerator(seed: seed)
      let directory = try WorkDirectory()
      let store = try Store(path: directory.file("s.sqlite"), access: .write)
      let bucket = try store.bucket(historian: "file", name: "a").id
      let intake = Intake(store: store)
      let order = Array(0..<columns.count).shuffled(using: &generator)
      var first = 0
      while first < order.count {
        let last = min(order.count, first + Int.random(in: 1...7000, using: &generator))
        let part = RandomReadings.selection(columns, order[max(0, first - 50)..<last])
        intake.add(RandomReadings.batch(part), from: bucket)
        if Bool.random(using: &generator) { try intake.flush() }
        if Int.random(in: 0..<4, using: &generator) == 0 { try store.compact() }
        first = last
      }
      try intake.flush()
      #expect(try everything(store) == [expected], "before compaction, seed \(seed)")
      try store.compact()
      #expect(try store.compact() == 0)
      #expect(try everything(store) == [expected], "after compaction, seed \(seed)")
    }
  }

  @Test func `what was not flushed is not there`() throws {
    let directory = try WorkDirectory()
    let path = directory.file("s.sqlite")
    var record: BucketRecord
    do {
      let store = try Store(path: path, access: .write)
      record = try store.bucket(historian: "http://h", name: "a")
      let intake = Intake(store: store)
      var columns = RandomReadings.columns(seed: 1)
      intake.add(RandomReadings.batch(columns), from: record.id)
      record.state = .scanning
      record.ranges = [ScanRange(resumeKey: "abc", rowsSeen: 1000)]
      try intake.flush(buckets: [record])
      columns = RandomReadings.columns(seed: 2)
      intake.add(RandomReadings.batch(columns), from: record.id)
    }
    let store = try Store(path: path, access: .read)
    let found = try #require(try store.buckets().first)
    #expect(found.ranges == record.ranges && found.state == .scanning)
    #expect(found.counts.new == 1000)
    #expect(try store.extents().values.first?.readingCount == 1000)
  }

  @Test func `every document is in exactly one count`() throws {
    let directory = try WorkDirectory()
    let store = try Store(path: directory.file("s.sqlite"), access: .write)
    let bucket = try store.bucket(historian: "file", name: "a").id
    let intake = Intake(store: store)
    let columns = RandomReadings.columns(seed: 1)
    var batch = RandomReadings.batch(columns)
    batch.otherEvents = [
      OtherEvent(kind: "raspi/status", contentHash: 1),
      OtherEvent(kind: "raspi/status", contentHash: 2),
      OtherEvent(kind: "raspi/status", contentHash: 1),
    ]
    batch.rejected = [
      RejectedDocument(documentID: "x", reason: .missingDeviceID, body: "{}"),
      RejectedDocument(documentID: nil, reason: .invalidJSON, body: "{"),
    ]
    batch.designDocumentCount = 1
    batch.deletedCount = 4
    batch.documentCount = columns.count + 3 + 2 + 1 + 4
    intake.add(batch, from: bucket)
    let counts = try #require(try intake.finish()[bucket])
    #expect(counts.otherEvents == 2 && counts.duplicate == 1 && counts.rejected == 2)
    #expect(
      counts.read == counts.new + counts.duplicate + counts.otherEvents + counts.rejected
        + counts.design + counts.deleted)
    #expect(try store.otherEventCounts().map(\.count) == [2])
    #expect(
      try store.rejectedCounts().map(\.reason).sorted() == ["invalid JSON", "missing deviceId"])
    #expect(try store.buckets().first?.counts == counts)
  }

  @Test func `writing aside gives the same store and the same counts`() throws {
    let directory = try WorkDirectory()
    var options = RandomReadings.Options()
    options.count = 5_000
    let batches = (1...6).map { RandomReadings.batch(RandomReadings.columns(options, seed: $0)) }
    let outcomes = try [false, true].map { writesAside in
      let store = try Store(path: directory.file("\(writesAside).sqlite"), access: .write)
      let bucket = try store.bucket(historian: "file", name: "a").id
      // Twice the limit, of which the one that writes aside takes half.
      let intake = Intake(
        store: store, flushLimit: writesAside ? 10_000 : 5_000, writesAside: writesAside)
      var counts = DocumentCounts()
      var flushes = 0
      // The last repeats the first, which is in the store by then.
      for batch in batches + [batches[0]] {
        intake.add(batch, from: bucket)
        guard intake.shouldFlush else { continue }
        flushes += 1
        counts += try intake.flush()[bucket] ?? DocumentCounts()
      }
      counts += try intake.finish()[bucket] ?? DocumentCounts()
      #expect(flushes == 7 && counts.read == 35_000 && counts.duplicate >= 5_000)
      return (try everything(store), counts.new, counts.duplicate)
    }
    #expect(outcomes[0].0 == outcomes[1].0)
    #expect(outcomes[0].1 == outcomes[1].1 && outcomes[0].2 == outcomes[1].2)
  }

  @Test func `what goes wrong aside is told at the next call, and nothing of it is in the store`()
    throws
  {
    let stage = try StoreStage()
    let store = try stage.store()
    let bucket = try store.bucket(historian: "file", name: "a").id
    try DatabaseQueue(path: store.path).write {
      try $0.execute(
        sql: """
          CREATE TRIGGER full BEFORE INSERT ON segment
          BEGIN SELECT raise(ABORT, 'the disk is full'); END
          """)
    }
    let intake = Intake(store: store, writesAside: true)
    intake.add(RandomReadings.batch(RandomReadings.columns(seed: 1)), from: bucket)
    #expect(try intake.flush().isEmpty)
    #expect(throws: StoreError.self) { try intake.flush() }
    #expect(try store.devices().isEmpty)
    #expect(try intake.finish().isEmpty)
  }
}
