import Detect
import Foundation
import Readings
import Simulate

/// Fits the kinds' weights to simulated doors of all presets, each as it is and once more with parts
/// of its movements missing.
struct FitCommand {
  var seeds: ClosedRange<UInt64>
  /// A day gives at most this many movements that were nothing, so that rattling doors do not drown
  /// the rest.
  static let mostNothings = 200

  func run() {
    var examples: [Example] = []
    for preset in Preset.allCases {
      for seed in seeds {
        let day = SimulatedDoor(preset: preset, seed: seed).day(startingAt: firstDay)
        examples += Self.examples(day, day.readings)
        var random = Random(state: seed)
        examples += Self.examples(day, Augmentation(day, seed: seed).readings, &random)
        examples += Self.examples(day, Roughening(day, seed: seed).readings, &random)
      }
    }
    report(examples)
    var fitting = Fitting(seed: 1)
    let model = fitting.ensemble(fitting: examples)
    fitting.hiddenCount = 8
    let cautious = fitting.ensemble(fitting: examples, features: KindsModel.cautiousFeatures)
    print(
      WeightsFile.text(
        of: model, cautious: cautious,
        origin: "Seeds \(seeds.lowerBound)–\(seeds.upperBound) of every preset."),
      terminator: "")
  }

  /// - Parameter random: When given, the movements are compared in sessions of a few instead of all
  ///   together, as of a door that was watched for an hour.
  private static func examples(
    _ day: SimulatedDay, _ readings: ReadingColumns<Float>
  ) -> [Example] {
    var random: Random?
    return examples(day, readings, &random)
  }

  private static func examples(
    _ day: SimulatedDay, _ readings: ReadingColumns<Float>, _ random: inout Random
  ) -> [Example] {
    var optional: Random? = random
    defer { random = optional ?? random }
    return examples(day, readings, &optional)
  }

  /// Compares the rows of consecutive movements, 1 to 60 at a time.
  private static func comparedInSessions(_ rows: [[Float]], _ random: inout Random) -> [[Float]] {
    var compared: [[Float]] = []
    while compared.count < rows.count {
      let count = Int(exp(Double.random(in: 0...log(60), using: &random)))
      var session = Array(rows[compared.count..<min(rows.count, compared.count + count)])
      FeatureRow.compare(&session)
      compared += session
    }
    return compared
  }

  private static func examples(
    _ day: SimulatedDay, _ readings: ReadingColumns<Float>, _ random: inout Random?
  ) -> [Example] {
    let analysis = DayAnalysis(
      of: readings, within: day.interval, margin: Detector.margin, sensitivity: 1)
    let kinds = Labelling.kinds(of: analysis, labels: day.spans)
    let isNothing = { (kind: MovementKind?) in
      kind == .nothingWhileClosed || kind == .nothingWhileOpen
    }
    let nothings = kinds.filter(isNothing).count
    let stride = max(1, (nothings + mostNothings - 1) / mostNothings)
    var seen = 0
    var rows = Labelling.trueFeatures(analysis, kinds)
    if var sessions = random {
      rows = comparedInSessions(rows, &sessions)
      random = sessions
    }
    return zip(rows, kinds).compactMap { row, kind in
      guard let kind else { return nil }
      if isNothing(kind) {
        seen += 1
        guard seen % stride == 0 else { return nil }
      }
      return Example(features: row, kind: kind, weight: 1)
    }
  }

  private func report(_ examples: [Example]) {
    var text = "\(examples.count) movements:"
    for kind in MovementKind.allCases {
      text += " \(kind) \(examples.filter { $0.kind == kind }.count)"
    }
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
