import Readings

/// Turns a day's decoded movements into openings, episodes and the state for the next day.
struct DayDecision {
  private(set) var detection = Detection()
  /// The step that each opening came from.
  private(set) var openingSteps: [Int] = []

  private let analysis: DayAnalysis
  private let steps: DaySteps
  private let answer: Decoder.Answer
  private let day: Interval
  private var door: Door
  private let times: OpeningTimes

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
    times = OpeningTimes(analysis, steps, answer, day: day)
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
    if kind.isOpening { open(step, at: times.opening(step)) }
    let reopenings = times.reopenings(step)
    for reopening in reopenings {
      close(at: reopening.closed)
      open(step, at: reopening.opened)
    }
    if kind.end == .closed, door.isOpen { close(at: closingTime(step)) }
    detection.episodes.append(episode(step, kind, isReopened: !reopenings.isEmpty))
  }

  private mutating func open(_ step: Int, at time: Int64) {
    detection.openings.append(opening(step, at: time))
    openingSteps.append(step)
    door = .openSince(detection.openings.count - 1)
  }

  private mutating func close(at time: Int64) {
    switch door {
    case .openSince(let number):
      detection.openings[number].closedAt = max(time, detection.openings[number].openedAt)
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

  private func closingTime(_ step: Int) -> Int64 {
    max(times.opening(step), time(steps.observed[step].movement.settling))
  }

  /// - Returns: An opening by this step, as sure as it is that the step opened the door, or that the
  ///   door was open before it, as its kind has it.
  private func opening(_ step: Int, at time: Int64) -> Opening {
    let startsOpen = answer.kinds[step].startsOpen
    return Opening(
      openedAt: time, closedAt: nil, peakScore: steps.observed[step].movement.peakScore,
      evidence: evidence(step),
      confidence: probability(step) { startsOpen ? $0.startsOpen : $0.isOpening })
  }

  /// The probability that the step is one of some kinds, 0…1.
  private func probability(_ step: Int, _ isOne: (MovementKind) -> Bool) -> Double {
    let posterior = answer.posteriors[step]
    return min(1, MovementKind.allCases.reduce(0) { isOne($1) ? $0 + posterior[$1.rawValue] : $0 })
  }

  private func episode(_ step: Int, _ kind: MovementKind, isReopened: Bool) -> Episode {
    let movement = steps.observed[step].movement
    let start = max(day.start, time(movement.range.lowerBound))
    return Episode(
      interval: Interval(
        start: start, end: max(start + 1, time(movement.range.upperBound - 1) + 1)),
      kind: isReopened ? kind.whenReopened.kind : kind.kind, peakScore: movement.peakScore,
      evidence: evidence(step), confidence: probability(step) { $0.kind == kind.kind },
      reason: Reason.text(
        steps.observed[step], kind, answer.hypothesis, answer.hypothesis.meaning(at: step),
        isReopened: isReopened))
  }

  /// A movement that was felt, a sensor that changed with it, or both.
  private func evidence(_ step: Int) -> Opening.Evidence {
    let observed = steps.observed[step]
    var evidence: Opening.Evidence = []
    if observed.movement.isFelt { evidence.insert(.motion) }
    if observed.pattern?.hasChange == true { evidence.insert(.proximity) }
    return evidence
  }
}
