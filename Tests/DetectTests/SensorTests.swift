import Foundation
import Readings
import Simulate
import Testing

@testable import Detect

/// Which of the sensor's changes belong to which movement, and what follows from them.
@Suite struct SensorTests {
  @Test(arguments: Mounting.allCases)
  func `whether an ajar door covers the sensor is paid for as it is left ajar, and never again`(
    mounting: Mounting
  ) {
    func chance(_ kind: MovementKind, _ column: Int) -> Double {
      exp(
        ProximityTable.start[
          ProximityTable.index(mounting, kind: kind.rawValue, column: column)])
    }
    for column in 0..<ProximityTable.patternCount {
      let visit = chance(.openingAndClosing, column)
      let passage = visit + chance(.nothingWhileOpen, column)
      #expect(abs(chance(.passageWhileAjar, column) - passage) < 1e-12)
      let left = (chance(.opening, column) + visit) / 2
      #expect(abs(chance(.openingToAjar, column) - left) < 1e-12)
    }
  }

  /// Bits from how many readings each lasts, high first; readings come every 200 ms.
  private func sensor(_ lengths: Int...) throws -> (proximity: Proximity, measuredAt: [Int64]) {
    try sensor(lengths)
  }

  private func sensor(_ lengths: [Int]) throws -> (proximity: Proximity, measuredAt: [Int64]) {
    let values = lengths.enumerated().flatMap { number, length in
      [Float](repeating: number.isMultiple(of: 2) ? 5 : 0, count: length)
    }
    return (
      try #require(Proximity(of: values)), values.indices.map { midnight + 200 * Int64($0) }
    )
  }

