import Readings

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Takes a decided day apart, movement by movement.
struct DayExplainer {
  let day: Detector.DecidedDay
  let sensitivity: Double
  /// Log-potentials of what was felt, step by step [nats], under the day's hypothesis.
  let motion: [[Double]]
  /// What the day was decided with.
  let course: Course

  var hypothesis: Hypothesis { day.answer.hypothesis }
  var movements: [ObservedMovement] { day.steps.observed }

  init(_ day: Detector.DecidedDay, sensitivity: Double) {
    self.day = day
    self.sensitivity = sensitivity
    motion = day.decoder.motion(of: day.steps.observed, under: day.answer.hypothesis)
    course = day.decoder.course(
      of: day.steps.observed, motion, under: day.answer.hypothesis)
  }

  /// - Parameter step: Number of one of the day's own episodes.
  func explanation(of step: Int) -> Explanation {
    let episodes = day.detection.episodes
    var explanation = Explanation(
      episode: episodes[step], kind: day.answer.kinds[step].explained)
    let openings = zip(day.detection.openings, day.openingSteps).filter { $0.1 == step }.map(\.0)
    let isOpening = day.answer.kinds[step].isOpening
    explanation.opening = isOpening ? openings.first : nil
    explanation.reopenings = Array(openings.dropFirst(isOpening ? 1 : 0))
    explanation.previous = step > 0 ? episodes[step - 1] : nil
    explanation.next = step + 1 < episodes.count ? episodes[step + 1] : nil
    explanation.trace = trace(of: step)
    explanation.measures = measures(of: step)
    explanation.evidence = evidence(of: step)
    explanation.variations = variations(of: step)
    return explanation
  }

  // MARK: Evidence

  private func evidence(of step: Int) -> Explanation.Evidence {
    let posterior = day.answer.posteriors[step]
    let decided = course.logProbability(of: step) { _ in true }
    let proximity = proximityPotentials(of: step)
    let prior = prior(of: step)
    let felt = zip(motion[step], day.decoder.model.logPrior).map { $0 - $1 }
    // What is shown are shares of what the door can do in a state; they add up to 1.
    let common = DoorState.allCases.map { state in
      MovementKind.allCases.reduce(0) { $1.start == state ? $0 + exp(prior[$1.rawValue]) : $0 }
    }
    let best = (felt.max() ?? 0, proximity.max() ?? 0)
    let total = felt.indices.map { felt[$0] + proximity[$0] + prior[$0] }
    var evidence = Explanation.Evidence()
    evidence.kinds = Explanation.Kind.allCases.map { explained in
      // Several of the decision's kinds may be one to the user: the likeliest of them speaks.
      let kinds = MovementKind.allCases.filter { $0.explained == explained }
      let k = kinds.max { total[$0.rawValue] < total[$1.rawValue] }?.rawValue ?? 0
      var line = Explanation.KindEvidence(kind: explained)
      line.motion = felt[k] - best.0
      line.proximity = proximity[k] - best.1
      line.prior = prior[k] - log(common[MovementKind.allCases[k].start.rawValue])
      line.shortfall = max(
        0, decided - course.logProbability(of: step) { $0.explained == explained })
      line.posterior = min(1, kinds.reduce(0) { $0 + posterior[$1.rawValue] })
      return line
    }
    evidence.openBefore = probability(posterior) { $0.startsOpen }
    evidence.openAfter = probability(posterior) { $0.endsOpen }
    evidence.support = course.support(of: step)
    evidence.habit = habit(of: step).explained
    evidence.directionMargin = day.answer.directionMargin
    // Also of a sensor that was set aside, to say so.
    if let pattern = day.analysis.pattern(day.steps.movements[step]) {
      let meaning = hypothesis.meaning(at: step)
      let isSetAside = meaning == .nothing || movements[step].pattern == nil
      evidence.proximityWeight = isSetAside ? 0 : day.decoder.proximityWeight
      let highIsCovered = meaning == .highIsCovered
      evidence.proximity = Explanation.Proximity(
        wasCovered: pattern.wasHigh == highIsCovered,
        isCovered: pattern.isHigh == highIsCovered, hasExcursion: pattern.hasExcursion,
        isCoveredWhenClosed: hypothesis.mounting == .coveredWhenClosed)
    }
    return evidence
  }

  private func habit(of step: Int) -> Habit {
    day.decoder.constants.habit(hypothesis.habit, of: movements[step].features[0])
  }

  /// How common each kind is, with the habit that the day's people seem to have, up to a constant for
  /// each state of the door [nats].
  func prior(of step: Int) -> [Double] {
    let shift = day.decoder.constants.shift(of: hypothesis.habit, movements[step].features[0])
    return zip(day.decoder.model.logPrior, shift).map { $0 + $1 }
  }

  private func probability(_ posterior: [Double], _ isMeant: (MovementKind) -> Bool) -> Double {
    min(1, MovementKind.allCases.reduce(0) { isMeant($1) ? $0 + posterior[$1.rawValue] : $0 })
  }

  /// What the sensor's behaviour adds to every kind [nats].
  func proximityPotentials(of step: Int) -> [Double] {
    guard let pattern = movements[step].pattern else {
      return [Double](repeating: 0, count: MovementKind.count)
    }
    return day.decoder.model.proximityPotentials(
      of: pattern, mounting: hypothesis.mounting,
      highIsCovered: hypothesis.meaning(at: step) == .highIsCovered
    ).map { day.decoder.proximityWeight * $0 }
  }

  // MARK: Measures

  private func measures(of step: Int) -> Explanation.Measures {
    let movement = movements[step]
    let row = MeasuredRow(movement.features[hypothesis.axes], hypothesis.isMirrored)
    var measures = row.measures
    measures.isFelt = movement.movement.isFelt
    let number = day.steps.movements[step]
    measures.lightFactor =
      day.analysis.lightChanges.isEmpty ? nil : day.analysis.lightChanges[number].factor
    measures.peakScore = movement.movement.peakScore
    measures.isRowOfKnocks =
      KindsModel.isRowOfKnocks(row.features) && !day.decoder.isSeen(movement)
    measures.weaknessCost =
      measures.isRowOfKnocks ? 0 : day.decoder.constants.weaknessCost(of: row.features)
    let ratio = movement.movement.wanderRatio
    measures.wanderFactor = ratio.isFinite ? exp(ratio) : nil
    measures.wanderCost =
      measures.isRowOfKnocks ? 0 : day.decoder.wanderCosts(of: movements)[step]
    // A change of the sensor that was not felt has no strength to compare.
    let peaks = zip(day.analysis.movements, day.analysis.features[hypothesis.axes])
      .filter { $0.0.isFelt }.map { $0.1[Feature.logSlowPeak.rawValue] }
    let own = row.features[Feature.logSlowPeak.rawValue]
    measures.rank = 1 + peaks.count { $0 > own }
    measures.movementCount = max(measures.rank, peaks.count)
    return measures
  }
}
