import GRDB
import Readings
import Store
import TestSupport
import Testing

@Suite struct PruningTests {
  private typealias Stage = StoreStage
  private let decided = StoreStage.start + 2 * StoreStage.day
  private var kept: Int64 { decided - StoreStage.hour }

  private func prunedStore(_ stage: StoreStage) throws -> (Store, Device.ID) {
    let store = try stage.store()
    try Stage.take(Stage.columns(days: 0..<4), into: store)
    let device = try Stage.device(store)
    try store.prune(device: device, decidedBefore: decided, readingsBefore: kept)
    return (store, device)
  }

  @Test func `old readings go, the margin and what is younger stays`() throws {
    let stage = try StoreStage()
    let (store, device) = try prunedStore(stage)
    let all = RandomReadings.sorted(Stage.columns(days: 0..<4))
    let rest = all.measuredAt.indices.filter { all.measuredAt[$0] >= kept }
    #expect(try Stage.readings(store) == [RandomReadings.selection(all, rest)])
    let pruned = try #require(try store.pruned()[device])
    #expect(pruned.readingCount == all.count - rest.count && rest.count > 2 * 1200)
    #expect(pruned.span?.start == all.measuredAt.first)
    let extent = try #require(try store.extents()[device])
    #expect(extent.readingCount == rest.count && extent.firstAt == all.measuredAt[0])
    #expect(try store.readingSpans()[device]?.start == all.measuredAt[0])
    #expect(try store.integrity().isWhole)
  }

  @Test func `what was pruned is not taken again, and that is counted`() throws {
    let stage = try StoreStage()
    let (store, device) = try prunedStore(stage)
    let before = try Stage.readings(store)
    let gone = try #require(try store.pruned()[device]).readingCount
    let counts = try Stage.take(Stage.columns(days: 0..<4), into: store, named: "b")
    #expect(counts.new == 0 && counts.pruned == gone && counts.duplicate == 4800 - gone)
    #expect(counts.read == counts.duplicate + counts.pruned)
    #expect(try store.buckets().last?.counts == counts)
    // Nor are readings of that time that were never there.
    let others = try Stage.take(Stage.columns(days: 0..<1, seed: 9), into: store, named: "c")
    #expect(others.pruned == 1200)
    #expect(try Stage.readings(store) == before)
  }

  @Test func `readings of another device are taken, however old`() throws {
    let stage = try StoreStage()
    let (store, _) = try prunedStore(stage)
    let bucket = try store.bucket(historian: "file", name: "other").id
    let intake = Intake(store: store)
    let batch = RandomReadings.batch(
      Stage.columns(days: 0..<1), device: DeviceKey(type: "Android", id: "other"))
    intake.add(batch, from: bucket)
    #expect(try intake.finish()[bucket]?.new == 1200)
  }

  @Test func `an interrupted prune has decided, and goes on`() throws {
    struct Ended: Error {}
    let stage = try StoreStage()
    let store = try stage.store()
    try Stage.take(Stage.columns(days: 0..<14), into: store)
    let device = try Stage.device(store)
    let decided = Stage.start + 13 * Stage.day
    #expect(throws: Ended.self) {
      try store.prune(device: device, decidedBefore: decided, readingsBefore: decided) { _ in
        throw Ended()
      }
    }
    let halfway = try #require(try store.pruned()[device])
    #expect(halfway.decidedBefore == decided)
    #expect(halfway.readingCount > 0 && halfway.readingCount < 13 * 1200)
    let rest = try store.prune(device: device, decidedBefore: decided, readingsBefore: decided)
    #expect(rest == 13 * 1200 - halfway.readingCount)
    #expect(try store.pruned()[device]?.readingCount == 13 * 1200)
  }

  @Test func `a shorter prune after a longer one changes nothing`() throws {
    let stage = try StoreStage()
    let (store, device) = try prunedStore(stage)
    let before = try store.pruned()
    let earlier = decided - Stage.day
    #expect(try store.prune(device: device, decidedBefore: earlier, readingsBefore: earlier) == 0)
    #expect(try store.pruned() == before)
  }

  @Test func `decided days outlive rebuilding and new versions of the detector`() throws {
    let stage = try StoreStage()
    let store = try stage.store()
    try Stage.take(Stage.columns(days: 0..<4), into: store)
    let first = try store.makeDetectorRun(Stage.key())
    try Stage.detect(days: 0..<4, run: first, in: store)
    let device = try Stage.device(store)
    try store.prune(device: device, decidedBefore: decided, readingsBefore: kept)
    try store.forget(run: first)
    #expect(try Stage.openings(store, first) == 2)

    let second = try store.makeDetectorRun(Stage.key(version: 2, "b"))
    #expect(try store.detectorRun(Stage.key()) == nil, "nothing of the old version is left")
    #expect(try Stage.openings(store, second) == 2)
    #expect(try store.detectedDays(run: second, device: device).count == 2)
    #expect(
      try store.coverage(run: second, device: device, in: Stage.everything).intervals
        == [Interval(start: Stage.start, end: decided)])

    // Other settings cannot be detected any more: these days are not observed with them.
    let other = try store.makeDetectorRun(Stage.key(version: 2, "c", isDefault: false))
    #expect(try Stage.openings(store, other) == 0)
    let third = try store.makeDetectorRun(Stage.key(version: 3, "d"))
    #expect(try Stage.openings(store, third) == 2)
    let origins = try database(stage) {
      try String.fetchAll($0, sql: "SELECT DISTINCT detected_by FROM detected_day")
    }
    #expect(origins == ["1/a"])
  }

  @Test(arguments: [true, false])
  func `space is given back, also of a file that was not made for it`(isOld: Bool) throws {
    let stage = try StoreStage()
    try Stage.take(Stage.columns(days: 0..<30), into: try stage.store())
    if isOld {
      try database(stage) { try $0.execute(sql: "PRAGMA auto_vacuum = NONE; VACUUM") }
    }
    let store = try stage.store()
    let device = try Stage.device(store)
    let end = Stage.start + 29 * Stage.day
    let before = try store.size()
    try store.prune(device: device, decidedBefore: end, readingsBefore: end)
    #expect(try store.size() == before)
    let outcome = try store.giveBackSpace()
    let after = try store.size()
    #expect(outcome == .givenBack(before - after) && after < before / 2)
    #expect(try store.integrity() == StoreIntegrity(readingCount: 1200, hourCount: 24))
    #expect(try store.giveBackSpace() == .givenBack(0))
  }

  private func database<Result>(
    _ stage: StoreStage, _ work: (Database) throws -> Result
  ) throws -> Result {
    try DatabaseQueue(path: stage.directory.file("s.sqlite")).writeWithoutTransaction(work)
  }
}
