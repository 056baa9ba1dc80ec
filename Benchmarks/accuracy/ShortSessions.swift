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
  static let presets: [Preset] = [.easy, .home, .office, .noisy, .noProximity, .drift]
  static let openings = 4
  /// Quiet before the first and after the last opening [ms].
  static let quiet: Int64 = 60_000

  func run() {
    var (labels, found, matched, whole, sessions) = (0, 0, 0, 0, 0)
    for preset in Self.presets {
      for seed in seeds {
        let day = SimulatedDoor(preset: preset, seed: seed).day(startingAt: firstDay)
        let readings = Augmentation(day, seed: seed).readings
        let spans = day.spans
        for first in stride(from: 0, to: spans.count - Self.openings, by: 24).prefix(6) {
          let chosen = Array(spans[first..<first + Self.openings])
          guard let end = chosen.last?.end else { continue }
          let window = Interval(start: chosen[0].start - Self.quiet, end: end + Self.quiet)
          // Whole visits only: nobody else's movement may begin or end the session.
          guard !spans.contains(where: { Self.cuts($0, window, chosen) }) else { continue }
          let score = Self.score(readings, window, chosen, day.interval)
          labels += score.labels
          found += score.openings
          matched += score.matched
          sessions += 1
          if score.matched == score.labels, score.openings == score.labels { whole += 1 }
        }
      }
    }
    let f1 = Double(2 * matched) / Double(max(1, labels + found))
    print(
      String(
        format: "%d sessions, %d without a fault, labels %d found %d right %d F1 %.4f", sessions,
        whole, labels, found, matched, f1))
  }

  private static func cuts(_ span: Span, _ window: Interval, _ chosen: [Span]) -> Bool {
    guard !chosen.contains(where: { $0.start == span.start }) else { return false }
    return span.start < window.end && (span.end ?? .max) > window.start
  }

  private static func score(
    _ readings: ReadingColumns<Float>, _ window: Interval, _ chosen: [Span], _ day: Interval
  ) -> VisibleMatching {
    var session = readings.permuted(
      by: readings.measuredAt.indices.filter { window.contains(readings.measuredAt[$0]) })
    session.proximity = session.proximity.map { _ in .nan }
    let detection = Detector().detection(of: session, within: day, carried: nil)
    return VisibleMatching(
      openings: detection.openings.map(\.openedAt), labels: chosen.map(\.start),
      measuredAt: session.measuredAt)
  }
}
