import Detect
import Foundation
import Readings
import Simulate

/// The method without each of its parts, and simple methods beside it.
struct Ablations {
  var seeds: ClosedRange<UInt64>
  /// What the simple methods' settings are chosen on.
  static let choosingSeeds: ClosedRange<UInt64> = 1...4

  /// One way to find a day's openings [ms UTC].
  private struct Variant {
    var name: String
    var starts: @Sendable (SimulatedDay, DayAnalysis) -> [Int64]
  }

  func run() {
    let simple = SimpleMethod.allCases.map(Self.best)
    let variants = Self.parts + simple
    var scores = [[Double]](
      repeating: [], count: variants.count)
    for preset in Preset.allCases {
      let days = preset.onDays(seeds) { day, _ in Self.counts(day, variants) }
      for k in variants.indices {
        scores[k].append(days.map { $0[k] }.reduce(into: Evaluation.Counts(), +=).f1)
      }
    }
    print("| | mean F₁ | worst preset |\n|---|---|---|")
    for (variant, scores) in zip(variants, scores) {
      let worst = scores.indices.min { scores[$0] < scores[$1] } ?? 0
      let mean = scores.reduce(0, +) / Double(scores.count)
      print(
        "| \(variant.name) | \(String(format: "%.3f", mean)) | "
          + "\(String(format: "%.3f", scores[worst])) \(Preset.allCases[worst].rawValue) |")
    }
  }

  private static func counts(_ day: SimulatedDay, _ variants: [Variant]) -> [Evaluation.Counts] {
    let analysis = analysis(of: day)
    let times = day.readings.measuredAt.sorted()
    return variants.map { variant in
      Evaluation.Counts(
        starts: variant.starts(day, analysis), labels: day.spans.map(\.start), measuredAt: times)
    }
  }

  private static func analysis(
    of day: SimulatedDay, sensitivity: Double = 1, hasProximity: Bool = true,
    sensorMayFail: Bool = true, longestPassing: Int64 = Proximity.longestPassing
  ) -> DayAnalysis {
    var readings = day.readings
    if !hasProximity { readings.proximity = readings.proximity.map { _ in .nan } }
    return DayAnalysis(
      of: readings, within: day.interval, margin: Detector.margin, sensitivity: sensitivity,
      sensorMayFail: sensorMayFail, longestPassing: longestPassing)
  }

  private static func starts(
    _ day: SimulatedDay, _ analysis: DayAnalysis, _ constants: DecodingConstants = .standard
  ) -> [Int64] {
    Detector.detection(of: analysis, within: day.interval, carried: nil, constants: constants)
      .openings.map(\.openedAt)
  }

  private static func decoding(
    _ name: String, _ change: @escaping @Sendable (inout DecodingConstants) -> Void
  ) -> Variant {
    Variant(name: name) { day, analysis in
      var constants = DecodingConstants.standard
      change(&constants)
      return starts(day, analysis, constants)
    }
  }

  private static let parts: [Variant] = [
    Variant(name: "**the method**") { starts($0, $1) },
    Variant(name: "without the proximity sensor") { day, _ in
      starts(day, analysis(of: day, hasProximity: false))
    },
    Variant(name: "without movements that only the sensor saw") { day, analysis in
      starts(day, analysis.keeping { $0.isFelt })
    },
    Variant(name: "what passes the sensor as two movements, there and back") { day, _ in
      starts(day, analysis(of: day, longestPassing: 0))
    },
    Variant(name: "without hours in which the sensor does not follow the door") { day, _ in
      starts(day, analysis(of: day, sensorMayFail: false))
    },
    decoding("a sensor that means the same all day") {
      ($0.changedMeaningCost, $0.badSensorCost) = (1000, 1000)
    },
    Variant(name: "without the second choice of axes") { day, analysis in
      var analysis = analysis
      analysis.axes = Array(analysis.axes.prefix(1))
      analysis.features = Array(analysis.features.prefix(1))
      return starts(day, analysis)
    },
    decoding("every movement by itself, without the door's state") {
      $0.unseenAtOnce = 0.5
      $0.unseenAtMost = 0.5
      $0.unseenOpeningShare = 1
      $0.unseenAjarShare = 0
      $0.unseenToAjarShare = 0
    },
    decoding("without the habit of leaving it ajar") { $0.oftenAjarCost = .infinity },
    decoding("the habit only where people seem to have passed through") {
      $0.leastWidenings = .infinity
    },
    decoding("without the lead of the second axes") { $0.agreeingAxes = 0 },
    decoding("without the cautious model") {
      ($0.cautiousShareOfFew, $0.cautiousShareOfMany) = (0, 0)
    },
    decoding("without the comparison with the wandering") { $0.wanderCost = 0 },
    decoding("without the floor under single movements") { $0.floor = -50 },
    Variant(name: "thresholds × 0.75") { day, _ in
      starts(day, analysis(of: day, sensitivity: 1 / 0.75))
    },
    Variant(name: "thresholds × 1.5") { day, _ in
      starts(day, analysis(of: day, sensitivity: 1 / 1.5))
    },
  ]

  /// A simple method with the settings that are best on the choosing seeds.
  private static func best(_ method: SimpleMethod) -> Variant {
    var sums: [String: (threshold: Float, dead: Double, f1: Double)] = [:]
    for preset in Preset.allCases {
      for seed in choosingSeeds {
        let day = SimulatedDoor(preset: preset, seed: seed).day(startingAt: firstDay)
        let analysis = analysis(of: day)
        for threshold in method.thresholds {
          for dead in method.deadSeconds {
            let starts = method.starts(in: analysis, threshold: threshold, deadSeconds: dead)
            let matching = Matching(openings: starts, labels: day.spans.map(\.start))
            let known = sums["\(threshold) \(dead)"]
            sums["\(threshold) \(dead)"] = (
              threshold, dead, (known?.f1 ?? 0) + (matching.f1 ?? 0)
            )
          }
        }
      }
    }
    let best = sums.values.max { ($0.f1, $1.dead) < ($1.f1, $0.dead) } ?? (0, 0, 0)
    return Variant(name: "\(method.rawValue)") { _, analysis in
      method.starts(in: analysis, threshold: best.threshold, deadSeconds: best.dead)
    }
  }
}

extension DayAnalysis {
  /// The analysis with some of the movements only.
  fileprivate func keeping(_ isKept: (Movement) -> Bool) -> DayAnalysis {
    let kept = movements.indices.filter { isKept(movements[$0]) }
    var analysis = self
    analysis.movements = kept.map { movements[$0] }
    if !sensorChanges.isEmpty { analysis.sensorChanges = kept.map { sensorChanges[$0] } }
    analysis.sensorRuns = [:]
    for (new, old) in kept.enumerated() { analysis.sensorRuns[new] = sensorRuns[old] }
    analysis.features = features.map { rows in kept.map { rows[$0] } }
    return analysis
  }
}
