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
  package var mounting: Mounting
  package var habit = Habit.usual
  /// What the sensor says at every step; empty without one that counts.
  package var meanings: [SensorMeaning] = []

  func meaning(at step: Int) -> SensorMeaning {
    meanings.isEmpty ? .nothing : meanings[step]
  }

  /// Every combination under a habit; without a sensor the mounting makes no difference.
  static func all(axesCount: Int, hasProximity: Bool, habit: Habit) -> [Hypothesis] {
    let mountings = hasProximity ? Mounting.allCases : [.coveredWhenClosed]
    var all: [Hypothesis] = []
    for mounting in mountings {
      for axes in 0..<axesCount {
        for isMirrored in [false, true] {
          all.append(
            Hypothesis(axes: axes, isMirrored: isMirrored, mounting: mounting, habit: habit))
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
  /// Whether the recording is all that is known of the door, from its beginning to its end.
  package var isWhole: Bool
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
    /// Where the other direction is about as likely, the steps that are openings one way only.
    package var swappedOpenings: [Int] = []

    /// How many movements of the kind are expected.
    func expected(_ kind: MovementKind) -> Double {
      posteriors.reduce(0) { $0 + $1[kind.rawValue] }
    }
  }

  package init(
    model: KindsModel = .standard, cautiousModel: KindsModel = .cautious, proximityWeight: Double,
    initialOpen: Double, isRecording: Bool = false, isWhole: Bool = false,
    constants: DecodingConstants = .standard
  ) {
    self.model = model
    self.cautiousModel = cautiousModel
    self.constants = constants
    self.proximityWeight = proximityWeight
    self.initialOpen = initialOpen
    self.isRecording = isRecording
    self.isWhole = isWhole
  }

  /// The most likely hypothesis over all directions, meanings and mountings, and its path.
  ///
  /// Where the sensor says nothing, the movements are looked at once more without it.
  package func answer(to movements: [ObservedMovement]) -> Answer {
    let first = decided(movements)
    let meanings = first.hypothesis.meanings
    let silent = meanings.indices.filter { meanings[$0] == .nothing }
    guard !silent.isEmpty else { return first }
    var movements = movements
    for step in silent { movements[step].pattern = nil }
    var again = decided(movements)
    if !again.hypothesis.meanings.isEmpty {
      for step in silent { again.hypothesis.meanings[step] = .nothing }
    }
    return again
  }

  private func decided(_ movements: [ObservedMovement]) -> Answer {
    let axesCount = movements.first?.features.count ?? 1
    let potentials = (0..<axesCount).map { axes in
      logPotentials(of: movements, along: axes)
    }
    let hasProximity = proximityWeight > 0 && movements.contains { $0.pattern != nil }
    let unseen = unseenChanges(before: movements)
    let tables = Mounting.allCases.map {
      SensorTrellis.Table(model, mounting: $0, weight: proximityWeight, constants: constants)
    }
    func best(_ habit: Habit) -> Answer {
      let candidates = Hypothesis.all(
        axesCount: axesCount, hasProximity: hasProximity, habit: habit)
      if hasProximity {
        let sums = potentials.map { signs in
          signs.map { SensorTrellis.Felt(felt($0, movements, habit)) }
        }
        let patterns = movements.map(\.pattern)
        let trellises = candidates.map {
          SensorTrellis(
            felt: sums[$0.axes][$0.isMirrored ? 1 : 0], patterns: patterns,
            table: tables[$0.mounting.rawValue], unseen: unseen,
            initial: Trellis.initial(open: initialOpen, constants: constants),
            constants: constants)
        }
        let logProbabilities = zip(candidates, trellises).map {
          $1.logProbability() + lead(of: $0.axes)
        }
        return answer(candidates, logProbabilities, potentials, movements, unseen) {
          trellises[$0].meanings()
        }
      }
      let logProbabilities = candidates.map {
        trellis(movements, potentials[$0.axes][$0.isMirrored ? 1 : 0], $0, unseen).logProbability()
          + lead(of: $0.axes)
      }
      return answer(candidates, logProbabilities, potentials, movements, unseen) { _ in [] }
    }
    let usual = best(.usual)
    if isRecording
      || constants.ownMovements(among: movements.map { $0.features[0] }) < constants.fewMovements
    {
      let undisturbed = best(.undisturbed)
      let gain = undisturbed.logProbability - usual.logProbability
      return gain > constants.undisturbedCost ? undisturbed : usual
    }
    guard mayBeOftenAjar(usual) else { return usual }
    let oftenAjar = best(.oftenAjar)
    let gain = oftenAjar.logProbability - usual.logProbability
    return gain > constants.oftenAjarCost ? oftenAjar : usual
  }

  /// Whether the habit of leaving the door ajar is thought of: where people seem to have passed through a
  /// door that stood so, or to have opened it wider; and where the sensor seems to be bad, for it is not if it
  /// shows an open door while every swing looks as if it shut it.
  private func mayBeOftenAjar(_ usual: Answer) -> Bool {
    let passages = usual.expected(.passageWhileAjar)
    return passages >= constants.leastPassages
      || passages + usual.expected(.widening) >= constants.leastWidenings
      || usual.hypothesis.meanings.contains(.nothing)
  }

  /// How much likelier a choice of axes is before any movement is looked at [nats].
  private func lead(of axes: Int) -> Double { axes == 0 ? 0 : constants.agreeingAxes }

  private func answer(
    _ candidates: [Hypothesis], _ logProbabilities: [Double], _ potentials: [[[[Double]]]],
    _ movements: [ObservedMovement], _ unseen: [UnseenChanges],
    _ meanings: (Int) -> [SensorMeaning]
  ) -> Answer {
    var best = 0
    for i in candidates.indices where logProbabilities[i] > logProbabilities[best] { best = i }
    var hypothesis = candidates[best]
    let rival = candidates.indices.filter { isOpposite(candidates[$0], hypothesis, movements) }
      .max { logProbabilities[$0] < logProbabilities[$1] }
    let margin = logProbabilities[best] - (rival.map { logProbabilities[$0] } ?? -.infinity)
    hypothesis.meanings = meanings(best)
    let trellis = trellis(
      movements, potentials[hypothesis.axes][hypothesis.isMirrored ? 1 : 0], hypothesis, unseen)
    var answer = Answer(
      hypothesis: hypothesis, kinds: trellis.bestPath().kinds, posteriors: trellis.posteriors(),
      logProbability: logProbabilities[best], directionMargin: margin)
    if let rival, margin < Self.clearMargin {
      var swapped = candidates[rival]
      swapped.meanings = meanings(rival)
      let kinds = self.trellis(
        movements, potentials[swapped.axes][swapped.isMirrored ? 1 : 0], swapped, unseen
      ).bestPath().kinds
      answer.swappedOpenings = kinds.indices.filter {
        kinds[$0].isOpening != answer.kinds[$0].isOpening
      }
    }
    return answer
  }

  /// Whether two hypotheses take opposite swings for openings. Where they choose other axes, the swings
  /// tell which ends of the two normals go together.
  private func isOpposite(
    _ one: Hypothesis, _ other: Hypothesis, _ movements: [ObservedMovement]
  ) -> Bool {
    let isMirrored = one.isMirrored != other.isMirrored
    guard one.axes != other.axes else { return isMirrored }
    let swing = Feature.swingDirection.rawValue
    var agreement: Float = 0
    for features in movements.map(\.features) {
      agreement += features[one.axes][swing] * features[other.axes][swing]
    }
    return isMirrored != (agreement < 0)
  }

  /// Directions closer than this are alike [nats]: odds of 20 to 1.
  static let clearMargin = 3.0

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
    let costs = wanderCosts(of: movements)
    return [(full[0], cautious[0], cautious[1]), (full[1], cautious[1], cautious[0])].map {
      full, cautious, mirrored in
      full.indices.map { i in
        var row = zip(full[i], impartial(cautious[i], mirrored[i])).map {
          (1 - share) * $0 + share * $1
        }
        guard costs[i] > 0 else { return row }
        for kind in MovementKind.allCases where kind.isOpening { row[kind.rawValue] -= costs[i] }
        return row
      }
    }
  }

  /// What it costs each movement as an opening that the level wanders as far, unless the sensor saw it
  /// [nats].
  func wanderCosts(of movements: [ObservedMovement]) -> [Double] {
    let costs = constants.wanderCosts(
      of: movements.map(\.movement.wanderRatio),
      strengths: movements.map { Double($0.features[0][Feature.logSlowPeak.rawValue]) })
    return zip(movements, costs).map { isSeen($0) ? 0 : $1 }
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

  /// Log-potentials of what was felt, with what is known of the whole of it.
  func felt(
    _ potentials: [[Double]], _ movements: [ObservedMovement], _ habit: Habit
  ) -> [[Double]] {
    var felt = shifted(potentials, movements, habit)
    guard isRecording, let last = felt.indices.last else { return felt }
    let rows = movements.map { $0.features[0] }
    let own = constants.ownMovements(among: rows)
    let aside = own / (own + constants.faintMovements)
    for i in felt.indices where !constants.isOwn(rows[i]) {
      let whileClosed = felt[i][MovementKind.nothingWhileClosed.rawValue]
      for kind in [MovementKind.nothingWhileOpen, .nothingWhileAjar] {
        felt[i][kind.rawValue] += aside * (whileClosed - felt[i][kind.rawValue])
      }
    }
    if isWhole, own >= constants.fewestToEndShut {
      for kind in MovementKind.allCases where kind.endsOpen {
        felt[last][kind.rawValue] -= constants.recordingEndsOpenCost
      }
    }
    return felt
  }

  /// Log-potentials of what was felt, as common as the kinds are under a habit.
  private func shifted(
    _ potentials: [[Double]], _ movements: [ObservedMovement], _ habit: Habit
  ) -> [[Double]] {
    guard habit != .usual else { return potentials }
    return zip(potentials, movements).map { row, movement in
      zip(row, constants.shift(of: habit, movement.features[0])).map { $0 + $1 }
    }
  }

  /// The door under a hypothesis.
  ///
  /// - Parameter potentials: Of what was felt, without the habit.
  func trellis(
    _ movements: [ObservedMovement], _ potentials: [[Double]], _ hypothesis: Hypothesis,
    _ unseen: [UnseenChanges]
  ) -> Trellis {
    let felt = felt(potentials, movements, hypothesis.habit)
    let steps = movements.indices.map { i in
      var total = felt[i]
      let meaning = hypothesis.meaning(at: i)
      if let pattern = movements[i].pattern, proximityWeight > 0, meaning != .nothing {
        let seen = model.proximityPotentials(
          of: pattern, mounting: hypothesis.mounting, highIsCovered: meaning == .highIsCovered)
        for k in total.indices { total[k] += proximityWeight * seen[k] }
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
