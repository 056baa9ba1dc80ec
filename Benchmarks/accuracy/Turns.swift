import Detect
import Foundation
import Readings
import Simulate

/// Recordings of somebody who opens a door and shuts it, thirty times, and waits about as long while
/// it is open as while it is shut; without proximity.
///
/// A day shows a door that is shut nearly all the time, and nearly all of its readings are rest.
/// Such a recording has neither.
struct Turns {
  var seeds: ClosedRange<UInt64>

  private static let presets: [Preset] = [.easy, .home, .office, .noisy, .noProximity, .drift]
  private static let rates = [5.0, 20]
  /// Time between two swings [s].
  private static let pauses: [ClosedRange<Double>] = [2...4, 5...12, 20...60]
  private static let openings = 30
  /// The hour of the day in which it is done.
  private static let hour = 9
  /// Rest before the first opening, and after the last closing [ms].
  private static let restBefore: Int64 = 60_000
  private static let restAfter: Int64 = 5_000

  /// What came of all doors with one pause.
  private struct Tally {
    var counts = Evaluation.Counts()
    var recordings = 0
    var faultless = 0

    mutating func add(_ starts: [Int64], labels: [Int64], measuredAt: [Int64]) {
      let before = counts
      counts.add(starts: starts, labels: labels, measuredAt: measuredAt)
      recordings += 1
      let right = counts.matched - before.matched
      if right == labels.count, right == starts.count { faultless += 1 }
    }
  }

  func run() {
    print("| readings a second, pause | recordings | faultless | openings | found | right | F₁ |")
    print("|---|---|---|---|---|---|---|")
    for rate in Self.rates {
      for pause in Self.pauses {
        let (plain, roughened) = tallies(rate: rate, pause: pause)
        for (tally, name) in [(plain, ""), (roughened, ", roughened")] {
          print(
            String(
              format: "| %.0f, %.0f to %.0f s%@ | %d | %d | %d | %d | %d | %.3f |", rate,
              pause.lowerBound, pause.upperBound, name, tally.recordings, tally.faultless,
              tally.counts.labels, tally.counts.openings, tally.counts.matched, tally.counts.f1))
        }
      }
    }
  }

  private func tallies(
    rate: Double, pause: ClosedRange<Double>
  ) -> (plain: Tally, roughened: Tally) {
    var (plain, roughened) = (Tally(), Tally())
    for preset in Self.presets {
      for seed in seeds {
        let door = Self.exercised(
          SimulatedDoor(preset: preset, seed: seed), rate: rate, pause: pause)
        let day = door.day(startingAt: firstDay)
        add(day, day.inTimeOrder.readings, to: &plain)
        add(day, Roughening(day, seed: seed).readings, to: &roughened)
      }
    }
    return (plain, roughened)
  }

  private func add(_ day: SimulatedDay, _ readings: ReadingColumns<Float>, to tally: inout Tally) {
    let spans = day.spans.prefix(Self.openings)
    guard let first = spans.first, let end = spans.last?.end else { return }
    let start = readings.measuredAt.lowerBound(of: first.start - Self.restBefore)
    var recording = readings.selected(
      Array(start..<readings.measuredAt.lowerBound(of: end + Self.restAfter)))
    recording.proximity = recording.proximity.map { _ in .nan }
    let detection = Detector().detection(of: recording, within: day.interval, carried: nil)
    tally.add(
      detection.openings.map(\.openedAt), labels: spans.map(\.start),
      measuredAt: recording.measuredAt)
  }

  /// The door of somebody who does nothing else for an hour.
  private static func exercised(
    _ door: SimulatedDoor, rate: Double, pause: ClosedRange<Double>
  ) -> SimulatedDoor {
    var parameters = door.parameters
    parameters.closer = nil
    // Without either, a leaning leaf swings by itself.
    parameters.hinge.hasLatch = true
    parameters.hinge.lean = min(parameters.hinge.lean, 0.002)
    let swings = 4.0
    let visits = 3600 / (pause.lowerBound + pause.upperBound + swings)
    let hours = (0..<24).map { $0 == hour ? visits : 0 }
    parameters.habits.visitsPerHour = HabitParameters.week(workday: hours, weekend: hours)
    parameters.habits.localOffsetMinutes = 0
    parameters.habits.followerChance = 0
    parameters.habits.longHoldChance = 0
    parameters.habits.leftOpenChance = 1
    parameters.habits.leftOpenMinutes = pause.lowerBound / 60...pause.upperBound / 60
    parameters.habits.ajarChance = 0
    parameters.habits.knockBeforeChance = 0
    parameters.habits.openOvernightChance = 0
    parameters.habits.smallMovementsPerDay = 0
    parameters.disturbances = .none
    parameters.phone.rehangsPerDay = 0
    parameters.transmission.readingsPerSecond = rate
    return SimulatedDoor(parameters: parameters, seed: door.seed)
  }
}
