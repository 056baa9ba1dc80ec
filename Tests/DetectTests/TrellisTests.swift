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

  @Test(arguments: [0, 1, 2, 7, 40])
  func `one trellis continued by another is the trellis of both parts`(count: Int) {
    var random = SplitMix(seed: UInt64(count) + 5)
    let first = trellis(&random, count: count)
    let other = trellis(&random, count: count)
    // The same door: what may have changed unseen is the same in both.
    let steps = zip(first.steps, other.steps).map {
      DecodeStep(logPotential: $1.logPotential, unseen: $0.unseen)
    }
    let second = Trellis(steps: steps, initial: first.initial)
    let joined = first.logProbabilities(continuedBy: second)
    #expect(joined.count == count + 1)
    for (step, logProbability) in joined.enumerated() {
      let both = Trellis(
        steps: Array(first.steps[..<step] + steps[step...]), initial: first.initial)
      #expect(abs(both.logProbability() - logProbability) < 1e-9)
    }
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
