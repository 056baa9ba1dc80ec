import Readings
import Simulate
import TestSupport
import Testing

@testable import Detect

/// What a day tells about how people leave their door.
@Suite struct HabitTests {
  private let decoder = Decoder(proximityWeight: 0, initialOpen: 0.1)

  /// A push that may open a closed door or one that stands ajar, and a swing back whose end looks by
  /// `doubt` [nats] more as if the leaf had met its frame than as if it had not.
  private func visit(doubt: Double) -> [[Double]] {
    [[.opening: 0, .widening: 0], [.closing: 0, .closingToAjar: -doubt]].map {
      (potentials: [MovementKind: Double]) in
      MovementKind.allCases.map { potentials[$0] ?? -8 }
    }
  }

  private func lead(of visits: [[[Double]]]) -> Double {
    lead(.oftenAjar, decoder.constants.oftenAjarCost, visits.flatMap { $0 })
  }

  /// How much likelier the movements are with the habit than without [nats].
  ///
  /// - Parameter push: Of each against the day's usual one [nats].
  private func lead(
    _ habit: Habit, _ cost: Double, _ potentials: [[Double]], push: Float = 0
  ) -> Double {
    var features = [Float](repeating: 0, count: Feature.count)
    features[Feature.slowPeakRank.rawValue] = push
    let movement = ObservedMovement(
      movement: Movement(range: 0..<10, onset: 0, settling: 9, peakScore: 100),
      features: [features])
    let movements = potentials.map { _ in movement }
    func logProbability(_ habit: Habit) -> Double {
      let hypothesis = Hypothesis(
        axes: 0, isMirrored: false, mounting: .coveredWhenClosed, habit: habit)
      return decoder.trellis(
        movements, potentials, hypothesis, potentials.map { _ in UnseenChanges.none }
      ).logProbability()
    }
    return logProbability(habit) - logProbability(.usual) - cost
  }

