import CMemory
import Detect
import Foundation
import Parallel
import Readings
import Simulate

/// The first day of every simulated door: Thursday, 2020-03-05 UTC [ms].
let firstDay: Int64 = 1_583_366_400_000

extension SimulatedDay {
  /// Labels as spans, in time order.
  var spans: [Span] {
    labels.map { Span(start: $0.openedAt, end: $0.closedAt) }.sorted { $0.start < $1.start }
  }
}

extension Preset {
  /// What `make` gives for the first day of the door of each seed, on all cores.
  func onDays<Made: Sendable>(
    _ seeds: ClosedRange<UInt64>, _ make: @Sendable (SimulatedDay, _ seed: UInt64) -> Made
  ) -> [Made] {
    inParallel(seeds.count) { number in
      let seed = seeds.lowerBound + UInt64(number)
      return make(SimulatedDoor(preset: self, seed: seed).day(startingAt: firstDay), seed)
    }
  }
}

/// Precision and recall over presets and seeds.
struct Evaluation {
  var presets: [Preset]
  var seeds: ClosedRange<UInt64>

  struct Counts: Sendable {
    var labels = 0
    var openings = 0
    var matched = 0
    var days = 0
    var f1Sum = 0.0
    var delays: [Int64] = []

    var f1: Double { Double(2 * matched) / Double(max(1, labels + openings)) }

    init() {}

    /// Of one day.
    init(starts: [Int64], labels: [Int64], measuredAt: [Int64]) {
      let score = VisibleMatching(openings: starts, labels: labels, measuredAt: measuredAt)
      self.labels = score.labels
      openings = score.openings
      matched = score.matched
      days = 1
      f1Sum = f1
      delays = score.delays
    }

    mutating func add(starts: [Int64], labels: [Int64], measuredAt: [Int64]) {
      self += Counts(starts: starts, labels: labels, measuredAt: measuredAt)
    }

    static func += (sum: inout Counts, other: Counts) {
      sum.labels += other.labels
      sum.openings += other.openings
      sum.matched += other.matched
      sum.days += other.days
      sum.f1Sum += other.f1Sum
      sum.delays += other.delays
    }
  }

  /// Prints a line for every preset.
  ///
  /// - Returns: The F₁ of each.
  @discardableResult func run() -> [(preset: Preset, f1: Double)] {
    print("preset              labels   found   right     P      R     F1   F1/day  start ms")
    let scores = presets.map { preset in
      let counts = counts(preset)
      print(line(preset.rawValue, counts))
      return (preset: preset, f1: counts.f1)
    }
    print("mean F1 " + String(format: "%.4f", Self.mean(scores)))
    return scores
  }

  static func mean(_ scores: [(preset: Preset, f1: Double)]) -> Double {
    scores.reduce(0) { $0 + $1.f1 } / Double(max(1, scores.count))
  }

  private func counts(_ preset: Preset) -> Counts {
    preset.onDays(seeds) { day, _ in
      let detection = Detector().detection(
        of: day.readings, within: day.interval, carried: nil)
      return Counts(
        starts: detection.openings.map(\.openedAt), labels: day.spans.map(\.start),
        measuredAt: day.readings.measuredAt.sorted())
    }.reduce(into: Counts(), +=)
  }

  private func line(_ name: String, _ c: Counts) -> String {
    let precision = Double(c.matched) / Double(max(1, c.openings))
    let recall = Double(c.matched) / Double(max(1, c.labels))
    let delay = c.delays.sorted()
    return name.padding(toLength: 17, withPad: " ", startingAt: 0)
      + String(
        format: "%9d%8d%8d%8.3f%7.3f%7.3f%9.3f", c.labels, c.openings, c.matched, precision,
        recall, c.f1, c.f1Sum / Double(max(1, c.days)))
      + "  \(delay.isEmpty ? 0 : delay[delay.count / 2])"
  }
}

/// Labels that nobody could have seen count neither way: neither as missed, nor their openings.
struct VisibleMatching {
  var labels = 0
  var openings = 0
  var matched = 0
  var delays: [Int64] = []

  init(openings: [Int64], labels: [Int64], measuredAt: [Int64]) {
    let isVisible = Visibility.isVisible(labels: labels, measuredAt: measuredAt)
    let matching = Matching(openings: openings, labels: labels)
    let hidden = matching.pairs.filter { !isVisible[$0.label] }.count
    self.labels = isVisible.filter { $0 }.count
    self.openings = openings.count - hidden
    matched = matching.pairs.count - hidden
    delays = matching.pairs.map { openings[$0.opening] - labels[$0.label] }
  }
}

/// Detection's time on one core.
struct Timing {
  var readings = 0
  /// The best and the middle of twenty times [ms].
  var best = 0.0
  var median = 0.0

  init() {
    doorstats_keep_freed_memory(32 << 20, 128 << 20)  // as the program does
    let day = SimulatedDoor(preset: .home, seed: 1).day(startingAt: firstDay)
    let readings = day.inTimeOrder.readings
    var times: [Double] = []
    for _ in 0..<20 {
      let start = ContinuousClock.now
      let detection = Detector().detection(of: readings, within: day.interval, carried: nil)
      let elapsed = ContinuousClock.now - start
      times.append(Double(elapsed.components.attoseconds) / 1e15)
      precondition(detection.episodes.count >= detection.openings.count)
    }
    times.sort()
    (self.readings, best, median) = (readings.count, times[0], times[10])
  }
}
