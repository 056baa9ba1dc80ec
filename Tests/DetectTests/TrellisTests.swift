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
        logLikelihood: MovementKind.allCases.map { _ in Double.random(in: -6...3, using: &random) },
        unseenClosing: Double.random(in: 0.001...0.3, using: &random),
        unseenOpening: Double.random(in: 0.001...0.1, using: &random),
        sizeClass: Int.random(in: 0..<Trellis.classCount, using: &random))
    }
    return Trellis(
      steps: steps, initialOpen: Double.random(in: 0.01...0.99, using: &random)
    ).withLearnedPrior()
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `sums and maxima are those over all ways`(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let trellis = trellis(&random, count: 4)
    let paths = SlowTwin.paths(through: trellis)
    let total = paths.reduce(0) { $0 + exp($1.logProbability) }
    #expect(abs(trellis.logProbability() - log(total)) < 1e-9)
    let posteriors = trellis.posteriors()
    for t in 0..<4 {
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
    let trellis = Trellis(steps: [], initialOpen: 0.3)
    #expect(trellis.logProbability() == 0)
    #expect(trellis.posteriors().isEmpty)
    #expect(trellis.bestPath().kinds.isEmpty)
  }

  @Test func `a thousand unlikely movements do not vanish`() {
    let step = DecodeStep(
      logLikelihood: [-900, -906, -903, -906, -902], unseenClosing: 0.01, unseenOpening: 0.002)
    let trellis = Trellis(steps: Array(repeating: step, count: 1000), initialOpen: 0.05)
      .withLearnedPrior()
    #expect(trellis.logProbability().isFinite)
    #expect(trellis.posteriors().allSatisfy { abs($0.reduce(0, +) - 1) < 1e-9 })
  }
}
