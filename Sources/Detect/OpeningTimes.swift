import Readings

/// When the door began to open, by what was felt and by the sensor.
struct OpeningTimes {
  private let analysis: DayAnalysis
  private let steps: DaySteps
  private let answer: Decoder.Answer
  private let dayStart: Int64
  /// Whether the frame covers a sensor that follows the door, and how far it does, 0…1.
  private let trust: Double
  /// From when this door's openings are felt until its sensor is free, usually [ms].
  private var release = Self.typicalRelease
  private var reopening = Reopening(usualJump: 0)

  /// Release times of simulated openings lie around this [ms]: 500 to 2000.
  static let typicalRelease = 900.0
  /// A door that is opened too gently to be felt frees its sensor after so many times as long as this
  /// door's openings usually take.
  static let gentleness = 1.4
  /// What is felt only in the last part of the usual time does not show when the door began to move.
  static let lateShare = 0.3
  /// What is felt this much earlier than usual before the sensor is free [ms] was not the door yet: a
  /// knock, steps, somebody at the handle.
  static let longestApproach = 1500.0
  /// Fewer openings or closings than this do not tell what is usual.
  static let fewest = 5

  init(_ analysis: DayAnalysis, _ steps: DaySteps, _ answer: Decoder.Answer, day: Interval) {
    self.analysis = analysis
    self.steps = steps
    self.answer = answer
    dayStart = day.start
    trust =
      answer.hypothesis.mounting == .coveredWhenClosed
      ? Detector.proximityWeight(trust: analysis.proximity?.trust) : 0
    guard trust > 0 else { return }
    release = usualRelease()
    reopening.usualJump = usualJump()
  }

  /// When the door began to open [ms UTC]: at the first reading that was felt, or where that does not
  /// fit when the sensor was free, some time before it was. Never before the day or the movement
  /// before, which matters only where one straddles midnight or two follow each other closely.
  func opening(_ step: Int) -> Int64 {
    let onset = time(steps.observed[step].movement.onset)
    guard answer.kinds[step].isOpening, let freed = freedTime(step),
      !(Self.lateShare * release...release + Self.longestApproach).contains(Double(freed - onset))
    else { return max(dayStart, onset) }
    let before = step == 0 ? dayStart : analysis.end(steps.movements[step - 1])
    return max(freed - Int64(Self.gentleness * release), min(before, onset), dayStart)
  }

  /// When the door was closed within a movement, and began to open again [ms UTC].
  struct Reopened {
    var closed: Int64
    var opened: Int64
  }

  /// Where one movement holds more visits than its kind says; see `Reopening`.
  func reopenings(_ step: Int) -> [Reopened] {
    let kind = answer.kinds[step]
    guard trust == 1, let proximity = analysis.proximity,
      kind.isOpening || kind == .closing || kind == .nothingWhileOpen
    else { return [] }
    let meaning = answer.hypothesis.meaning(at: step)
    guard meaning != .nothing else { return [] }
    let covered = meaning == .highIsCovered
    let start = kind.isOpening ? opening(step) : dayStart
    return (analysis.sensorRuns[steps.movements[step]] ?? [])
      .filter {
        proximity.isHigh[$0.range.lowerBound] == covered && time($0.range.lowerBound) > start
          && reopening.isLikely($0)
      }
      .map { run in
        let (closed, freed) = (time(run.range.lowerBound), time(run.range.upperBound))
        return Reopened(closed: closed, opened: max(closed, freed - Int64(release)))
      }
  }
}

extension OpeningTimes {
  private func time(_ reading: Int) -> Int64 { analysis.readings.measuredAt[reading] }

  /// When the sensor that the frame had covered was free, by the first of the step's changes.
  private func freedTime(_ step: Int) -> Int64? {
    let meaning = answer.hypothesis.meaning(at: step)
    guard trust > 0, steps.observed[step].pattern != nil, meaning != .nothing,
      let proximity = analysis.proximity,
      let change = analysis.sensorChanges[steps.movements[step]].first
    else { return nil }
    let reading = proximity.transitions[change]
    return proximity.isHigh[reading] != (meaning == .highIsCovered)
      ? time(reading) : nil
  }

  private func usualRelease() -> Double {
    let releases = steps.observed.indices.compactMap { step -> Double? in
      guard answer.kinds[step].isOpening, let freed = freedTime(step) else { return nil }
      let release = Double(freed - time(steps.observed[step].movement.onset))
      return release > 0 ? release : nil
    }
    return Self.median(releases) ?? Self.typicalRelease
  }

  private func usualJump() -> Double {
    let jumps = steps.observed.indices.compactMap { step in
      answer.kinds[step] == .closing
        ? Double(steps.observed[step].features[0][Feature.logJump.rawValue]) : nil
    }
    return Self.median(jumps) ?? Reopening.typicalJump
  }

  private static func median(_ values: [Double]) -> Double? {
    values.count < fewest ? nil : values.sorted()[values.count / 2]
  }
}
