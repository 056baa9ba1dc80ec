import Detect
import Foundation
import Readings
import Simulate

/// What light, rotation and orientation add: doors whose phone sends them all, with some left out.
struct OtherColumns {
  var seeds: ClosedRange<UInt64>
  static let presets: [Preset] = [.home, .noisy, .noProximity, .drift, .ajar, .adversarial]

  fileprivate struct Choice {
    var name: String
    var hasLight = false
    var hasRotation = false
    var hasOrientation = false
  }

  fileprivate static let choices = [
    Choice(name: "none of them"),
    Choice(name: "light", hasLight: true),
    Choice(name: "rotation", hasRotation: true),
    Choice(name: "orientation", hasOrientation: true),
    Choice(name: "rotation and orientation", hasRotation: true, hasOrientation: true),
    Choice(name: "all of them", hasLight: true, hasRotation: true, hasOrientation: true),
  ]

  func run() {
    print("| | " + Self.presets.map(\.rawValue).joined(separator: " | ") + " | mean |")
    print("|---|" + Self.presets.map { _ in "---|" }.joined() + "---|")
    var counts = Self.choices.map { _ in Self.presets.map { _ in Evaluation.Counts() } }
    for (column, preset) in Self.presets.enumerated() {
      for seed in seeds {
        let day = Self.day(preset, seed)
        for (row, choice) in Self.choices.enumerated() {
          let detection = Detector().detection(
            of: choice.kept(of: day.readings), within: day.interval, carried: nil)
          counts[row][column].add(
            starts: detection.openings.map(\.openedAt), labels: day.spans.map(\.start),
            measuredAt: day.readings.measuredAt.sorted())
        }
      }
    }
    for (choice, counts) in zip(Self.choices, counts) {
      let scores = counts.map(\.f1) + [counts.reduce(0) { $0 + $1.f1 } / Double(counts.count)]
      print(
        "| \(choice.name) | "
          + scores.map { String(format: "%.3f", $0) }.joined(separator: " | ") + " |")
    }
  }

  private static func day(_ preset: Preset, _ seed: UInt64) -> SimulatedDay {
    let usual = SimulatedDoor(preset: preset, seed: seed)
    var parameters = usual.parameters
    parameters.phone.reportsRotation = true
    parameters.phone.reportsOrientation = true
    return SimulatedDoor(parameters: parameters, seed: usual.seed).day(startingAt: firstDay)
  }
}

extension OtherColumns.Choice {
  fileprivate func kept(of readings: ReadingColumns<Float>) -> ReadingColumns<Float> {
    var kept = readings
    if !hasLight { kept.light = kept.light.map { _ in .nan } }
    for column in kept.extended.indices where !(column < 3 ? hasRotation : hasOrientation) {
      kept.extended[column] = kept.extended[column].map { _ in 0 }
    }
    return kept
  }
}
