import Foundation
import Readings
import Simulate
import Testing

@testable import Detect

/// What an explanation says must be what detection decided, and what would be decided.
@Suite struct ExplanationTests {
  /// A third of a simulated day, every movement explained; the thresholds are left to the tests of
  /// `Detector.explanation`, because they take a detection each.
  private struct ExplainedDay: Sendable {
    let span = Interval(start: midnight + 12 * 3_600_000, end: midnight + 20 * 3_600_000)
    let readings: ReadingColumns<Float>
    let detection: Detection
    let explanations: [Explanation]

    init(_ preset: Preset, seed: UInt64) {
      let window = span.widened(by: Detector.margin)
      let day = SimulatedDoor(preset: preset, seed: seed).day(startingAt: midnight).readings
      readings = day.subset { window.contains(day.measuredAt[$0]) }
      let analysis = DayAnalysis(
        of: readings, within: span, margin: Detector.margin, sensitivity: 1)
      let decided = Detector.decided(analysis, within: span, carried: nil)
      let explainer = DayExplainer(decided, sensitivity: 1)
      detection = decided.detection
      explanations = detection.episodes.indices.map(explainer.explanation)
    }
  }

  private static let home = ExplainedDay(.home, seed: 7)

  @Test(arguments: [(Preset.noProximity, 3 as UInt64), (.flakyProximity, 5)])
  func `the decision explained is the decision of detection`(preset: Preset, seed: UInt64) {
    expectDecisions(of: ExplainedDay(preset, seed: seed))
  }

  @Test func `the decision explained is the decision of detection with a sensor`() {
    expectDecisions(of: Self.home)
  }

  private func expectDecisions(of day: ExplainedDay) {
    let detection = Detector().detection(of: day.readings, within: day.span, carried: nil)
    #expect(day.explanations.count >= 4)
    #expect(day.explanations.map(\.episode) == detection.episodes)
    let openings = day.explanations.flatMap { [$0.opening].compactMap(\.self) + $0.reopenings }
    #expect(openings == detection.openings)
    for explanation in day.explanations {
      #expect(explanation.kind.isOpening == (explanation.opening != nil))
      let first = explanation.opening ?? explanation.reopenings.first
      #expect(explanation.isCounted == (first != nil))
    }
  }

  @Test func `evidence adds up to the decision`() {
    for explanation in Self.home.explanations {
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
      let steps = (0..<3).map { _ in
        DecodeStep(
          logPotential: MovementKind.allCases.map { _ in
            Double.random(in: -4...0, using: &random)
          }, unseen: UnseenChanges(closing: 0.1))
      }
      let course = Course(
        trellis: Trellis(steps: steps, initial: Trellis.initial(open: 0.3)))
      for kind in MovementKind.allCases {
        let forced = course.logProbability(of: 1) { $0 == kind }
        #expect(abs(forced - bestByTrying(course.trellis, step: 1, kind)) < 1e-9)
      }
      let free = course.logProbability(of: 1) { _ in true }
      #expect(abs(free - course.trellis.bestPath().logProbability) < 1e-12)
    }
  }

  /// The slow twin: the best of all courses with the kind at the step.
  private func bestByTrying(_ trellis: Trellis, step: Int, _ kind: MovementKind) -> Double {
    SlowTwin.paths(through: trellis).filter { $0.kinds[step] == kind }.map(\.logProbability).max()
      ?? -.infinity
  }

  @Test func `every variation is the decision made again`() {
    for explanation in Self.home.explanations {
      for variation in explanation.variations {
        if let support = variation.support, let kind = variation.kind {
          #expect((support > 0) == kind.isOpening, "\(variation)")
        }
      }
      let tried = explanation.variations.map(\.change)
      #expect(Set(tried).count == tried.count)
      #expect(tried.contains(.withoutNeighbours) && tried.contains(.withoutPrior))
      #expect(tried.contains(.withoutMotion) == explanation.measures.isFelt)
    }
  }

  @Test func `without its proximity sensor a day is what it is without the sensor`() {
    let found = Self.home
    var blind = found.readings
    blind.proximity = blind.proximity.map { _ in .nan }
    let without = Detector().detection(of: blind, within: found.span, carried: nil)
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
    let day = Self.home
    let known = try #require(day.explanations.first { $0.kind.isOpening })
    let whole = try #require(
      Detector().explanation(
        of: day.readings, within: day.span, carried: nil,
        ofEpisodeAt: known.episode.interval.start))
    var withoutThresholds = whole
    withoutThresholds.variations.removeLast(2)
    #expect(withoutThresholds == known)
    for (change, factor) in [
      (Explanation.Variation.Change.lowerThresholds, 0.8), (.higherThresholds, 1.25),
    ] {
      let settings = Detector.settings(DetectorSettings(), thresholdsTimes: factor)
      #expect(abs(settings.sensitivity - 1 / factor) < 1e-12)
      let overlapping = Detector(settings: settings)
        .detection(of: day.readings, within: day.span, carried: nil)
        .episodes.filter { $0.interval.intersection(known.episode.interval) != nil }
      let variation = try #require(whole.variations.first { $0.change == change })
      #expect((variation.kind == nil) == overlapping.isEmpty)
      let isCounted = overlapping.contains { $0.kind == .opening || $0.kind == .openingAndClosing }
      #expect((variation.kind?.isOpening ?? false) == isCounted)
    }
  }

  @Test func `the drawing's columns are what detection saw`() {
    let found = Self.home
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

  @Test func `the stronger a movement, the lower its rank`() {
    let felt = Self.home.explanations.filter(\.measures.isFelt)
      .sorted { $0.measures.slowPeak > $1.measures.slowPeak }
    for (stronger, weaker) in zip(felt, felt.dropFirst()) {
      #expect(stronger.measures.rank <= weaker.measures.rank)
    }
    #expect((felt.first?.measures.rank ?? 0) < (felt.last?.measures.rank ?? 0))
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
    #expect(Set(MovementKind.allCases.map(\.explained)) == Set(Explanation.Kind.allCases))
    for kind in MovementKind.allCases {
      #expect(kind.isOpening == kind.explained.isOpening)
      #expect(kind.startsOpen == kind.explained.startsOpen)
      #expect(kind.endsOpen == kind.explained.endsOpen)
    }
  }
}