  @Test func `many doubtful ends make a habit, a few do not, and clear ones never`() {
    let doubtful = visit(doubt: 1.5)
    let clear = visit(doubt: 8)
    #expect(lead(of: [doubtful]) < 0)
    #expect(lead(of: Array(repeating: doubtful, count: 12)) > 0)
    #expect(lead(of: Array(repeating: clear, count: 12)) < 0)
    #expect(lead(of: Array(repeating: clear, count: 100)) < 0)
    #expect(
      lead(of: Array(repeating: clear, count: 30) + Array(repeating: doubtful, count: 12)) > 0)
  }

  @Test func `a recording of swings is undisturbed, one of knocks is not`() {
    func movement(_ potentials: [MovementKind: Double]) -> [Double] {
      MovementKind.allCases.map { potentials[$0] ?? -8 }
    }
    let opening = movement([.opening: 0, .nothingWhileClosed: -4])
    let closing = movement([.closing: 0, .nothingWhileOpen: -4])
    let knocks = movement([.nothingWhileClosed: 0, .nothingWhileOpen: 0, .opening: -4])
    let cost = decoder.constants.undisturbedCost
    #expect(lead(.undisturbed, cost, [opening, closing, opening, closing]) > 0)
    #expect(lead(.undisturbed, cost, [opening, closing, knocks, knocks, knocks]) < 0)
    #expect(lead(.undisturbed, cost, [knocks]) < 0)
    let weak = lead(.undisturbed, cost, [opening, closing, opening, closing], push: -1.6)
    #expect(weak == -cost, "movements too weak for the door tell nothing of it")
  }

  @Test(arguments: [(Float(0.3), 0.0), (0.55, 0.5), (0.9, 1)])
  func `a smooth movement of a recording is hardly ever nothing, a rough one may be`(
    smoothness: Float, share: Double
  ) {
    var row = [Float](repeating: 0, count: Feature.count)
    row[Feature.smoothness.rawValue] = smoothness
    row[Feature.cappedSmoothness.rawValue] = smoothness
    let constants = decoder.constants
    let shift = constants.shift(of: .undisturbed, row)
    let cost = constants.rarelyNothing + share * constants.rarelySmoothNothing
    for kind in MovementKind.allCases {
      let expected = kind.isNothing ? -cost : constants.oftenDoor
      #expect(abs(shift[kind.rawValue] - expected) < 1e-6, "\(kind)")
    }
    // One slam in a row of knocks is not smooth.
    row[Feature.cappedSmoothness.rawValue] = 0.1
    #expect(
      constants.shift(of: .undisturbed, row)[MovementKind.nothingWhileClosed.rawValue]
        == -constants.rarelyNothing)
    row[Feature.slowPeakRank.rawValue] = -3
    #expect(constants.shift(of: .undisturbed, row).allSatisfy { $0 == 0 }, "too weak for the door")
  }

  @Test(arguments: [37, 1037, 1039] as [UInt64])
  func `who passes through a door that stands ajar is not counted`(seed: UInt64) {
    let day = SimulatedDoor(preset: .ajar, seed: seed).day(startingAt: midnight)
    let analysis = DayAnalysis(
      of: day.readings, within: day.interval, margin: Detector.margin, sensitivity: 1)
    func falseOnes(_ constants: DecodingConstants) -> Int {
      let openings = Detector.detection(
        of: analysis, within: day.interval, carried: nil, constants: constants
      ).openings.map(\.openedAt)
      let labels = day.labels.map(\.openedAt).sorted()
      return openings.count - Matching(openings: openings, labels: labels).pairs.count
    }
    var without = DecodingConstants.standard
    without.oftenAjarCost = .infinity
    #expect(falseOnes(.standard) < falseOnes(without))
  }

  /// The door stands ajar for three hours with its sensor free, and hands pass the sensor meanwhile.
  @Test func `a sensor that says open while every swing seems to shut the door is believed`() throws
  {
    let day = SimulatedDoor(preset: .adversarial, seed: 1854).day(startingAt: midnight)
    let detection = Detector().detection(of: day.readings, within: day.interval, carried: nil)
    let ajar = day.labels.filter { ($0.closedAt ?? day.interval.end) - $0.openedAt > 3_600_000 }
    #expect(ajar.count == 2)
    for label in ajar {
      let closed = try #require(label.closedAt)
      let visits = detection.openings.filter {
        label.openedAt + 60_000 < $0.openedAt && $0.openedAt < closed
      }
      #expect(visits.isEmpty, "who passes through it")
    }
  }

  /// A real door's swings, with stillness between in which the sensor is felt now and then.
  @Test func `what is too weak for the door is explained as on any day`() throws {
    let clips = try RecordedClips()
    var random = SplitMix(seed: 3)
    let readings = clips.stream(quiet: 300, repeats: 3, using: &random).sampled(
      from: testDay.start + 3_600_000, period: 200, jitter: 30, using: &random)
    let analysis = DayAnalysis(
      of: readings, within: testDay, margin: Detector.margin, sensitivity: 1)
    let decided = Detector.decided(analysis, within: testDay, carried: nil)
    #expect(decided.answer.hypothesis.habit == .undisturbed)
    let explainer = DayExplainer(decided, sensitivity: 1)
    var explained: Set<Explanation.Habit> = []
    for (step, movement) in decided.steps.observed.enumerated() {
      let habit = explainer.explanation(of: step).evidence.habit
      let isOwn = decoder.constants.isOwn(movement.features[0])
      #expect(habit == (isOwn ? .undisturbed : .usual))
      explained.insert(habit)
    }
    #expect(explained == [.undisturbed, .usual])
  }

  @Test func `a door that nobody leaves ajar has no such habit`() {
    let day = SimulatedDoor(preset: .easy, seed: 6).day(startingAt: midnight)
    let analysis = DayAnalysis(
      of: day.readings, within: day.interval, margin: Detector.margin, sensitivity: 1)
    let decided = Detector.decided(analysis, within: day.interval, carried: nil)
    #expect(decided.answer.hypothesis.habit == .usual)
  }
}
