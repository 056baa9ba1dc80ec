import Readings

/// Turns a day's decoded movements into openings, episodes and the state for the next day.
struct DayDecision {
  private(set) var detection = Detection()

  private let analysis: DayAnalysis
  private let steps: DaySteps
  private let answer: Decoder.Answer
  private let day: Interval
  private var door: Door

  /// What is known of the door between two movements.
  private enum Door: Equatable {
    case closed
    /// Open since an opening of this day, by its number.
    case openSince(Int)
    /// Open since the opening that the carried state told of.
    case openSinceCarried(Int64)
    case openSinceUnknown

    var isOpen: Bool { self != .closed }
  }

  init(
    _ analysis: DayAnalysis, _ steps: DaySteps, _ answer: Decoder.Answer, day: Interval,
    carried: DetectorState?
  ) {
    self.analysis = analysis
    self.steps = steps
    self.answer = answer
    self.day = day
    door = Self.door(of: carried)
    detection.observed = analysis.observed
    detection.ignoredCount = analysis.readings.ignoredCount
    detection.repeatedCount = analysis.readings.repeatedCount
    for step in 0..<steps.ownCount { decide(step) }
    detection.carried = state(carried)
  }

  private static func door(of carried: DetectorState?) -> Door {
    guard let carried else { return .closed }
    if let start = carried.openSince { return .openSinceCarried(start) }
    return carried.openPercent > 50 ? .openSinceUnknown : .closed
  }

  private mutating func decide(_ step: Int) {
    let kind = answer.kinds[step]
    if kind.startsOpen != door.isOpen { door = kind.startsOpen ? .openSinceUnknown : .closed }
    detection.episodes.append(episode(step, kind))
    switch kind {
    case .nothingWhileClosed, .nothingWhileOpen, .closingToAjar, .widening, .passageWhileAjar,
      .nothingWhileAjar:
      break
    case .opening, .openingToAjar:
      detection.openings.append(opening(step, closedAt: nil))
      door = .openSince(detection.openings.count - 1)
    case .closing, .closingFromAjar:
      close(at: closingTime(step))
    case .openingAndClosing:
      detection.openings.append(opening(step, closedAt: closingTime(step)))
    }
    addReopenings(step, kind)
  }

  /// Covered readings that part two openings: 1.8 s at 5 readings a second. Lowering it parts visits
  /// that a hand or a draught only seems to part; 6 finds 0.5 % more of a busy door's openings, and
  /// as many false ones.
  static let coveredReadings = 9
  /// A sensor that the frame covers is free this long after the door began to move [ms]: the median
  /// of simulated openings (0.5 to 2 s).
  static let release: Int64 = 900

  /// The openings that followed the first so closely that they fell into one movement with it: where
  /// the frame covered the sensor for a while, and no longer, the door was closed and opened again.
  private mutating func addReopenings(_ step: Int, _ kind: MovementKind) {
    guard kind.isOpening, let proximity = analysis.proximity,
      Detector.proximityWeight(trust: proximity.trust) == 1,
      answer.hypothesis.mounting == .coveredWhenClosed
    else { return }
    let range = steps.observed[step].movement.range
    let end = min(proximity.isHigh.count, range.upperBound + Proximity.settlingReadings)
    let covered = answer.hypothesis.highIsCovered
    let runs = Self.runs(of: proximity.isHigh, in: max(0, range.lowerBound - 1)..<end)
    for run in runs.dropFirst().dropLast()
    where proximity.isHigh[run.lowerBound] == covered && run.count >= Self.coveredReadings {
      reopen(closedAt: time(run.lowerBound), freedAt: time(run.upperBound))
    }
  }

  /// Ends the newest opening and begins another.
  private mutating func reopen(closedAt: Int64, freedAt: Int64) {
    guard var next = detection.openings.last else { return }
    let number = detection.openings.count
    detection.openings[number - 1].closedAt = closedAt
    next.openedAt = max(closedAt, freedAt - Self.release)
    next.closedAt = next.closedAt.map { max($0, freedAt) }
    detection.openings.append(next)
    if door == .openSince(number - 1) { door = .openSince(number) }
  }

