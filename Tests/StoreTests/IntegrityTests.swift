import Foundation
import GRDB
import Readings
import Store
import TestSupport
import Testing

@Suite struct IntegrityTests {
  /// What a whole store of two days, with an opening each, looks like after a statement.
  private func problems(after statement: String) throws -> [StoreProblem] {
    let stage = try StoreStage()
    do {
      let store = try stage.store()
      try StoreStage.take(StoreStage.columns(days: 0..<2), into: store)
      try StoreStage.detect(
        days: 0..<2, run: try store.makeDetectorRun(StoreStage.key()), in: store)
      #expect(try store.integrity().isWhole)
    }
    try DatabaseQueue(path: stage.directory.file("s.sqlite")).writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA foreign_keys = OFF; " + statement)
    }
    return try stage.store("s.sqlite", .read).integrity().problems
  }

  @Test(arguments: [
    ("UPDATE bucket SET new_count = new_count - 1", StoreProblem.Kind.counts),
    ("UPDATE bucket SET new_count = -1, duplicate_count = 2401", .counts),
    ("UPDATE bucket SET other_count = 3, new_count = new_count - 3", .counts),
    ("UPDATE opening SET closed_at_ms = opened_at_ms - 1", .derived),
    ("DELETE FROM detected_day", .derived),
    ("UPDATE observed SET end_ms = start_ms - 1", .derived),
    ("UPDATE observed SET end_ms = end_ms + 5", .derived),
    ("UPDATE segment SET light = x'00' WHERE segment_id = 1", .readings),
    ("UPDATE segment SET count = 49 WHERE segment_id = 1", .readings),
    ("UPDATE segment SET first_ms = first_ms + 1 WHERE segment_id = 1", .readings),
    ("DELETE FROM device", .structure),
  ])
  func `what was changed by another hand is found`(
    statement: String, kind: StoreProblem.Kind
  ) throws {
    let found = try problems(after: statement)
    #expect(!found.isEmpty && found.allSatisfy { $0.kind == kind }, "\(found)")
  }

  /// Each column of a segment, with one bit of one of its bytes another.
  @Test(arguments: [
    "time_offset_ms", "document_hash", "acceleration_x", "acceleration_y", "acceleration_z",
    "proximity", "light", "rotation", "gravity", "orientation",
  ])
  func `a bit that flips is found`(column: String) throws {
    let stage = try StoreStage()
    var options = RandomReadings.Options()
    options.hasExtended = true
    try StoreStage.take(RandomReadings.columns(options, seed: 1), into: try stage.store())
    let queue = try DatabaseQueue(path: stage.directory.file("s.sqlite"))
    try queue.write { database in
      let row = try #require(
        try Row.fetchOne(
          database,
          sql: "SELECT segment_id, \(column) FROM segment WHERE \(column) IS NOT NULL LIMIT 1"))
      var blob: Data = row[1]
      blob[blob.count / 2] ^= 0x10
      try database.execute(
        sql: "UPDATE segment SET \(column) = ? WHERE segment_id = ?",
        arguments: [blob, row[0] as Int64])
    }
    let store = try stage.store("s.sqlite", .read)
    #expect(try store.integrity().problems.map(\.kind) == [.readings])
    let device = try StoreStage.device(store)
    #expect(throws: StoreError.self) {
      try store.readings(of: device, in: StoreStage.everything)
    }
  }

  /// A row of another kind than its table says, as a damaged page may hold it.
  @Test(arguments: [
    "UPDATE device SET id = NULL", "UPDATE pruned SET readings_before_ms = NULL",
    "UPDATE bucket SET ranges = 'x'", "UPDATE bucket SET read_count = -1",
    "UPDATE segment SET count = 1 << 60", "UPDATE segment SET last_ms = -1 << 63",
    "UPDATE opening SET opened_at_ms = opened_at_ms + (1 << 61)",
    "UPDATE detected_day SET state_after = NULL",
    "UPDATE observed SET start_ms = start_ms - (1 << 61)",
  ])
  func `values that cannot be are an error and nothing worse`(statement: String) throws {
    let stage = try StoreStage()
    let run: Store.DetectorRunID
    do {
      let store = try stage.store()
      try StoreStage.take(StoreStage.columns(days: 0..<2), into: store)
      run = try store.makeDetectorRun(StoreStage.key())
      try StoreStage.detect(days: 0..<2, run: run, in: store)
      try store.prune(
        device: StoreStage.device(store), decidedBefore: StoreStage.start,
        readingsBefore: StoreStage.start)
    }
    let table = try #require(statement.split(separator: " ").dropFirst().first)
    try DatabaseQueue(path: stage.directory.file("s.sqlite")).writeWithoutTransaction { database in
      // The table as it is, without what it insists on.
      let sql = try #require(
        try String.fetchOne(
          database, sql: "SELECT sql FROM sqlite_master WHERE name = ?", arguments: [String(table)])
      )
      let lax = sql.replacing("NOT NULL", with: "").replacing("STRICT, WITHOUT", with: "WITHOUT")
        .replacing(") STRICT", with: ")")
      try database.execute(
        sql: "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = ? WHERE name = ?",
        arguments: [lax, String(table)])
    }
    try DatabaseQueue(path: stage.directory.file("s.sqlite")).writeWithoutTransaction {
      try $0.execute(sql: statement)
    }
    #expect(throws: StoreError.self) {
      let store = try stage.store("s.sqlite", .read)
      let device = try StoreStage.device(store)
      _ = try store.buckets()
      _ = try store.pruned()
      _ = try store.extents()
      _ = try store.readingSpans()
      _ = try store.hourCounts(of: device)
      _ = try store.readings(of: device, in: StoreStage.everything)
      _ = try store.detectedDays(run: run, device: device)
      _ = try store.openings(
        run: run, device: device, in: Interval(start: .min / 2, end: .max / 2))
      _ = try store.coverage(
        run: run, device: device, in: Interval(start: .min, end: .max / 2))
    }
  }

  @Test func `readings that stand twice are found`() throws {
    let found = try problems(
      after: """
        CREATE TEMP TABLE copy AS SELECT * FROM segment WHERE segment_id = 1;
        UPDATE copy SET segment_id = 1000, run = 9;
        INSERT INTO segment SELECT * FROM copy
        """)
    #expect(found.map(\.kind) == [.readings], "\(found)")
  }
}
