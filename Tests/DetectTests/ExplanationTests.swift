import Foundation
import Readings
import Simulate
import Testing

@testable import Detect

/// What an explanation says must be what detection decided, and what would be decided.
@Suite struct ExplanationTests {
  private struct Day {
    var readings: ReadingColumns<Float>
    var detection: Detection
    var explanations: [Explanation]
  }

  /// A simulated day with every third of its movements explained.
  private func day(
    _ preset: Preset, seed: UInt64, sensitivity: Double = 1, every stride: Int = 3
  ) -> Day {
    let readings = SimulatedDoor(preset: preset, seed: seed).day(startingAt: midnight).readings
    var settings = DetectorSettings()
    settings.sensitivity = sensitivity
    let detector = Detector(settings: settings)
    let detection = detector.detection(of: readings, within: testDay, carried: nil)
    let explanations = detection.episodes.indices.filter { $0 % stride == 0 }.compactMap {
      detector.explanation(
        of: readings, within: testDay, carried: nil,
        ofEpisodeAt: detection.episodes[$0].interval.start)
    }
    return Day(readings: readings, detection: detection, explanations: explanations)
  }

  @Test(arguments: [(Preset.home, 7 as UInt64), (.noProximity, 3), (.flakyProximity, 5)])
  func `the decision explained is the decision of detection`(preset: Preset, seed: UInt64) {
    let day = day(preset, seed: seed, every: 12)
    #expect(day.explanations.count >= 4)
    for explanation in day.explanations {
      #expect(day.detection.episodes.contains(explanation.episode))
      let counted = day.detection.openings.filter {
        explanation.episode.interval.start <= $0.openedAt
          && $0.openedAt < explanation.episode.interval.end
      }
      #expect(explanation.kind.isOpening == (counted.count == 1))
      #expect(explanation.opening == counted.first)
    }
  }

  @Test func `evidence adds up to the decision`() {
    for explanation in day(.home, seed: 7, every: 8).explanations {
      let evidence = explanation.evidence
      #expect(evidence.kinds.map(\.kind) == Explanation.Kind.allCases)
      #expect(abs(evidence.kinds.reduce(0) { $0 + $1.posterior } - 1) < 1e-9)
      #expect((evidence.support > 0) == explanation.kind.isOpening)
      let decided = evidence.kinds.first { $0.kind == explanation.kind }
      #expect(decided?.shortfall == 0)
      // The support is what the best kind of the other side falls short of the decided one.
      let other = evidence.kinds.filter { $0.kind.isOpening != explanation.kind.isOpening }
        .map(\.shortfall).min()
      #expect(abs((other ?? 0) - abs(evidence.support)) < 1e-6)
      let open = evidence.kinds.filter(\.kind.startsOpen).reduce(0) { $0 + $1.posterior }
      #expect(abs(open - evidence.openBefore) < 1e-9)
      #expect(evidence.kinds.allSatisfy { $0.motion <= 0 && $0.proximity <= 0 && $0.prior < 0 })
    }
  }

  /// Forcing a kind by changing likelihoods equals choosing among all courses one by one.
  @Test func `a forced course is the best of all courses with that kind`() {
    var random = SplitMix(seed: 4)
    for _ in 0..<20 {
      let steps = (0..<4).map { _ in
        DecodeStep(
          logLikelihood: (0..<5).map { _ in Double.random(in: -4...0, using: &random) },
          unseenClosing: 0.1, unseenOpening: 0.02,
          sizeClass: Int.random(in: 0..<Trellis.classCount, using: &random))
      }
      let course = Course(trellis: Trellis(steps: steps, initialOpen: 0.3), constants: .standard)
      for kind in MovementKind.allCases {
        let forced = course.logProbability(of: 2) { $0 == kind }
        #expect(abs(forced - bestByTrying(course.trellis, step: 2, kind)) < 1e-9)
      }
      let free = course.logProbability(of: 2) { _ in true }
      #expect(abs(free - course.trellis.bestPath().logProbability) < 1e-12)
    }
  }

  /// The slow twin: every course of kinds and of states before them, added up by hand.
  private func bestByTrying(_ trellis: Trellis, step: Int, _ kind: MovementKind) -> Double {
    var best = -Double.infinity
    let count = trellis.steps.count
    for code in 0..<Int(pow5(count)) {
      let kinds = (0..<count).map { MovementKind.allCases[code / Int(pow5($0)) % 5] }
      guard kinds[step] == kind else { continue }
      for start in [false, true] {
        var isOpen = start
        var total = log(start ? trellis.initialOpen : 1 - trellis.initialOpen)
        for (each, taken) in zip(trellis.steps, kinds) {
          let stays = isOpen == taken.startsOpen
          let change = isOpen ? each.unseenClosing : each.unseenOpening
          total += log(stays ? 1 - change : change)
          total += each.logLikelihood[taken.rawValue]
          total += trellis.logKindPrior[each.sizeClass][taken.rawValue]
          isOpen = taken.endsOpen
        }
        best = max(best, total)
      }
    }
    return best
  }

  private func pow5(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { total, _ in total * 5 }
  }

