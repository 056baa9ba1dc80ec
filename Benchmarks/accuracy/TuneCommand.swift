import Detect
import Dispatch
import Foundation
import Readings
import Simulate

/// Chooses `DecodingConstants`: every constant in turn is moved up and down as long as the mean F₁
/// over simulated days, short sessions and roughened sessions rises.
struct TuneCommand {
  var seeds: ClosedRange<UInt64>
  /// The least rise that counts [F₁]: smaller ones are chance.
  static let leastRise = 0.0003

  /// A day that has been analysed, and what is true of it.
  struct Case: Sendable {
    var group: String
    var analysis: DayAnalysis
    var day: Interval
    var labels: [Int64]
  }

  /// One constant, and the values next to a value.
  struct Knob {
    var name: String
    var path: WritableKeyPath<DecodingConstants, Double>
    var steps: [(Double) -> Double]

    static func factor(_ name: String, _ path: WritableKeyPath<DecodingConstants, Double>) -> Knob {
      Knob(name: name, path: path, steps: [{ $0 * 1.5 }, { $0 / 1.5 }])
    }
    static func share(_ name: String, _ path: WritableKeyPath<DecodingConstants, Double>) -> Knob {
      Knob(name: name, path: path, steps: [{ min(1, $0 + 0.15) }, { max(0, $0 - 0.15) }])
    }
    static func sum(_ name: String, _ path: WritableKeyPath<DecodingConstants, Double>) -> Knob {
      Knob(name: name, path: path, steps: [{ $0 + 1.5 }, { $0 - 1.5 }])
    }
  }

  static var knobs: [Knob] {
    [
      .sum("floor", \.floor), .share("cautiousShareOfFew", \.cautiousShareOfFew),
      .share("cautiousShareOfMany", \.cautiousShareOfMany), .factor("unseenAtOnce", \.unseenAtOnce),
      .factor("unseenPerHour", \.unseenPerHour), .factor("unseenAtMost", \.unseenAtMost),
      .factor("unseenOpeningShare", \.unseenOpeningShare),
      .factor("unseenAjarShare", \.unseenAjarShare),
      .factor("unseenToAjarShare", \.unseenToAjarShare), .factor("unknownOpen", \.unknownOpen),
      .factor("ajarShare", \.ajarShare), .sum("weakPushCost", \.weakPushCost),
      .factor("weakPush", \.weakPush), .factor("clearOfWander", \.clearOfWander),
      .factor("wanderCost", \.wanderCost), .factor("fewClear", \.fewClear),
      .factor("vouching", \.vouching), .factor("rarelySmoothNothing", \.rarelySmoothNothing),
      .factor("oftenLeftAjar", \.oftenLeftAjar),
      .factor("lessOftenClosed", \.lessOftenClosed), .factor("oftenAjarCost", \.oftenAjarCost),
      .factor("leastPassages", \.leastPassages), .factor("rarelyNothing", \.rarelyNothing),
      .factor("oftenDoor", \.oftenDoor), .factor("undisturbedCost", \.undisturbedCost),
      .factor("agreeingAxes", \.agreeingAxes),
      .factor("changedMeaningCost", \.changedMeaningCost),
      .factor("badSensorCost", \.badSensorCost),
      .factor("goodSensorCost", \.goodSensorCost),
    ]
  }

  func run() {
    let cases = self.cases()
    var constants = DecodingConstants.standard
    var best = Self.score(cases, constants)
    print("start", best.text)
    for round in 1...3 {
      var improved = false
      for knob in Self.knobs {
        for step in knob.steps {
          while true {
            var trial = constants
            trial[keyPath: knob.path] = step(constants[keyPath: knob.path])
            guard trial[keyPath: knob.path] != constants[keyPath: knob.path] else { break }
            let score = Self.score(cases, trial)
            guard score.mean > best.mean + Self.leastRise else { break }
            (constants, best, improved) = (trial, score, true)
            print("round \(round) \(knob.name) \(constants[keyPath: knob.path])", best.text)
          }
        }
      }
      if !improved { break }
    }
    print(constants)
  }

  private func cases() -> [Case] {
    var cases: [Case] = []
    for preset in Preset.allCases {
      for seed in seeds {
        let day = SimulatedDoor(preset: preset, seed: seed).day(startingAt: firstDay)
        cases.append(Self.analysed(preset.rawValue, day.readings, day.interval, day.spans))
      }
    }
    for isRoughened in [false, true] {
      ShortSessions(seeds: seeds, isRoughened: isRoughened)
        .eachSession { readings, labels, day in
          let spans = labels.map { Span(start: $0, end: nil) }
          cases.append(
            Self.analysed(isRoughened ? "roughened" : "sessions", readings, day, spans))
        }
    }
    return cases
  }

  private static func analysed(
    _ group: String, _ readings: ReadingColumns<Float>, _ day: Interval, _ spans: [Span]
  ) -> Case {
    let analysis = DayAnalysis(of: readings, within: day, margin: Detector.margin, sensitivity: 1)
    return Case(
      group: group, analysis: analysis.withoutColumns, day: day, labels: spans.map(\.start))
  }

  struct Score {
    var groups: [String: Double]
    /// Half of it simulated days, a quarter each kind of session.
    var mean: Double {
      let days = groups.filter { Preset(rawValue: $0.key) != nil }.map(\.value)
      return days.reduce(0, +) / Double(days.count) / 2
        + ((groups["sessions"] ?? 0) + (groups["roughened"] ?? 0)) / 4
    }
    var text: String {
      String(format: "%.4f ", mean)
        + groups.sorted { $0.key < $1.key }.map {
          $0.key.prefix(6) + String(format: " %.3f", $0.value)
        }.joined(separator: ", ")
    }
  }

  private static func score(_ cases: [Case], _ constants: DecodingConstants) -> Score {
    let lock = NSLock()
    nonisolated(unsafe) var groups: [String: Evaluation.Counts] = [:]
    DispatchQueue.concurrentPerform(iterations: cases.count) { i in
      let item = cases[i]
      let detection = Detector.detection(
        of: item.analysis, within: item.day, carried: nil, constants: constants)
      lock.withLock {
        groups[item.group, default: Evaluation.Counts()].add(
          starts: detection.openings.map(\.openedAt), labels: item.labels,
          measuredAt: item.analysis.readings.measuredAt)
      }
    }
    return Score(groups: groups.mapValues(\.f1))
  }
}
