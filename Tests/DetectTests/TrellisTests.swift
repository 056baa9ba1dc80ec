import CColumns
import Foundation
import Testing

@testable import Detect

func exponential(_ value: Double) -> Double { exp(value) }
func logarithm(_ value: Double) -> Double { log(value) }

/// The trellis against every way through it.
@Suite struct TrellisTests {
  private func trellis(_ random: inout SplitMix, count: Int) -> Trellis {
    let steps = (0..<count).map { _ in
      DecodeStep(
        logPotential: MovementKind.allCases.map { _ in Double.random(in: -6...3, using: &random) },
        unseen: UnseenChanges(closing: Double.random(in: 0.001...0.3, using: &random)))
    }
    return Trellis(
      steps: steps,
      initial: Trellis.initial(open: Double.random(in: 0.01...0.99, using: &random)))
  }

  /// The sensor's course is known as well in each of the ways that are added up.
  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `door and sensor together are the sum over every course of the sensor`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let count = Int(seed % 5)
    let door = trellis(&random, count: count)
    let bit = { (random: inout SplitMix) in Bool.random(using: &random) }
    let patterns = (0..<count).map { i -> Proximity.Pattern? in
      let (before, after) = (bit(&random), bit(&random))
      return i == 2
        ? nil
        : Proximity.Pattern(
          wasHigh: before, isHigh: after, hasExcursion: before == after && bit(&random))
    }
    let constants = DecodingConstants.standard
    let model = KindsModel.standard
    let joint = SensorTrellis(
      felt: SensorTrellis.Felt(door.steps.map(\.logPotential)), patterns: patterns,
      table: SensorTrellis.Table(
        model, mounting: .coveredWhenClosed, weight: 0.7, constants: constants),
      unseen: door.steps.map(\.unseen), initial: door.initial)
    let costs = [
      constants.changedMeaningCost, constants.badSensorCost, constants.goodSensorCost,
    ].map { exponential(-$0) }
    func probability(from: SensorMeaning, to: SensorMeaning) -> Double {
      switch (from, to) {
      case (.nothing, .nothing): 1 - 2 * costs[2]
      case (.nothing, _): costs[2]
      case (_, .nothing): costs[1]
      default: from == to ? 1 - costs[0] - costs[1] : costs[0]
      }
    }
    var total = 0.0
    func add(_ course: [SensorMeaning], _ weight: Double) {
      guard course.count == count else {
        for meaning in SensorMeaning.allCases {
          let last = course.last.map { probability(from: $0, to: meaning) }
          // The first step's meaning has had its chance to change as well.
          let first = SensorMeaning.allCases.reduce(0.0) {
            $0 + ($1 == .nothing ? costs[1] : (1 - costs[1]) / 2)
              * probability(from: $1, to: meaning)
          }
          add(course + [meaning], weight * (last ?? first))
        }
        return
      }
      let steps = door.steps.indices.map { i in
        var step = door.steps[i]
        guard let pattern = patterns[i] else { return step }
        let seen =
          course[i] == .nothing
          ? MovementKind.allCases.map { _ in
            pattern.hasChange ? constants.aimlessChange : constants.aimlessStill
          }
          : model.proximityPotentials(
            of: pattern, mounting: .coveredWhenClosed, highIsCovered: course[i] == .highIsCovered)
        for k in seen.indices { step.logPotential[k] += 0.7 * seen[k] }
        return step
      }
      total +=
        weight * exponential(Trellis(steps: steps, initial: door.initial).logProbability())
    }
    add([], 1)
    #expect(abs(joint.logProbability() - logarithm(total)) < 1e-9)
    #expect(joint.meanings().count == count)
  }

  @Test func `exponentials are those of the library to the last digits`() {
    var random = SplitMix(seed: 1)
    for range in [-708.0...0, -30...0, -1...0, -1e-9...0, 0...709] {
      let values = (0..<9999).map { _ in Double.random(in: range, using: &random) }
      var powers = values
      doorstats_exp(&powers, powers.count)
      for (value, power) in zip(values, powers) {
        #expect(abs(power - exp(value)) <= 1e-15 * exp(value), "\(value)")
      }
    }
    var ends = [0, -708.1, -.infinity, .nan]
    doorstats_exp(&ends, ends.count)
    #expect(ends[..<3] == [1, 0, 0])
    #expect(ends[3].isNaN)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `sums and maxima are those over all ways`(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let trellis = trellis(&random, count: 3)
    let paths = SlowTwin.paths(through: trellis)
    let total = paths.reduce(0) { $0 + exp($1.logProbability) }
    #expect(abs(trellis.logProbability() - log(total)) < 1e-9)
    let posteriors = trellis.posteriors()
    for t in 0..<3 {
      for kind in MovementKind.allCases {
        let share = paths.reduce(0) {
          $0 + ($1.kinds[t] == kind ? exp($1.logProbability) / total : 0)
        }
        #expect(abs(posteriors[t][kind.rawValue] - share) < 1e-9)
      }
    }
    let best = try #require(paths.max { $0.logProbability < $1.logProbability })
    let found = trellis.bestPath()
    #expect(found.kinds == best.kinds)
    #expect(abs(found.logProbability - best.logProbability) < 1e-9)
  }

  @Test func `no movement is certain`() {
    let trellis = Trellis(steps: [], initial: Trellis.initial(open: 0.3))
    #expect(abs(trellis.logProbability()) < 1e-12)
    #expect(trellis.posteriors().isEmpty)
    #expect(trellis.bestPath().kinds.isEmpty)
  }

  @Test func `a thousand unlikely movements do not vanish`() {
    let step = DecodeStep(
      logPotential: MovementKind.allCases.map { -900 - Double($0.rawValue) },
      unseen: UnseenChanges(closing: 0.01))
    let trellis = Trellis(
      steps: Array(repeating: step, count: 1000), initial: Trellis.initial(open: 0.05))
    #expect(trellis.logProbability().isFinite)
    #expect(trellis.posteriors().allSatisfy { abs($0.reduce(0, +) - 1) < 1e-9 })
  }

  @Test func `what happens unseen adds up to everything`() {
    for closing in [0, 0.01, 0.25] {
      let rows = UnseenChanges(closing: closing).probabilities
      for state in DoorState.allCases {
        let row = rows[state.rawValue * 3..<state.rawValue * 3 + 3]
        #expect(abs(row.reduce(0, +) - 1) < 1e-12 && row.allSatisfy { $0 >= 0 })
      }
    }
  }

  @Test func `a way that cannot be has no probability, and no posteriors`() {
    // The door is closed, nothing changes unseen, and only a closing is possible.
    var potentials = [Double](repeating: -.infinity, count: MovementKind.count)
    potentials[MovementKind.closing.rawValue] = 0
    let trellis = Trellis(
      steps: [DecodeStep(logPotential: potentials, unseen: .none)], initial: [1, 0, 0])
    #expect(trellis.logProbability() == -.infinity)
    #expect(trellis.sums().posteriors.isEmpty)
  }

  @Test func `a door that stands ajar is passed without being opened`() {
    func step(_ likely: MovementKind) -> DecodeStep {
      var potentials = [Double](repeating: -5, count: MovementKind.count)
      potentials[likely.rawValue] = 0
      return DecodeStep(logPotential: potentials, unseen: UnseenChanges(closing: 0.01))
    }
    let kinds: [MovementKind] = [
      .opening, .closingToAjar, .widening, .closingToAjar, .passageWhileAjar, .closingFromAjar,
      .openingAndClosing,
    ]
    let trellis = Trellis(steps: kinds.map(step), initial: Trellis.initial(open: 0.05))
    #expect(trellis.bestPath().kinds == kinds)
    #expect(kinds.count { $0.isOpening } == 2)
  }
}