  @Test func `every variation is the decision made again`() {
    let found = day(.home, seed: 7, every: 9)
    for explanation in found.explanations {
      for variation in explanation.variations {
        if let support = variation.support, let kind = variation.kind {
          #expect((support > 0) == kind.isOpening, "\(variation)")
        }
      }
      let tried = explanation.variations.map(\.change)
      #expect(Set(tried).count == tried.count)
      #expect(tried.contains(.withoutNeighbours) && tried.contains(.higherThresholds))
      #expect(tried.contains(.withoutMotion) == explanation.measures.isFelt)
    }
  }

  @Test func `without its proximity sensor a day is what it is without the sensor`() {
    let found = day(.home, seed: 7, every: 10)
    var blind = found.readings
    blind.proximity = blind.proximity.map { _ in .nan }
    let without = Detector().detection(of: blind, within: testDay, carried: nil)
    var compared = 0
    for explanation in found.explanations where explanation.measures.isFelt {
      let variation = explanation.variations.first { $0.change == .withoutProximityAllDay }
      guard let variation,
        let twin = without.episodes.first(where: { $0.interval == explanation.episode.interval })
      else { continue }
      compared += 1
      #expect(
        variation.kind?.isOpening == (twin.kind == .opening || twin.kind == .openingAndClosing))
    }
    #expect(compared >= 4)
  }

  @Test func `changed thresholds say what detection with them says`() throws {
    let found = day(.home, seed: 7, every: 12)
    for (change, factor) in [
      (Explanation.Variation.Change.lowerThresholds, 0.8), (.higherThresholds, 1.25),
    ] {
      let settings = Detector.settings(DetectorSettings(), thresholdsTimes: factor)
      #expect(abs(settings.sensitivity - 1 / factor) < 1e-12)
      let detection = Detector(settings: settings)
        .detection(of: found.readings, within: testDay, carried: nil)
      for explanation in found.explanations {
        let variation = try #require(explanation.variations.first { $0.change == change })
        let overlapping = detection.episodes.filter {
          $0.interval.intersection(explanation.episode.interval) != nil
        }
        #expect((variation.kind == nil) == overlapping.isEmpty)
        let isCounted = overlapping.contains {
          $0.kind == .opening || $0.kind == .openingAndClosing
        }
        #expect((variation.kind?.isOpening ?? false) == isCounted)
      }
    }
  }

  @Test func `the drawing's columns are what detection saw`() {
    let found = day(.home, seed: 7, every: 8)
    for explanation in found.explanations {
      let trace = explanation.trace
      let count = trace.measuredAt.count
      #expect(count > 10)
      for column in [trace.magnitude, trace.slowMagnitude, trace.normal, trace.radial, trace.third]
      {
        #expect(column.count == count)
      }
      #expect(trace.isCovered.isEmpty || trace.isCovered.count == count)
      for i in 0..<count {
        let squares =
          trace.normal[i] * trace.normal[i] + trace.radial[i] * trace.radial[i] + trace.third[i]
          * trace.third[i]
        #expect(abs(squares.squareRoot() - trace.magnitude[i]) < 1e-6, "axes are a rotation")
      }
      guard explanation.measures.isFelt else { continue }
      let inside = (0..<count).filter {
        explanation.episode.interval.contains(trace.measuredAt[$0])
      }
      let peak = inside.map { trace.magnitude[$0] }.max() ?? 0
      #expect(abs(peak - explanation.measures.peak) < 1e-3 * max(1, peak))
      let thresholds = trace.thresholds
      #expect(thresholds.on >= thresholds.off && thresholds.slowOn >= thresholds.slowOff)
      let slowPeak = inside.map { trace.slowMagnitude[$0] }.max() ?? 0
      #expect(peak > thresholds.on * 0.5 || slowPeak > thresholds.slowOn * 0.5)
    }
  }

  @Test func `the strongest movement of a day has the first rank`() {
    let found = day(.easy, seed: 4, every: 1)
    let felt = found.explanations.filter(\.measures.isFelt)
    let strongest = felt.max { $0.measures.slowPeak < $1.measures.slowPeak }
    #expect(strongest?.measures.rank == 1)
    #expect(felt.allSatisfy { $0.measures.rank <= $0.measures.movementCount })
  }

  @Test func `a moment at which nothing begins has no explanation`() {
    let readings = stillReadings(from: midnight, seconds: 600)
    #expect(
      Detector().explanation(
        of: readings, within: testDay, carried: nil, ofEpisodeAt: midnight + 300_000) == nil)
    #expect(
      Detector().explanation(
        of: ReadingColumns(), within: testDay, carried: nil, ofEpisodeAt: midnight) == nil)
  }

  @Test func `kinds are the same on both sides`() {
    #expect(MovementKind.allCases.map(\.explained) == Explanation.Kind.allCases)
    for kind in MovementKind.allCases {
      #expect(kind.isOpening == kind.explained.isOpening)
      #expect(kind.startsOpen == kind.explained.startsOpen)
      #expect(kind.endsOpen == kind.explained.endsOpen)
    }
  }
}