  /// A phone that is hung up another way at three in the afternoon.
  @Test(arguments: [(Preset.home, 37 as UInt64), (.drift, 38), (.noisy, 39)])
  func `a sensor that means the opposite from some moment on costs nothing`(
    preset: Preset, seed: UInt64
  ) throws {
    let day = SimulatedDoor(preset: preset, seed: seed).day(startingAt: midnight)
    let known = day.readings.proximity.filter { !$0.isNaN }
    let (low, high) = (try #require(known.min()), try #require(known.max()))
    let afternoon = midnight + 15 * 3_600_000
    var turned = day.readings
    for i in turned.proximity.indices where turned.measuredAt[i] >= afternoon {
      turned.proximity[i] = low + high - turned.proximity[i]
    }
    func decided(_ readings: ReadingColumns<Float>) -> Detector.DecidedDay {
      let analysis = DayAnalysis(
        of: readings, within: day.interval, margin: Detector.margin, sensitivity: 1)
      return Detector.decided(analysis, within: day.interval, carried: nil)
    }
    let usual = decided(day.readings)
    let changed = decided(turned)
    #expect(Set(usual.answer.hypothesis.meanings).count == 1)
    let starts = [usual, changed].map { $0.detection.openings.map(\.openedAt) }
    let labels = day.labels.map(\.openedAt).sorted()
    let matched = starts.map { Matching(openings: $0, labels: labels).pairs.count }
    let faults = starts.indices.map { starts[$0].count + labels.count - 2 * matched[$0] }
    #expect(faults[1] <= faults[0])
    // How long its sensor usually takes to be free is told from one opening more or less.
    let pairs = Matching(openings: starts[1], labels: starts[0]).pairs
    #expect(pairs.count >= starts[0].count - 3)
    #expect(pairs.allSatisfy { abs(starts[1][$0.opening] - starts[0][$0.label]) < 1000 })

    // Before and after, the sensor is covered as the same door opens.
    let meanings = changed.answer.hypothesis.meanings
    // It may say nothing for a few movements between.
    let step = try #require(meanings.firstIndex(of: meanings[0].opposite))
    #expect(!meanings[step...].contains(meanings[0]))
    let explainer = DayExplainer(changed, sensitivity: 1)
    let openings = changed.openingSteps.compactMap { opening in
      explainer.explanation(of: opening).evidence.proximity.map { (opening, $0.wasCovered) }
    }
    let covered = { (isAfter: Bool) in
      openings.count { ($0.0 >= step) == isAfter && $0.1 }
    }
    let all = { (isAfter: Bool) in openings.count { ($0.0 >= step) == isAfter } }
    #expect(all(false) > 2 && all(true) > 2)
    #expect(covered(false) * 10 >= all(false) * 8)
    #expect(covered(true) * 10 >= all(true) * 8)
  }

  @Test(arguments: [(Preset.office, 37 as UInt64), (.noisy, 39)])
  func `a sensor that changes without the door is set aside for as long as it does`(
    preset: Preset, seed: UInt64
  )
    throws
  {
    let day = SimulatedDoor(preset: preset, seed: seed).day(startingAt: midnight)
    let known = day.readings.proximity.filter { !$0.isNaN }
    let (low, high) = (try #require(known.min()), try #require(known.max()))
    let bad = midnight + 12 * 3_600_000..<midnight + 15 * 3_600_000
    var spoiled = day.readings
    var absent = day.readings
    for i in spoiled.proximity.indices {
      absent.proximity[i] = .nan
      guard bad.contains(spoiled.measuredAt[i]) else { continue }
      spoiled.proximity[i] = (spoiled.measuredAt[i] / 70_000) % 2 == 0 ? low : high
    }
    func decided(_ readings: ReadingColumns<Float>) -> Detector.DecidedDay {
      let analysis = DayAnalysis(
        of: readings, within: day.interval, margin: Detector.margin, sensitivity: 1)
      return Detector.decided(analysis, within: day.interval, carried: nil)
    }
    func right(_ decided: Detector.DecidedDay) -> Int {
      let labels = day.labels.map(\.openedAt).sorted()
      return Matching(openings: decided.detection.openings.map(\.openedAt), labels: labels).pairs
        .count
    }
    let result = decided(spoiled)
    #expect(right(result) >= right(decided(absent)))
    let explainer = DayExplainer(result, sensitivity: 1)
    var silent = (inside: 0, outside: 0)
    var inside = 0
    for step in 0..<result.detection.episodes.count {
      let episode = result.detection.episodes[step]
      let isInside = bad.contains(episode.interval.start)
      if isInside { inside += 1 }
      guard result.steps.observed[step].pattern == nil else { continue }
      if isInside { silent.inside += 1 } else { silent.outside += 1 }
      #expect(!episode.evidence.contains(.proximity))
      // To explain one takes as long as to decide the day.
      guard silent.inside == 1 else { continue }
      let evidence = explainer.explanation(of: step).evidence
      #expect(evidence.proximity != nil && evidence.proximityWeight == 0)
    }
    #expect(silent.inside * 10 >= inside * 9)
    #expect(silent.outside * 20 <= result.detection.episodes.count - inside)
    let seen = result.detection.openings.count { $0.evidence.contains(.proximity) }
    #expect(seen * 2 > result.detection.openings.count, "for the rest of the day it counts")
  }

  @Test func `a change belongs to the movement nearest in time`() throws {
    let (proximity, measuredAt) = try sensor(50, 50, 50)
    #expect(proximity.transitions == [50, 100])
    // Felt until half a second before the sensor was free; felt again after it was covered.
    let movements = [42..<48, 104..<110]
    let changes = proximity.changes(at: movements, measuredAt: measuredAt)
    #expect(changes == [0..<1, 1..<2])
    let patterns = zip(movements, changes).map {
      proximity.pattern(around: $0, changes: $1)
    }
    #expect(
      patterns == [
        Proximity.Pattern(wasHigh: true, isHigh: false, hasExcursion: false),
        Proximity.Pattern(wasHigh: false, isHigh: true, hasExcursion: false),
      ])
  }

  @Test func `between two movements a change is nobody's twice`() throws {
    let (proximity, measuredAt) = try sensor(50, 50)
    let movements = [40..<46, 52..<58]
    let changes = proximity.changes(at: movements, measuredAt: measuredAt)
    #expect(changes == [0..<0, 0..<1])
    let first = proximity.pattern(around: movements[0], changes: changes[0])
    #expect(first == Proximity.Pattern(wasHigh: true, isHigh: true, hasExcursion: false))
  }

  @Test func `a change away from every movement belongs to none`() throws {
    let (proximity, measuredAt) = try sensor(50, 50)
    let movements = [10..<20, 80..<90]
    #expect(proximity.changes(at: movements, measuredAt: measuredAt) == [0..<0, 1..<1])
    #expect(proximity.strayTransitions(outside: movements, measuredAt: measuredAt) == [50])
  }

  @Test func `what passes the sensor and is not felt is one movement, there and back`() throws {
    // Two seconds covered, then 20, then two with something felt meanwhile.
    let (proximity, measuredAt) = try sensor(100, 10, 100, 100, 100, 10, 100)
    let strays = proximity.transitions
    #expect(strays == [100, 110, 210, 310, 410, 420])
    func unfelt(_ strays: [Int], outside movements: [Range<Int>] = []) -> [Range<Int>] {
      proximity.unfelt(strays, outside: movements, measuredAt: measuredAt)
    }
    #expect(unfelt(strays) == [100..<111, 210..<211, 310..<311, 410..<421])
    #expect(unfelt(strays, outside: [413..<416]).suffix(2) == [410..<411, 420..<421])
    #expect(unfelt([100, 420]) == [100..<101, 420..<421], "what lies between belongs to others")
    #expect(unfelt([]).isEmpty)

    let pattern = proximity.pattern(around: 100..<111, changes: 0..<2)
    #expect(pattern == Proximity.Pattern(wasHigh: true, isHigh: true, hasExcursion: true))
  }

  @Test(arguments: 0..<50) func `passings are those of a search through all pairs`(_ seed: Int)
    throws
  {
    var random = SplitMix(seed: UInt64(seed))
    let lengths = (0..<40).map { _ in Int.random(in: 8...90, using: &random) }
    let (proximity, measuredAt) = try sensor(lengths)
    let all = proximity.transitions
    let movements = stride(from: 5, to: measuredAt.count - 10, by: 61).compactMap { start in
      Bool.random(using: &random) ? start..<start + Int.random(in: 1...9, using: &random) : nil
    }
    let strays = all.filter { stray in !movements.contains { $0.contains(stray) } }
      .filter { _ in Int.random(in: 0..<8, using: &random) > 0 }
    var expected: [Range<Int>] = []
    for stray in strays where expected.last.map({ stray >= $0.upperBound }) ?? true {
      let back = strays.first { $0 > stray }
      let isPassing = back.map { back in
        !all.contains { stray < $0 && $0 < back }
          && !movements.contains { $0.overlaps(stray..<back + 1) }
          && measuredAt[back] - measuredAt[stray] <= Proximity.longestPassing
      }
      expected.append(isPassing == true ? stray..<(back ?? stray) + 1 : stray..<stray + 1)
    }
    #expect(proximity.unfelt(strays, outside: movements, measuredAt: measuredAt) == expected)
  }

  @Test func `both changes of a visit that was felt once belong to it`() throws {
    let (proximity, measuredAt) = try sensor(50, 10, 50)
    let changes = proximity.changes(at: [58..<66], measuredAt: measuredAt)
    #expect(changes == [0..<2])
    let pattern = proximity.pattern(around: 58..<66, changes: changes[0])
    #expect(pattern == Proximity.Pattern(wasHigh: true, isHigh: true, hasExcursion: true))
    #expect(pattern.hasChange)
  }

  @Test func `a sensor is distrusted where nothing moved, not where half a visit was felt`()
    throws
  {
    let (proximity, _) = try sensor(50, 20, 50, 20, 50)
    #expect(proximity.transitions == [50, 70, 120, 140])
    func lonely(_ strays: [Int]) -> Int { proximity.lonely(strays).count { $0 } }
    #expect(lonely([50]) == 1, "before it nothing is known")
    #expect(lonely([70]) == 0, "the other end was felt")
    #expect(lonely([70, 120]) == 2)
    #expect(lonely([50, 70, 120, 140]) == 4)
    #expect(lonely([]) == 0)
  }

  @Test func `a stretch of lonely changes is told from single ones`() {
    func aimless(_ text: String) -> [Range<Int>] { Proximity.aimless(text.map { $0 == "o" }) }
    let door = String(repeating: "|", count: 30)
    let coat = String(repeating: "o", count: 20)
    #expect(aimless("").isEmpty)
    #expect(aimless(door).isEmpty)
    #expect(aimless(String(repeating: "||o", count: 30)).isEmpty, "a noisy phone")
    #expect(aimless(door + "oooo" + door).isEmpty, "two visits that were not felt")
    #expect(aimless(door + coat + door) == [30..<50])
    #expect(aimless(door + coat + "|" + coat + door) == [30..<71], "one fits by chance")
    #expect(aimless(coat + door + coat) == [0..<20, 50..<70])
    #expect(aimless(coat) == [0..<20])
  }

  @Test(arguments: 0..<20) func `the likeliest stretches are those of a search through all`(
    _ seed: Int
  ) {
    var random = SplitMix(seed: UInt64(seed))
    var isBad = false
    let lonely = (0..<14).map { _ in
      if Double.random(in: 0..<1, using: &random) < 0.15 { isBad.toggle() }
      return Double.random(in: 0..<1, using: &random) < (isBad ? 0.97 : 0.1)
    }
    // Lengthened, so that changing pays within a course that can be searched.
    let each = 5
    func cost(_ course: Int) -> Double {
      var wasAimless = false
      var cost = 0.0
      for i in lonely.indices {
        let isAimless = course & 1 << i != 0
        if isAimless, !wasAimless { cost += Proximity.aimlessCost }
        if wasAimless, !isAimless { cost += Proximity.followingCost }
        let share = isAimless ? Proximity.aimlessLonelyShare : Proximity.lonelyShare
        cost -= Double(each) * log(lonely[i] ? share : 1 - share)
        wasAimless = isAimless
      }
      return cost
    }
    let repeated = lonely.flatMap { [Bool](repeating: $0, count: each) }
    let found = Proximity.aimless(repeated)
    var course = 0
    for i in lonely.indices where found.contains(where: { $0.contains(i * each) }) {
      course |= 1 << i
    }
    #expect(found.allSatisfy { $0.lowerBound % each == 0 && $0.upperBound % each == 0 })
    let least = (0..<1 << lonely.count).map(cost).min() ?? 0
    #expect(abs(cost(course) - least) < 1e-9)
  }

  @Test func `trust is counted where the sensor follows the door`() throws {
    // Twenty visits, then a coat that swings before the sensor forty times.
    var runs: [Int] = []
    for _ in 0..<40 { runs.append(30) }
    for _ in 0..<40 { runs.append(20) }
    var (proximity, _) = try sensor(runs)
    let coat = Array(proximity.transitions.dropFirst(40))
    proximity.learnTrust(coat)
    #expect(proximity.isAimless.indices.allSatisfy { proximity.isAimless[$0] == ($0 >= 40) })
    #expect(proximity.trust == 1)
    #expect(proximity.follows(at: 39..<40) && !proximity.follows(at: 40..<41))
    #expect(proximity.follows(at: 40..<40), "before the first of them")
    #expect(!proximity.follows(at: 41..<41), "between two of them")
    #expect(proximity.follows(at: proximity.transitions.count..<proximity.transitions.count))

    proximity.learnTrust(proximity.transitions)
    #expect(proximity.trust == 0)
    #expect(!proximity.follows(at: 0..<1))
  }

  @Test func `a door that was covered long, or met its frame hard, was closed and opened again`() {
    let reopening = Reopening(usualJump: 1)
    func isLikely(_ readings: Int, _ logJump: Double) -> Bool {
      reopening.isLikely(SensorRun(range: 100..<100 + readings, logJump: logJump))
    }
    #expect(isLikely(12, 1))
    #expect(!isLikely(5, 1), "caught before its frame")
    #expect(isLikely(6, 3), "a slam")
    #expect(!isLikely(9, -1), "a gentle turn")
    #expect(!isLikely(3, 9), "shorter than any visit's end")
  }

  @Test func `rows of knocks during which the sensor saw the door move are not ruled out`() {
    var row = [Float](repeating: 0, count: Feature.count)
    row[Feature.logDuration.rawValue] = 2.3  // ten seconds
    row[Feature.logPeakDeviation.rawValue] = 2
    #expect(KindsModel.isRowOfKnocks(row))
    let ruledOut = KindsModel.standard.logPotentials(of: [row])[0]
    let seen = KindsModel.standard.logPotentials(of: [row], areSeen: [true])[0]
    let floor = DecodingConstants.standard.floor
    #expect(ruledOut == MovementKind.allCases.map { $0.isNothing ? 0 : floor })
    #expect(seen != ruledOut)
  }

  private func matching(_ preset: Preset, seed: UInt64) -> Matching {
    let day = SimulatedDoor(preset: preset, seed: seed).day(startingAt: midnight)
    let detection = Detector().detection(of: day.readings, within: day.interval, carried: nil)
    return Matching(
      openings: detection.openings.map(\.openedAt), labels: day.labels.map(\.openedAt).sorted())
  }

  /// A third of this day's openings are too gentle for a phone as noisy as this one; its sensor is
  /// covered a second before each closing is felt.
  @Test func `openings that were not felt are found by the sensor, at their time`() {
    let matching = matching(.noisy, seed: 1086)
    #expect(matching.recall ?? 0 > 0.8)
    #expect(matching.precision ?? 0 > 0.9)
  }

  /// Doors that slam behind one visitor and are opened by the next within a few seconds.
  @Test func `visits that follow each other closely are told apart`() {
    let matching = matching(.office, seed: 1088)
    #expect(matching.recall ?? 0 > 0.98)
    #expect(matching.precision ?? 0 > 0.98)
  }
}
