import Detect
import Foundation
import Readings
import Simulate

/// A door that is seen for a few openings only, without proximity, with parts of its movements
/// missing: the set that the decoder's caution and its kind prior are chosen on.
///
/// A day shows a hundred movements, and almost any prior will do. A short session shows eight.
struct ShortSessions {
  var seeds: ClosedRange<UInt64>
  /// `Roughening` instead of `Augmentation`.
  var isRoughened = false
  static let presets: [Preset] = [.easy, .home, .office, .noisy, .noProximity, .drift]
  static let openings = 4
  /// Quiet before the first and after the last opening [ms].
  static let quiet: Int64 = 60_000

  func run() {
    var total = Evaluation.Counts()
    var (sessions, whole) = (0, 0)
    eachSession { session, labels, day in
      let detection = Detector().detection(of: session, within: day, carried: nil)
      let before = total
      total.add(
        starts: detection.openings.map(\.openedAt), labels: labels, measuredAt: session.measuredAt)
      sessions += 1
      let found = total.matched - before.matched
      if found == total.labels - before.labels, found == total.openings - before.openings {
        whole += 1
      }
    }
    print(
      String(
        format: "%d sessions, %d without a fault, labels %d found %d right %d F1 %.4f", sessions,
        whole, total.labels, total.openings, total.matched, total.f1))
  }

  /// Every session with its labels' starts and the day it lies in.
  func eachSession(_ body: (ReadingColumns<Float>, [Int64], Interval) -> Void) {
    for preset in Self.presets {
      for seed in seeds {
        let day = SimulatedDoor(preset: preset, seed: seed).day(startingAt: firstDay)
        let readings =
          isRoughened
          ? Roughening(day, seed: seed).readings : Augmentation(day, seed: seed).readings
        let spans = day.spans
        for first in stride(from: 0, to: spans.count - Self.openings, by: 24).prefix(6) {
          let chosen = Array(spans[first..<first + Self.openings])
          guard let end = chosen.last?.end else { continue }
          let window = Interval(start: chosen[0].start - Self.quiet, end: end + Self.quiet)
          // Whole visits only: nobody else's movement may begin or end the session.
          guard !spans.contains(where: { Self.cuts($0, window, chosen) }) else { continue }
          var session = readings.permuted(
            by: readings.measuredAt.indices.filter { window.contains(readings.measuredAt[$0]) })
          session.proximity = session.proximity.map { _ in .nan }
          body(session, chosen.map(\.start), day.interval)
        }
      }
    }
  }

  private static func cuts(_ span: Span, _ window: Interval, _ chosen: [Span]) -> Bool {
    guard !chosen.contains(where: { $0.start == span.start }) else { return false }
    return span.start < window.end && (span.end ?? .max) > window.start
  }
}
