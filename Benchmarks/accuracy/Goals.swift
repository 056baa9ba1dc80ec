import Detect
import Foundation
import Simulate

/// What the detector has to reach, and whether it does: the presets on seeds that were used for nothing
/// else, the recorded cases of a real door, and the time it takes.
struct Goals {
  var seeds: ClosedRange<UInt64>

  static let meanF1 = 0.98
  static let worstF1 = 0.95
  static let milliseconds = 15.0

  private struct Goal {
    var name: String
    var goal: String
    var measured: String
    var isReached: Bool

    var row: String { "| \(name) | \(goal) | \(measured) | \(isReached ? "yes" : "**no**") |" }
  }

  /// - Returns: Whether all of them are reached.
  func run() throws -> Bool {
    let scores = Evaluation(presets: Preset.allCases, seeds: seeds).run()
    let goals = try accuracy(scores) + recorded() + [speed()]
    print("\n| case | goal | measured | reached |\n|---|---|---|---|")
    for goal in goals { print(goal.row) }
    return goals.allSatisfy(\.isReached)
  }

  private func accuracy(_ scores: [(preset: Preset, f1: Double)]) -> [Goal] {
    let mean = Evaluation.mean(scores)
    var goals = [
      Goal(
        name: "presets, seeds \(seeds.lowerBound)–\(seeds.upperBound): mean F₁",
        goal: Self.decimal(Self.meanF1), measured: Self.decimal(mean),
        isReached: mean >= Self.meanF1)
    ]
    if let worst = scores.min(by: { $0.f1 < $1.f1 }) {
      goals.append(
        Goal(
          name: "the worst of them", goal: Self.decimal(Self.worstF1),
          measured: "\(Self.decimal(worst.f1)) (\(worst.preset.rawValue))",
          isReached: worst.f1 >= Self.worstF1))
    }
    return goals
  }

  private func recorded() throws -> [Goal] {
    let found = try RecordedCases.found()
    return [
      Goal(
        name: "recorded cases: openings found", goal: "\(found.of) of \(found.of)",
        measured: "\(found.openings) of \(found.of)", isReached: found.openings == found.of),
      Goal(
        name: "closings and stillness counted as openings", goal: "0",
        measured: "\(found.falseOnes)", isReached: found.falseOnes == 0),
    ]
  }

  private func speed() -> Goal {
    let timing = Timing()
    return Goal(
      name: "a day of \(timing.readings) readings on one core",
      goal: "\(Int(Self.milliseconds)) ms", measured: String(format: "%.1f ms", timing.best),
      isReached: timing.best <= Self.milliseconds)
  }

  private static func decimal(_ value: Double) -> String { String(format: "%.3f", value) }
}
