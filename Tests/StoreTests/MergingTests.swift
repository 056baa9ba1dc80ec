import Foundation
import GRDB
import Readings
import Store
import TestSupport
import Testing

@Suite struct MergingTests {
  private typealias Stage = StoreStage

  private func merge(
    _ stage: StoreStage, _ other: String, into store: Store,
    afterStep: (MergeTally) throws -> Void = { _ in }
  ) throws -> MergeTally {
    try store.merge(
      try MergeSource(path: stage.directory.file(other)),
      run: try store.makeDetectorRun(Stage.key()), afterStep: afterStep)
  }

  @Test func `two stores that overlap become one, and nothing is doubled`() throws {
    let stage = try StoreStage()
    let all = Stage.columns(days: 0..<4)
    let (early, late) = (Array(0..<3000), Array(2000..<4800))
    try Stage.take(RandomReadings.selection(all, early), into: try stage.store("other"))
    let store = try stage.store()
    try Stage.take(RandomReadings.selection(all, late), into: store, named: "b")
    let tally = try merge(stage, "other", into: store)
    #expect(tally.newReadings == 2000 && tally.knownReadings == 1000)
    #expect(tally.newDevices == 0 && tally.takenBuckets == 1)
    #expect(try Stage.readings(store) == [RandomReadings.sorted(all)])
    #expect(try store.buckets().map(\.name) == ["a", "b"])

    let again = try merge(stage, "other", into: store)
    #expect(again == MergeTally(knownReadings: 3000))
    #expect(try Stage.readings(store) == [RandomReadings.sorted(all)])
  }

  @Test func `an interrupted merge claims no bucket, and goes on`() throws {
    struct Ended: Error {}
    let stage = try StoreStage()
    try Stage.take(Stage.columns(days: 0..<5), into: try stage.store("other"))
    let store = try stage.store()
    #expect(throws: Ended.self) {
      try merge(stage, "other", into: store) { _ in throw Ended() }
    }
    #expect(try store.buckets().isEmpty)
    let rest = try merge(stage, "other", into: store)
    #expect(rest.newReadings > 0 && rest.knownReadings > 0)
    #expect(rest.newReadings + rest.knownReadings == 5 * 1200 && rest.takenBuckets == 1)
    let expected = [RandomReadings.sorted(Stage.columns(days: 0..<5))]
    #expect(try Stage.readings(store) == expected)
  }

  @Test func `names and zones given here stay, others come over`() throws {
    let stage = try StoreStage()
    let other = try stage.store("other")
    try Stage.take(Stage.columns(days: 0..<1), into: other)
    try other.name(device: try Stage.device(other), "Front door")
    try other.setTimeZone(device: try Stage.device(other), "Europe/Berlin")
    let store = try stage.store()
    _ = try merge(stage, "other", into: store)
    #expect(try store.devices().map(\.name) == ["Front door"])
    #expect(try store.devices().map(\.timeZone) == ["Europe/Berlin"])
    try store.name(device: try Stage.device(store), "Back door")
    _ = try merge(stage, "other", into: store)
    #expect(try store.devices().map(\.name) == ["Back door"])
  }

  @Test func `the record that knows more of a bucket is kept`() throws {
    let stage = try StoreStage()
    let columns = Stage.columns(days: 0..<1)
    try Stage.take(columns, into: try stage.store("other"))
    let store = try stage.store()
    var begun = try store.bucket(historian: "https://historian", name: "a")
    begun.state = .scanning
    begun.rowsSeen = 7
    try Intake(store: store).flush(buckets: [begun])
    #expect(try merge(stage, "other", into: store).takenBuckets == 1)
    let taken = try #require(try store.buckets().first)
    #expect(taken.id == begun.id && taken.state == .complete && taken.counts.new == 1200)
    let back = try stage.store("other")
    let reversed = try back.merge(
      try MergeSource(path: store.path), run: try back.makeDetectorRun(Stage.key()))
    #expect(reversed.takenBuckets == 0)
  }

  /// A store of four days whose first two are decided, with an opening in each.
  private func pruned(_ stage: StoreStage, _ name: String) throws {
    let other = try stage.store(name)
    try Stage.take(Stage.columns(days: 0..<4), into: other)
    let run = try other.makeDetectorRun(Stage.key(version: 7, "z"))
    try Stage.detect(days: 0..<4, run: run, in: other)
    let decided = Stage.start + 2 * Stage.day
    try other.prune(
      device: try Stage.device(other), decidedBefore: decided,
      readingsBefore: decided - Stage.hour)
  }

  @Test func `decided days come over where nothing is known of that time`() throws {
    let stage = try StoreStage()
    try pruned(stage, "other")
    let store = try stage.store()
    try Stage.take(Stage.columns(days: 4..<5), into: store, named: "b")
    #expect(try merge(stage, "other", into: store).decidedDays == 2)
    let run = try #require(try store.detectorRun(Stage.key()))
    #expect(try Stage.openings(store, run) == 2)
    let pruned = try #require(try store.pruned()[try Stage.device(store)])
    #expect(pruned.readingCount > 2300 && pruned.span != nil)
    #expect(try merge(stage, "other", into: store).decidedDays == 0)
    #expect(try store.pruned()[try Stage.device(store)] == pruned)
  }

  @Test func `decided days are left where the readings are here, and the bucket stays open`() throws
  {
    let stage = try StoreStage()
    try pruned(stage, "other")
    let store = try stage.store()
    try Stage.take(Stage.columns(days: 0..<1), into: store, named: "b")
    let tally = try merge(stage, "other", into: store)
    #expect(tally.leftDevices == ["10.0.0.7"] && tally.decidedDays == 0)
    #expect(tally.takenBuckets == 0)
    #expect(try store.pruned().isEmpty)
  }

  @Test func `readings older than what is kept here are left`() throws {
    let stage = try StoreStage()
    try Stage.take(Stage.columns(days: 0..<4), into: try stage.store("other"))
    try pruned(stage, "s.sqlite")
    let tally = try merge(stage, "other", into: try stage.store())
    #expect(tally.newReadings == 0 && tally.prunedReadings > 2300)
  }

  @Test func `a damaged store is found out before anything is taken`() throws {
    let stage = try StoreStage()
    try Stage.take(Stage.columns(days: 0..<1), into: try stage.store("other"))
    let path = stage.directory.file("other")
    #expect(try MergeSource(path: path).problems().isEmpty)
    try DatabaseQueue(path: path).write {
      try $0.execute(sql: "UPDATE segment SET light = x'00' WHERE segment_id = 3")
    }
    #expect(try MergeSource(path: path).problems().count == 1)
    let text = try stage.directory.write("no store at all", to: "text")
    #expect(throws: StoreError.self) { try MergeSource(path: text) }
    #expect(throws: StoreError.notFound(path: "/nowhere")) { try MergeSource(path: "/nowhere") }
  }
}
