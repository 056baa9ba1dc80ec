import Detect
import Foundation
import Readings
import Simulate

/// Short recordings for the fit: a visit, some knocking or another disturbance with little rest around,
/// each measured by itself, as somebody records it who tries a phone on a door.
///
/// What a movement looks like depends on what else is in the recording: its noise is told from a few
/// seconds, its directions from a swing or two, and where nothing but knocks was recorded the knocks
/// are all there is to compare with.
enum ShortRecordings {
  /// Visits, other disturbances and long knockings of each door.
  static let visits = 6
  static let disturbances = 4
  static let knockings = 3
  private static let knockingRates: [Double] = [5, 5, 5, 10]
  private static let leastLead = 300.0
  private static let mostLead = 30_000.0
  private static let longestVisit: Int64 = 60_000
  /// A recording may also end while the door is open, this long after its start [ms].
  private static let opened: Int64 = 4_000

  /// - Parameter day: A day of a door of this preset and seed, whose visits are recorded.
  static func days(_ day: SimulatedDay, _ preset: Preset, seed: UInt64) -> [TrainingDay] {
    var random = Random(state: seed ^ 0x7368_6F72_74)
    let rate = Self.knockingRates.randomElement(using: &random) ?? 5
    let knocked = knocked(SimulatedDoor(preset: preset, seed: seed), rate: rate)
    return visits(of: day, preset, &random) + disturbances(of: day, preset, &random)
      + knockings(at: knocked.day(startingAt: firstDay), preset, &random)
  }

  private static func lead(_ random: inout Random) -> Int64 {
    Int64(exp(Double.random(in: log(leastLead)...log(mostLead), using: &random)))
  }

  private static func visits(
    of day: SimulatedDay, _ preset: Preset, _ random: inout Random
  ) -> [TrainingDay] {
    let recording = Recording(day, preset)
    return recording.truth.labels.shuffled(using: &random).prefix(visits).map { label in
      let end = label.end.flatMap { $0 - label.start < longestVisit ? $0 : nil }
      let isWhole = Double.random(in: 0..<1, using: &random) < 0.75
      let last = (isWhole ? end : nil) ?? label.start + opened
      return recording.cut(label.start - lead(&random), last + lead(&random))
    }
  }

  private static let disturbing: Set<DoorEvent.Kind> = [
    .knocks, .continuousKnocking, .handleTried, .slamNextDoor, .footsteps, .phoneVibration,
    .windRattle,
    .traffic, .smallMovement, .handBeforeSensor,
  ]

  /// Disturbances while the door stays shut.
  private static func disturbances(
    of day: SimulatedDay, _ preset: Preset, _ random: inout Random
  ) -> [TrainingDay] {
    let recording = Recording(day, preset)
    let knocks = day.events.filter { $0.kind == .knocks }.shuffled(using: &random)
    let others = day.events.filter { disturbing.contains($0.kind) }.shuffled(using: &random)
    var days: [TrainingDay] = []
    for event in knocks.prefix(disturbances / 2) + others where days.count < disturbances {
      let start = event.interval.start - lead(&random)
      let end = event.interval.end + lead(&random)
      let isShut = recording.truth.labels.allSatisfy {
        $0.start > end + 1000 || ($0.end.map { $0 < start - 1000 } ?? false)
      }
      if isShut { days.append(recording.cut(start, end)) }
    }
    return days
  }

  private static func knockings(
    at day: SimulatedDay, _ preset: Preset, _ random: inout Random
  ) -> [TrainingDay] {
    let recording = Recording(day, preset)
    let events = day.events.filter { $0.kind == .continuousKnocking }
    return events.shuffled(using: &random).prefix(knockings).map {
      recording.cut($0.interval.start - lead(&random), $0.interval.end + lead(&random))
    }
  }

  /// The door of somebody who knocks for ten seconds and more, often, and whom nobody lets in.
  static func knocked(_ door: SimulatedDoor, rate: Double) -> SimulatedDoor {
    var parameters = door.parameters
    parameters.habits.visitsPerHour = parameters.habits.visitsPerHour.map { _ in 0 }
    parameters.habits.smallMovementsPerDay = 0
    parameters.habits.openOvernightChance = 0
    let impulse = parameters.disturbances.knockImpulse
    parameters.disturbances = .none
    parameters.disturbances.knockImpulse = impulse
    parameters.disturbances.continuousKnocksPerDay = 30
    parameters.phone.rehangsPerDay = 0
    parameters.transmission.readingsPerSecond = rate
    return SimulatedDoor(parameters: parameters, seed: door.seed)
  }

  /// A day from which recordings are cut.
  private struct Recording {
    let truth: Truth
    let day: SimulatedDay
    let readings: ReadingColumns<Float>
    let preset: Preset

    init(_ day: SimulatedDay, _ preset: Preset) {
      (self.day, self.preset) = (day, preset)
      readings = day.inTimeOrder.readings
      truth = Truth(day)
    }

    func cut(_ start: Int64, _ end: Int64) -> TrainingDay {
      let first = readings.measuredAt.lowerBound(of: start)
      let last = max(first, readings.measuredAt.lowerBound(of: end))
      return TrainingDay(
        day.interval, truth, readings.selected(Array(first..<last)), preset, weight: 1)
    }
  }
}
