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
    ("DELETE FROM device", .structure),
  ])
  func `what was changed by another hand is found`(
    statement: String, kind: StoreProblem.Kind
  ) throws {
    let found = try problems(after: statement)
    #expect(!found.isEmpty && found.allSatisfy { $0.kind == kind }, "\(found)")
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
