import Readings

/// Everything known of one movement before the decision.
package struct ObservedMovement: Sendable {
  package var movement: Movement
  /// For each of the door's possible axes, the features with the normal as it came out;
  /// `Feature.mirrored` for the other sign.
  package var features: [[Float]]
  /// What the proximity sensor did, or `nil` without a sensor.
  package var pattern: Proximity.Pattern?
  /// Time since the movement before, or the day's start [s].
  package var secondsSincePrevious = 0.0
}

/// What is not known of a door until its movements have been seen.
package struct Hypothesis: Hashable, Sendable {
  /// Which of the day's axes are the door's.
  package var axes: Int
  /// Whether the door's normal, as the axes gave it, points against the opening direction.
  package var isMirrored: Bool
  /// The meaning of the sensor's upper value when the day begins.
  package var highIsCovered: Bool
  package var mounting: Mounting
  package var habit = Habit.usual
  /// The step from which on the sensor means the opposite, because the phone was hung up another way.
  package var changedAt: Int?

  /// The meaning of the sensor's upper value at a step.
  func highIsCovered(at step: Int) -> Bool {
    guard let changedAt else { return highIsCovered }
    return highIsCovered == (step < changedAt)
  }

  /// The hypothesis as far as a step is concerned.
  func at(_ step: Int) -> Hypothesis {
    var own = self
    (own.highIsCovered, own.changedAt) = (highIsCovered(at: step), nil)
    return own
  }

  /// Every combination under a habit; without a sensor its meaning and the mounting make no difference.
  static func all(
    axesCount: Int, hasProximity: Bool, habit: Habit, changedAt: Int?
  ) -> [Hypothesis] {
    let meanings = hasProximity ? [false, true] : [false]
    let mountings = hasProximity ? Mounting.allCases : [.coveredWhenClosed]
    var all: [Hypothesis] = []
    for highIsCovered in meanings {
      for mounting in mountings {
        for axes in 0..<axesCount {
          for isMirrored in [false, true] {
            all.append(
              Hypothesis(
                axes: axes, isMirrored: isMirrored, highIsCovered: highIsCovered,
                mounting: mounting, habit: habit, changedAt: changedAt))
          }
        }
      }
    }
    return all
  }
}

