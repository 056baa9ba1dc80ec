import Foundation
import Readings

@testable import Report

/// A made-up opening with its explanation: a push, a swing, a stop, with a sensor that is uncovered.
enum MadeUpMovement {
  static let start: Int64 = Doors.instant("2026-10-25T12:07:56.200Z")

  static func explanation(
    kind: Explanation.Kind = .openingAndClosing, isFelt: Bool = true, hasSensor: Bool = true,
    directionMargin: Double = 41.5
  ) -> Explanation {
    let episode = Episode(
      interval: Interval(start: start, end: start + 3401), kind: .openingAndClosing,
      peakScore: 61.25, evidence: hasSensor ? [.motion, .proximity] : .motion, confidence: 0.9962,
      reason: "3.4 s, up to 1.2 m/s² (61.3 spreads)")
    var explanation = Explanation(episode: episode, kind: kind)
    if kind.isOpening {
      explanation.opening = Opening(
        openedAt: start, closedAt: start + 3200, peakScore: 61.25, evidence: episode.evidence,
        confidence: 0.9962)
    }
    explanation.trace = trace(hasSensor: hasSensor)
    explanation.measures = measures(isFelt: isFelt)
    explanation.evidence = evidence(kind, hasSensor: hasSensor, directionMargin)
    explanation.previous = Episode(
      interval: Interval(start: start - 840_000, end: start - 838_000), kind: .nothing,
      peakScore: 9, evidence: .motion, confidence: 0.99, reason: "a knock")
    explanation.variations = [
      Explanation.Variation(change: .withoutMotion, kind: .nothingWhileClosed, support: -2.25),
      Explanation.Variation(change: .withoutPrior, kind: kind, support: 7.5),
      Explanation.Variation(change: .higherThresholds, kind: nil),
    ]
    return explanation
  }

  /// Every 200 ms from 4 s before to 4 s after; one gap of 6 s at the end.
  private static func trace(hasSensor: Bool) -> Explanation.Trace {
    var trace = Explanation.Trace()
    for i in -20..<38 {
      let second = Double(i) / 5
      let noise = 0.02 * sin(Double(i) * 12.9898)
      let inside = second >= 0 && second <= 3.2
      trace.measuredAt.append(start + Int64(i) * 200 + (i > 34 ? 6000 : 0))
      trace.normal.append(noise + (inside ? 0.9 * sin(second * 2 * .pi / 3.2) : 0))
      trace.radial.append(-noise + (inside ? 0.4 * pow(sin(second * .pi / 3.2), 2) : 0))
      trace.third.append(i == 16 ? 0.8 : noise)
      let squares =
        pow(trace.normal.last ?? 0, 2) + pow(trace.radial.last ?? 0, 2)
        + pow(trace.third.last ?? 0, 2)
      trace.magnitude.append(squares.squareRoot())
      trace.slowMagnitude.append(squares.squareRoot() * 0.7)
      if hasSensor { trace.isCovered.append(second < 0.6 || second > 2.8) }
    }
    trace.thresholds.on = 0.145
    trace.thresholds.off = 0.092
    trace.thresholds.slowOn = 0.094
    trace.thresholds.slowOff = 0.054
    return trace
  }

  private static func measures(isFelt: Bool) -> Explanation.Measures {
    var measures = Explanation.Measures()
    measures.isFelt = isFelt
    measures.seconds = 3.4
    measures.peak = 1.204
    measures.slowPeak = 0.71
    measures.peakScore = 61.25
    measures.smoothness = 0.74
    measures.cappedSmoothness = 0.7
    measures.smoothestPart = 0.9
    measures.texture = .smooth
    measures.normalShare = 0.81
    measures.radialShare = 0.12
    measures.centripetalAgreement = 0.66
    measures.direction = 0.52
    measures.swing = .opening
    measures.firstPush = 0.44
    measures.lastPush = -0.38
    measures.turnBack = 0.85
    measures.jump = 0.93
    measures.secondsAfter = 82.5
    measures.strengthFactor = 1.12
    measures.wanderFactor = 42.5
    measures.rank = 12
    measures.movementCount = 76
    return measures
  }

  private static func evidence(
    _ kind: Explanation.Kind, hasSensor: Bool, _ directionMargin: Double
  ) -> Explanation.Evidence {
    var evidence = Explanation.Evidence()
    let sign = kind.isOpening ? 1.0 : -1.0
    evidence.kinds = Explanation.Kind.allCases.enumerated().map { index, each in
      var line = Explanation.KindEvidence(kind: each)
      line.motion = each == kind ? 0 : -1.5 * Double(index + 1)
      line.proximity = hasSensor && each != kind ? -3.25 : 0
      line.prior = -0.5 * Double(index + 1)
      line.shortfall = each == kind ? 0 : 4 + Double(index)
      line.posterior = each == kind ? 0.9962 : 0.00095
      return line
    }
    evidence.openBefore = 0.002
    evidence.openAfter = 0.0019
    evidence.support = sign * 5.6
    evidence.directionMargin = directionMargin
    if hasSensor {
      evidence.proximityWeight = 1
      evidence.proximity = Explanation.Proximity(
        wasCovered: true, isCovered: true, hasExcursion: true, isCoveredWhenClosed: true)
    }
    return evidence
  }

  static func report(
    _ findings: [ExplainReport.Finding], moment: Int64 = start - 5000
  ) -> ExplainReport {
    ExplainReport(
      Doors.context(Doors.calendar("Europe/Berlin"), now: "2026-11-02T09:30:00Z"), moment: moment,
      answers: findings.enumerated().map {
        ExplainReport.Answer(
          device: Doors.device(Int64($0 + 1), $0 == 0 ? "Front door" : "Hintertür"), finding: $1)
      })
  }
}
