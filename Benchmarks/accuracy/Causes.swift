import Detect
import Readings
import Simulate

/// Why openings were missed and where false ones came from, counted by cause.
struct Causes {
  var presets: [Preset]
  var seeds: ClosedRange<UInt64>

  /// An opening this near to a missed label was found, but too early or too late [ms].
  private static let near: Int64 = 8000
  /// A visit that begins this soon after another may share its movement [ms].
  private static let soon: Int64 = 4000

  func run() {
    for preset in presets {
      var tally: [String: Int] = [:]
      for seed in seeds {
        let day = SimulatedDoor(preset: preset, seed: seed).day(startingAt: firstDay)
        for cause in Self.causes(of: day) { tally[cause, default: 0] += 1 }
      }
      print(preset.rawValue)
      for (cause, count) in tally.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
        print("  \(count)  \(cause)")
      }
    }
  }

  private static func causes(of day: SimulatedDay) -> [String] {
    let detection = Detector().detection(of: day.readings, within: day.interval, carried: nil)
    let spans = day.spans
    let starts = spans.map(\.start)
    let isVisible = Visibility.isVisible(
      labels: starts, measuredAt: day.readings.measuredAt.sorted())
    let matching = Matching(openings: detection.openings.map(\.openedAt), labels: starts)
    let matchedLabels = Set(matching.pairs.map(\.label))
    let matchedOpenings = Set(matching.pairs.map(\.opening))
    let falseStarts = detection.openings.indices.filter { !matchedOpenings.contains($0) }
      .map { detection.openings[$0].openedAt }
    let missed = starts.indices.filter { isVisible[$0] && !matchedLabels.contains($0) }
    return missed.map { label in
      let previousEnd = label > 0 ? spans[label - 1].end ?? .min : .min
      let isSoon = previousEnd > starts[label] - soon
      return "missed: " + causeOfMiss(spans[label], falseStarts, detection.episodes)
        + (isSoon ? ", soon after another" : "")
    } + falseStarts.map { "false: " + causeOfFalse($0, spans, day.events) }
  }

  private static func causeOfMiss(
    _ span: Span, _ falseStarts: [Int64], _ episodes: [Episode]
  ) -> String {
    if let found = falseStarts.first(where: { abs($0 - span.start) < near }) {
      return found < span.start ? "found too early" : "found too late"
    }
    let touched = episodes.filter {
      $0.interval.start < span.start + soon && $0.interval.end > span.start - 1000
    }
    if touched.isEmpty { return "nothing felt at its start" }
    return "taken for " + touched.map(\.kind.rawValue).joined(separator: " and ")
  }

  private static func causeOfFalse(
    _ start: Int64, _ spans: [Span], _ events: [DoorEvent]
  ) -> String {
    if let span = spans.first(where: {
      $0.start - near < start && start < ($0.end ?? .max - near) + near
    }) {
      if start < span.start { return "before a visit" }
      if start >= span.end ?? .max { return "after a visit" }
      return start < span.start + near ? "found too late" : "while it was open"
    }
    let event = events.first {
      $0.interval.start - soon < start && start < $0.interval.end + soon
    }
    return event?.kind.rawValue ?? "nothing that is known"
  }
}
