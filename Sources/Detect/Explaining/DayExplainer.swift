import Readings

/// Takes a decided day apart, movement by movement.
struct DayExplainer {
  let day: Detector.DecidedDay
  let sensitivity: Double
  /// Log-likelihoods of what was felt, step by step [nats], under the day's hypothesis.
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
    if explanation.kind.isOpening {
      let number = day.answer.kinds[..<step].count { $0.isOpening }
      explanation.opening = day.detection.openings[number]
    }
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
    let proximity = proximityLikelihood(of: step)
    let best = (motion[step].max() ?? 0, proximity.max() ?? 0)
    let prior = course.trellis.logKindPrior[course.trellis.steps[step].sizeClass]
    var evidence = Explanation.Evidence()
    evidence.kinds = MovementKind.allCases.map { kind in
      let k = kind.rawValue
      var line = Explanation.KindEvidence(kind: kind.explained)
      line.motion = motion[step][k] - best.0
      line.proximity = proximity[k] - best.1
      line.prior = prior[k]
      line.shortfall = max(0, decided - course.logProbability(of: step) { $0 == kind })
      line.posterior = posterior[k]
      return line
    }
    evidence.openBefore = probability(posterior) { $0.startsOpen }
    evidence.openAfter = probability(posterior) { $0.endsOpen }
    evidence.support = course.support(of: step)
    evidence.directionMargin = day.answer.directionMargin
    if let pattern = movements[step].pattern {
      evidence.proximityWeight = day.decoder.proximityWeight
      evidence.proximity = Explanation.Proximity(
        wasCovered: pattern.wasHigh == hypothesis.highIsCovered,
        isCovered: pattern.isHigh == hypothesis.highIsCovered, hasExcursion: pattern.hasExcursion,
        isCoveredWhenClosed: hypothesis.mounting == .coveredWhenClosed)
    }
    return evidence
  }

  private func probability(_ posterior: [Double], _ isMeant: (MovementKind) -> Bool) -> Double {
    min(1, MovementKind.allCases.reduce(0) { isMeant($1) ? $0 + posterior[$1.rawValue] : $0 })
  }

  /// What the sensor's behaviour adds to every kind [nats].
  func proximityLikelihood(of step: Int) -> [Double] {
    guard let pattern = movements[step].pattern, day.decoder.proximityWeight > 0 else {
      return [Double](repeating: 0, count: MovementKind.count)
    }
    return ProximityTable.logLikelihood(
      of: pattern, mounting: hypothesis.mounting, highIsCovered: hypothesis.highIsCovered
    ).map { day.decoder.proximityWeight * $0 }
  }

  // MARK: Measures

  private func measures(of step: Int) -> Explanation.Measures {
    let movement = movements[step]
    let row = MeasuredRow(movement.features[hypothesis.axes], hypothesis.isMirrored)
    var measures = row.measures
    measures.isFelt = movement.movement.isFelt
    measures.peakScore = movement.movement.peakScore
    measures.isRowOfKnocks = KindsModel.isRowOfKnocks(row.features)
    let weakness =
      -Double(row.features[Feature.slowPeakRank.rawValue]) - day.decoder.constants.weakPush
    measures.weaknessCost =
      measures.isRowOfKnocks ? 0 : max(0, weakness) * day.decoder.constants.weakPushCost
    // A change of the sensor that was not felt has no strength to compare.
    let peaks = zip(day.analysis.movements, day.analysis.features[hypothesis.axes])
      .filter { $0.0.isFelt }.map { $0.1[Feature.logSlowPeak.rawValue] }
    let own = row.features[Feature.logSlowPeak.rawValue]
    measures.rank = 1 + peaks.count { $0 > own }
    measures.movementCount = max(measures.rank, peaks.count)
    return measures
  }
}
