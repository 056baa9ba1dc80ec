import Readings

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

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
  package var highIsCovered: Bool
  package var mounting: Mounting

  /// Every combination; without a sensor its meaning and the mounting make no difference.
  static func all(axesCount: Int, hasProximity: Bool) -> [Hypothesis] {
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
                mounting: mounting))
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

  package var constants = DecodingConstants.standard

  package struct Answer: Sendable {
    package var hypothesis: Hypothesis
    package var kinds: [MovementKind]
    /// Posterior probability of every kind, step by step.
    package var posteriors: [[Double]]
    /// How much more likely the best hypothesis is than the best with the other direction [nats].
    package var directionMargin: Double
  }

  package init(
    model: KindsModel = .standard, cautiousModel: KindsModel = .cautious,
    proximityWeight: Double, initialOpen: Double, constants: DecodingConstants = .standard
  ) {
    self.model = model
    self.cautiousModel = cautiousModel
    self.constants = constants
    self.proximityWeight = proximityWeight
    self.initialOpen = initialOpen
  }

  /// The most likely hypothesis over all directions, meanings and mountings, and its path.
  package func answer(to movements: [ObservedMovement]) -> Answer {
    let axesCount = movements.first?.features.count ?? 1
    let likelihoods = (0..<axesCount).map { axes in
      let rows = movements.map { $0.features[axes] }
      return logLikelihoods(of: rows)
    }
    let hasProximity = proximityWeight > 0 && movements.contains { $0.pattern != nil }
    let candidates = Hypothesis.all(axesCount: axesCount, hasProximity: hasProximity).map {
      hypothesis in
      let rows = likelihoods[hypothesis.axes][hypothesis.isMirrored ? 1 : 0]
      let trellis = trellis(movements, rows, hypothesis).withLearnedPrior()
      return (hypothesis, trellis, trellis.logProbability())
    }
    var best = candidates[0]
    for candidate in candidates where candidate.2 > best.2 {
      best = candidate
    }
    let rival =
      candidates.filter {
        $0.0.isMirrored != best.0.isMirrored
      }
      .map(\.2).max() ?? -.infinity
    let margin = best.2 - rival
    return Answer(
      hypothesis: best.0, kinds: best.1.bestPath().kinds, posteriors: best.1.posteriors(),
      directionMargin: margin)
  }

  /// The full model and the cautious one together, a weighted mean of their log-likelihoods, with the
  /// normal as it came out of the axes and with the other sign.
  func logLikelihoods(of rows: [[Float]]) -> [[[Double]]] {
    let mirrored = rows.map(Feature.mirrored)
    let cautious = cautiousModel.logLikelihoods(of: rows, constants: constants)
    let cautiousMirrored = cautiousModel.logLikelihoods(of: mirrored, constants: constants)
    return [
      zip(
        model.logLikelihoods(of: rows, constants: constants),
        Self.impartial(cautious, cautiousMirrored)
      ).map(
        mean),
      zip(
        model.logLikelihoods(of: mirrored, constants: constants),
        Self.impartial(cautiousMirrored, cautious)
      ).map(
        mean),
    ]
  }

  private func mean(_ full: [Double], _ cautious: [Double]) -> [Double] {
    let share = constants.cautiousShare
    return zip(full, cautious).map { (1 - share) * $0 + share * $1 }
  }

  /// Likelihoods that treat opening and closing alike: an opening is as likely as a closing that
  /// moves the other way. Simulated openings and closings differ in more than their direction; what
  /// differs may be the simulator's, so the cautious model has no part in it.
  private static func impartial(_ rows: [[Double]], _ mirrored: [[Double]]) -> [[Double]] {
    let opening = MovementKind.opening.rawValue
    let closing = MovementKind.closing.rawValue
    return zip(rows, mirrored).map { row, mirrored in
      var impartial = zip(row, mirrored).map { ($0 + $1) / 2 }
      impartial[MovementKind.openingAndClosing.rawValue] =
        row[MovementKind.openingAndClosing.rawValue]
      impartial[opening] = (row[opening] + mirrored[closing]) / 2
      impartial[closing] = (row[closing] + mirrored[opening]) / 2
      return impartial
    }
  }

  func trellis(
    _ movements: [ObservedMovement], _ likelihoods: [[Double]], _ hypothesis: Hypothesis
  ) -> Trellis {
    let steps = zip(movements, likelihoods).map { movement, likelihood in
      var total = likelihood
      if let pattern = movement.pattern, proximityWeight > 0 {
        let proximity = ProximityTable.logLikelihood(
          of: pattern, mounting: hypothesis.mounting, highIsCovered: hypothesis.highIsCovered)
        for k in total.indices { total[k] += proximityWeight * proximity[k] }
      }
      let unseen = unseenProbability(movement)
      return DecodeStep(
        logLikelihood: total, unseenClosing: unseen,
        unseenOpening: constants.unseenOpeningShare * unseen,
        sizeClass: Self.sizeClass(of: movement))
    }
    return Trellis(steps: steps, initialOpen: initialOpen, constants: constants)
  }

  /// Movements of one length and strength share what the day teaches of them: three lengths (below
  /// 0.7 s a blow, below 1.7 s a short push, else a swing) by three strengths (12 and 40 spreads).
  static func sizeClass(of movement: ObservedMovement) -> Int {
    let features = movement.features[0]
    let duration = exp(features[Feature.logDuration.rawValue]) - 0.2
    let peak = movement.movement.peakScore
    return (duration < 0.7 ? 0 : duration < 1.7 ? 1 : 2) * 3 + (peak < 12 ? 0 : peak < 40 ? 1 : 2)
  }

  private func unseenProbability(_ movement: ObservedMovement) -> Double {
    let hours = movement.secondsSincePrevious / 3600
    return min(
      constants.unseenAtMost, constants.unseenAtOnce + constants.unseenPerHour * hours)
  }
}