/// Decides what every movement was, all of a day together.
package struct Decoder: Sendable {
  package var model: KindsModel
  package var cautiousModel: KindsModel
  /// How far the proximity sensor counts, 0…1.
  package var proximityWeight: Double
  package var initialOpen: Double
  /// Whether the movements are those of a recording of the door rather than of a day.
  package var isRecording: Bool
  package var constants = DecodingConstants.standard

  package struct Answer: Sendable {
    package var hypothesis: Hypothesis
    package var kinds: [MovementKind]
    /// Posterior probability of every kind, step by step.
    package var posteriors: [[Double]]
    /// Log-sum over every course of the day under the hypothesis [nats].
    package var logProbability: Double
    /// How much more likely the best hypothesis is than the best with the other direction [nats].
    package var directionMargin: Double

    /// How many movements of the kind are expected.
    func expected(_ kind: MovementKind) -> Double {
      posteriors.reduce(0) { $0 + $1[kind.rawValue] }
    }
  }

  package init(
    model: KindsModel = .standard, cautiousModel: KindsModel = .cautious, proximityWeight: Double,
    initialOpen: Double, isRecording: Bool = false, constants: DecodingConstants = .standard
  ) {
    self.model = model
    self.cautiousModel = cautiousModel
    self.constants = constants
    self.proximityWeight = proximityWeight
    self.initialOpen = initialOpen
    self.isRecording = isRecording
  }

  /// The most likely hypothesis over all directions, meanings and mountings, and its path.
  package func answer(to movements: [ObservedMovement]) -> Answer {
    let axesCount = movements.first?.features.count ?? 1
    let potentials = (0..<axesCount).map { axes in
      logPotentials(of: movements, along: axes)
    }
    let hasProximity = proximityWeight > 0 && movements.contains { $0.pattern != nil }
    let unseen = unseenChanges(before: movements)
    func best(_ habit: Habit, changedAt: Int? = nil) -> Answer {
      let candidates = Hypothesis.all(
        axesCount: axesCount, hasProximity: hasProximity, habit: habit, changedAt: changedAt
      ).map { hypothesis in
        let rows = potentials[hypothesis.axes][hypothesis.isMirrored ? 1 : 0]
        let trellis = trellis(movements, rows, hypothesis, unseen)
        return (hypothesis, trellis, trellis.logProbability() + lead(of: hypothesis.axes))
      }
      return answer(candidates)
    }
    var usual = best(.usual)
    if hasProximity {
      let axes = usual.hypothesis.axes
      let change = likeliestChange(movements, potentials[axes], usual.hypothesis, unseen)
      let gain = change.logProbability + lead(of: axes) - usual.logProbability
      if gain > constants.changedMeaningCost {
        usual = best(.usual, changedAt: change.step)
      }
    }
    let changedAt = usual.hypothesis.changedAt
    if isRecording
      || constants.ownMovements(among: movements.map { $0.features[0] }) < constants.fewMovements
    {
      let undisturbed = best(.undisturbed, changedAt: changedAt)
      let gain = undisturbed.logProbability - usual.logProbability
      return gain > constants.undisturbedCost ? undisturbed : usual
    }
    guard usual.expected(.passageWhileAjar) >= constants.leastPassages else { return usual }
    let oftenAjar = best(.oftenAjar, changedAt: changedAt)
    let gain = oftenAjar.logProbability - usual.logProbability
    return gain > constants.oftenAjarCost ? oftenAjar : usual
  }

  /// How much likelier a choice of axes is before any movement is looked at [nats].
  private func lead(of axes: Int) -> Double { axes == 0 ? 0 : constants.agreeingAxes }

  /// The step at which the sensor's meaning most likely changes, if it does, with a hypothesis's axes,
  /// and the log-sum over every course of the day with that change [nats].
  ///
  /// - Parameter potentials: Of what was felt, with either sign of the normal.
  private func likeliestChange(
    _ movements: [ObservedMovement], _ potentials: [[[Double]]], _ hypothesis: Hypothesis,
    _ unseen: [UnseenChanges]
  ) -> (step: Int, logProbability: Double) {
    var best = (step: 0, logProbability: -Double.infinity)
    for mounting in Mounting.allCases {
      for isMirrored in [false, true] {
        let trellises = [false, true].map { highIsCovered in
          var meant = hypothesis
          (meant.mounting, meant.isMirrored) = (mounting, isMirrored)
          meant.highIsCovered = highIsCovered
          return trellis(movements, potentials[isMirrored ? 1 : 0], meant, unseen)
        }
        for (before, after) in [(0, 1), (1, 0)] {
          let joined = trellises[before].logProbabilities(continuedBy: trellises[after])
          for (step, logProbability) in joined.enumerated()
          where logProbability > best.logProbability {
            best = (step, logProbability)
          }
        }
      }
    }
    return best
  }

  private func answer(_ candidates: [(Hypothesis, Trellis, logProbability: Double)]) -> Answer {
    var best = candidates[0]
    for candidate in candidates where candidate.logProbability > best.logProbability {
      best = candidate
    }
    let rival =
      candidates.filter { $0.0.isMirrored != best.0.isMirrored }.map(\.logProbability).max()
      ?? -.infinity
    return Answer(
      hypothesis: best.0, kinds: best.1.bestPath().kinds, posteriors: best.1.posteriors(),
      logProbability: best.logProbability, directionMargin: best.logProbability - rival)
  }

  /// Of a movement during which a sensor that follows the door changed, however rough it was felt:
  /// such a row of knocks is a visit that began or ended with a slam.
  func isSeen(_ movement: ObservedMovement) -> Bool {
    proximityWeight > Self.enough && movement.pattern?.hasChange == true
  }

  /// A sensor that counts for more than this shows whether the door moved, 0…1.
  static let enough = 0.5

  /// The full model and the cautious one together, a weighted mean of their log-potentials, with the
  /// normal as it came out of the axes and with the other sign.
  func logPotentials(of movements: [ObservedMovement], along axes: Int) -> [[[Double]]] {
    let rows = movements.map { $0.features[axes] }
    let mirrored = rows.map(Feature.mirrored)
    let isSeen = movements.map(isSeen)
    let full = [rows, mirrored].map {
      model.logPotentials(of: $0, areSeen: isSeen, constants: constants)
    }
    let cautious = [rows, mirrored].map {
      cautiousModel.logPotentials(of: $0, areSeen: isSeen, constants: constants)
    }
    let share = constants.cautiousShare(among: rows, isRecording: isRecording)
    return [(full[0], cautious[0], cautious[1]), (full[1], cautious[1], cautious[0])].map {
      full, cautious, mirrored in
      full.indices.map { i in
        zip(full[i], impartial(cautious[i], mirrored[i])).map { (1 - share) * $0 + share * $1 }
      }
    }
  }

  /// Potentials that treat opening and closing alike: an opening is as likely as a closing that moves
  /// the other way, and never likelier than by itself. Simulated openings and closings differ in more
  /// than their direction; what differs may be the simulator's, so the cautious model has no part in
  /// it. But no opening begins with a slam, however much closings end in one: what makes a mirrored
  /// closing likelier than the opening does not count.
  private func impartial(_ row: [Double], _ mirrored: [Double]) -> [Double] {
    let prior = cautiousModel.logPrior
    let opening = MovementKind.opening.rawValue
    let closing = MovementKind.closing.rawValue
    let felt = { (row: [Double], kind: Int) in row[kind] - prior[kind] }
    let alike = { (own: Double, other: Double) in min(own, (own + other) / 2) }
    var impartial = row
    impartial[opening] = prior[opening] + alike(felt(row, opening), felt(mirrored, closing))
    impartial[closing] = prior[closing] + alike(felt(row, closing), felt(mirrored, opening))
    return impartial
  }

  /// What may have changed unseen before each movement, the same under every hypothesis.
  func unseenChanges(before movements: [ObservedMovement]) -> [UnseenChanges] {
    movements.map {
      UnseenChanges(
        closing: constants.unseenClosing(seconds: $0.secondsSincePrevious), constants: constants)
    }
  }

  func trellis(
    _ movements: [ObservedMovement], _ potentials: [[Double]], _ hypothesis: Hypothesis,
    _ unseen: [UnseenChanges]
  ) -> Trellis {
    let shift = constants.shift(of: hypothesis.habit)
    let steps = movements.indices.map { i in
      var total = potentials[i]
      if constants.habit(hypothesis.habit, of: movements[i].features[0]) == hypothesis.habit {
        for k in total.indices { total[k] += shift[k] }
      }
      if let pattern = movements[i].pattern, proximityWeight > 0 {
        let column = ProximityTable.column(
          of: pattern, highIsCovered: hypothesis.highIsCovered(at: i))
        for k in total.indices {
          let place = ProximityTable.index(hypothesis.mounting, kind: k, column: column)
          total[k] += proximityWeight * model.proximityWeights[place]
        }
      }
      return DecodeStep(logPotential: total, unseen: unseen[i])
    }
    return Trellis(
      steps: steps, initial: Trellis.initial(open: initialOpen, constants: constants))
  }
}

extension DecodingConstants {
  /// Probability that an open door was closed unseen, `seconds` after the movement before.
  package func unseenClosing(seconds: Double) -> Double {
    min(unseenAtMost, unseenAtOnce + unseenPerHour * seconds / 3600)
  }
}
