import Detect
import Foundation
import Readings
import Simulate

/// Days on which the proximity sensor goes wrong for some hours: it should never cost more than it
/// would cost to have none.
struct Spoiled {
  var seeds: ClosedRange<UInt64>

  private static let presets: [Preset] = [.easy, .home, .office, .noisy, .drift, .adversarial]
  /// Time between two flips of a sensor that has nothing to do with the door [ms].
  private static let flips: ClosedRange<Int64> = 5_000...240_000

  private enum Fault {
    case none
    case absent
    /// It holds its value.
    case stuck
    case flipping
    /// Its values mean the opposite, as after the phone was hung up another way.
    case mirrored
  }

  private static let ways: [(name: String, fault: Fault, hours: Range<Int64>)] = [
    ("as it is", .none, 0..<0), ("absent", .absent, 0..<24),
    ("stuck for three hours", .stuck, 12..<15), ("stuck for eight", .stuck, 8..<16),
    ("flipping for three hours", .flipping, 12..<15), ("flipping for eight", .flipping, 8..<16),
    ("stuck from noon on", .stuck, 12..<24), ("mirrored from noon on", .mirrored, 12..<24),
    ("mirrored for three hours", .mirrored, 12..<15),
  ]

  func run() {
    print("| | " + Self.presets.map(\.rawValue).joined(separator: " | ") + " |")
    print("|---|" + Self.presets.map { _ in "---|" }.joined())
    let counts = Self.presets.map(counts)
    for (number, way) in Self.ways.enumerated() {
      let scores = counts.map { String(format: "%.3f", $0[number].f1) }
      print("| \(way.name) | " + scores.joined(separator: " | ") + " |")
    }
  }

  /// Of all days of a preset, for each of the ways.
  private func counts(_ preset: Preset) -> [Evaluation.Counts] {
    let days = preset.onDays(seeds) { day, seed in
      let readings = day.inTimeOrder.readings
      return Self.ways.map { Self.counts(day, readings, seed, $0.fault, hours: $0.hours) }
    }
    return Self.ways.indices.map { way in
      days.map { $0[way] }.reduce(into: Evaluation.Counts(), +=)
    }
  }

  private static func counts(
    _ day: SimulatedDay, _ readings: ReadingColumns<Float>, _ seed: UInt64, _ fault: Fault,
    hours: Range<Int64>
  ) -> Evaluation.Counts {
    var readings = readings
    let first = readings.measuredAt.lowerBound(
      of: day.interval.start + hours.lowerBound * 3_600_000)
    let last = readings.measuredAt.lowerBound(
      of: day.interval.start + hours.upperBound * 3_600_000)
    spoil(&readings, first..<last, fault, seed)
    let detection = Detector().detection(of: readings, within: day.interval, carried: nil)
    return Evaluation.Counts(
      starts: detection.openings.map(\.openedAt), labels: day.spans.map(\.start),
      measuredAt: readings.measuredAt)
  }

  private static func spoil(
    _ readings: inout ReadingColumns<Float>, _ range: Range<Int>, _ fault: Fault, _ seed: UInt64
  ) {
    let known = readings.proximity.filter { !$0.isNaN }
    guard let low = known.min(), let high = known.max(), let first = range.first else { return }
    var random = Random(state: seed)
    var isHigh = false
    var next = readings.measuredAt[first]
    for i in range {
      switch fault {
      case .none: break
      case .absent: readings.proximity[i] = .nan
      case .stuck: readings.proximity[i] = readings.proximity[first]
      case .mirrored: readings.proximity[i] = low + high - readings.proximity[i]
      case .flipping:
        if readings.measuredAt[i] >= next {
          isHigh.toggle()
          next = readings.measuredAt[i] + Int64.random(in: flips, using: &random)
        }
        readings.proximity[i] = isHigh ? high : low
      }
    }
  }
}