  /// Stretches of equal bits.
  private static func runs(of bits: [Bool], in range: Range<Int>) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for i in range {
      if let last = runs.last, bits[last.lowerBound] == bits[i] {
        runs[runs.count - 1] = last.lowerBound..<i + 1
      } else {
        runs.append(i..<i + 1)
      }
    }
    return runs
  }

  private mutating func close(at time: Int64) {
    switch door {
    case .openSince(let number): detection.openings[number].closedAt = time
    case .openSinceCarried: detection.closedCarried = time
    case .openSinceUnknown, .closed: break
    }
    door = .closed
  }

  private func state(_ carried: DetectorState?) -> DetectorState {
    var state = carried ?? DetectorState()
    if let last = steps.movements.prefix(steps.ownCount).last {
      let posterior = answer.posteriors[steps.ownCount - 1]
      let open = MovementKind.allCases.reduce(0) {
        $1.endsOpen ? $0 + posterior[$1.rawValue] : $0
      }
      state.openPercent = min(98, max(2, Int((open * 100).rounded())))
      state.decidedUntil = analysis.end(last)
    }
    switch door {
    case .openSince(let number): state.openSince = detection.openings[number].openedAt
    case .openSinceCarried(let start): state.openSince = start
    case .openSinceUnknown, .closed: state.openSince = nil
    }
    return state
  }
}

extension DayDecision {
  private func time(_ reading: Int) -> Int64 { analysis.readings.measuredAt[reading] }

  /// A sensor that the frame covers is free this long after the door began to move, in openings too
  /// gentle to be felt [ms]: their median in simulated doors, where it takes 0.7 to 3.3 s.
  static let gentleRelease: Int64 = 1300

  /// When the door began to open: at the first reading that was felt, or where nothing was, some time
  /// before the sensor was free. Never before the day or the movement before, which matters only
  /// where one straddles midnight or two follow each other closely.
  private func openingTime(_ step: Int) -> Int64 {
    let movement = steps.observed[step].movement
    let onset = time(movement.onset)
    guard !movement.isFelt, answer.kinds[step].isOpening,
      answer.hypothesis.mounting == .coveredWhenClosed
    else { return max(day.start, onset) }
    let before = step == 0 ? day.start : analysis.end(steps.movements[step - 1])
    return max(onset - Self.gentleRelease, min(before, onset), day.start)
  }

  private func closingTime(_ step: Int) -> Int64 {
    max(openingTime(step), time(steps.observed[step].movement.settling))
  }

  private func opening(_ step: Int, closedAt: Int64?) -> Opening {
    let posterior = answer.posteriors[step]
    let confidence = MovementKind.allCases.reduce(0) {
      $1.isOpening ? $0 + posterior[$1.rawValue] : $0
    }
    return Opening(
      openedAt: openingTime(step), closedAt: closedAt,
      peakScore: steps.observed[step].movement.peakScore, evidence: evidence(step),
      confidence: min(1, confidence))
  }

  private func episode(_ step: Int, _ kind: MovementKind) -> Episode {
    let movement = steps.observed[step].movement
    let posterior = answer.posteriors[step]
    let confidence = MovementKind.allCases.reduce(0) {
      $1.kind == kind.kind ? $0 + posterior[$1.rawValue] : $0
    }
    let start = max(day.start, time(movement.range.lowerBound))
    return Episode(
      interval: Interval(
        start: start, end: max(start + 1, time(movement.range.upperBound - 1) + 1)),
      kind: kind.kind, peakScore: movement.peakScore, evidence: evidence(step),
      confidence: min(1, confidence),
      reason: Reason.text(steps.observed[step], kind, answer.hypothesis, evidence(step)))
  }

  /// A movement that was felt, a sensor that changed with it, or both.
  private func evidence(_ step: Int) -> Opening.Evidence {
    let observed = steps.observed[step]
    var evidence: Opening.Evidence = []
    if observed.movement.isFelt { evidence.insert(.motion) }
    if let pattern = observed.pattern,
      pattern.wasHigh != pattern.isHigh || pattern.hasExcursion
    {
      evidence.insert(.proximity)
    }
    return evidence
  }
}
