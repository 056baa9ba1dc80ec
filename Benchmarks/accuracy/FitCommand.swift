import Detect
import Foundation
import Simulate

/// Fits the kinds' weights to simulated doors of all presets.
struct FitCommand {
  var seeds: ClosedRange<UInt64>
  /// One day counts for at most this many movements, so that rattling doors do not drown the rest.
  static let heaviestDay = 300.0

  func run() {
    var examples: [Example] = []
    var undescribed = 0
    for preset in Preset.allCases {
      for seed in seeds {
        let day = SimulatedDoor(preset: preset, seed: seed).day(startingAt: firstDay)
        let analysis = DayAnalysis(
          of: day.readings, within: day.interval, margin: Detector.margin, sensitivity: 1)
        let kinds = Labelling.kinds(of: analysis, labels: day.spans)
        undescribed += kinds.filter { $0 == nil }.count
        examples += Self.examples(analysis, kinds)
      }
    }
    report(examples, undescribed)
    var fitting = Fitting(seed: 1)
    let model = fitting.model(fitting: examples)
    print(
      WeightsFile.text(
        of: model, origin: "Seeds \(seeds.lowerBound)–\(seeds.upperBound) of every preset."),
      terminator: "")
  }

  private static func examples(
    _ analysis: DayAnalysis, _ kinds: [MovementKind?]
  ) -> [Example] {
    let features = Labelling.trueFeatures(analysis, kinds)
    let weight = min(1, heaviestDay / Double(max(1, kinds.count)))
    return zip(features, kinds).compactMap { row, kind in
      kind.map {
        Example(features: row, kind: $0, weight: weight)
      }
    }
  }

  private func report(_ examples: [Example], _ undescribed: Int) {
    var text = "\(examples.count) movements, \(undescribed) undescribed:"
    for kind in MovementKind.allCases {
      text += " \(kind) \(examples.filter { $0.kind == kind }.count)"
    }
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
