#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One movement on the way of the door through closed and open.
package struct DecodeStep: Sendable {
  /// Log-likelihood of everything observed of the movement, under every kind [nats].
  package var logLikelihood: [Double]
  /// Probability that the door was closed, or opened, unseen since the step before.
  package var unseenClosing: Double
  package var unseenOpening: Double
  /// Which movements this one is like, 0 ..< `Trellis.classCount`.
  package var sizeClass = 0

  package init(
    logLikelihood: [Double], unseenClosing: Double, unseenOpening: Double, sizeClass: Int = 0
  ) {
    self.sizeClass = sizeClass
    self.logLikelihood = logLikelihood
    self.unseenClosing = unseenClosing
    self.unseenOpening = unseenOpening
  }
}

/// A door that is closed or open, with movements as steps between.
///
/// A step first lets the state change unseen (a gap, a movement too gentle to see), then takes one
/// of the kinds that the state allows. Two states, so every sum and maximum is written out by loops
/// of two.
package struct Trellis: Sendable {
  package var steps: [DecodeStep]
  /// Probability that the door is open before the first step.
  package var initialOpen: Double
  /// Log-probability of each kind given the state it starts from [nats].
  package var logKindPrior: [[Double]]

  private let constants: DecodingConstants

  package init(
    steps: [DecodeStep], initialOpen: Double, constants: DecodingConstants = .standard
  ) {
    self.steps = steps
    self.initialOpen = initialOpen
    self.constants = constants
    let logarithms = Self.normalisedByState(constants.kindPrior).map { log($0) }
    logKindPrior = (0..<Self.classCount).map { _ in logarithms }
  }

  /// The most likely kinds, and their log-probability [nats] (Viterbi).
  package func bestPath() -> (kinds: [MovementKind], logProbability: Double) {
    var score = [log(1 - initialOpen), log(initialOpen)]
    var choices: [[(from: Int, kind: MovementKind)]] = []
    for step in steps {
      var next = [-Double.infinity, -Double.infinity]
      var choice = [(from: 0, kind: MovementKind.nothingWhileClosed), (0, .nothingWhileClosed)]
      for kind in MovementKind.allCases {
        let start = kind.startsOpen ? 1 : 0
        let end = kind.endsOpen ? 1 : 0
        for from in 0...1 {
          let value = score[from] + logMove(from, start, step) + logWeight(kind, step)
          if value > next[end] {
            next[end] = value
            choice[end] = (from, kind)
          }
        }
      }
      choices.append(choice)
      score = next
    }
    var state = score[1] > score[0] ? 1 : 0
    let best = score[state]
    var kinds: [MovementKind] = []
    for choice in choices.reversed() {
      kinds.append(choice[state].kind)
      state = choice[state].from
    }
    return (kinds.reversed(), best)
  }

  /// The posterior probability of every kind at every step, and the log-probability of all that was
  /// observed [nats] (forward-backward with scaling).
  package func posteriors() -> (kinds: [[Double]], logProbability: Double) {
    let (forward, logProbability) = forwardPass()
    var backward = [1.0, 1.0]
    var posteriors = [[Double]](repeating: [], count: steps.count)
    for t in steps.indices.reversed() {
      let step = steps[t]
      var joint = [Double](repeating: 0, count: MovementKind.count)
      var earlier = [0.0, 0.0]
      for kind in MovementKind.allCases {
        let start = kind.startsOpen ? 1 : 0
        let end = kind.endsOpen ? 1 : 0
        let weight = exp(logWeight(kind, step)) * backward[end]
        for from in 0...1 {
          let move = exp(logMove(from, start, step)) * weight
          joint[kind.rawValue] += forward[t][from] * move
          earlier[from] += move
        }
      }
      posteriors[t] = Self.normalised(joint)
      backward = Self.normalised(earlier)
    }
    return (posteriors, logProbability)
  }

  /// The trellis with the kinds as common as this day shows them (expectation maximisation with the
  /// standard prior as pseudo-counts): a door in a draught has many movements that are nothing,
  /// a quiet one next to none.
  package func withLearnedPrior(rounds: Int = 2) -> Trellis {
    var learned = self
    let prior = Self.normalisedByState(constants.kindPrior)
    for _ in 0..<rounds {
      var counts = [[Double]](
        repeating: [Double](repeating: 0, count: MovementKind.count), count: Self.classCount)
      var total = prior.map { $0 * constants.priorStrength }
      for (step, posterior) in zip(steps, learned.posteriors().kinds) {
        for k in total.indices {
          counts[step.sizeClass][k] += posterior[k]
          total[k] += posterior[k]
        }
      }
      let usual = Self.normalisedByState(total)
      learned.logKindPrior = counts.map { counts in
        Self.normalisedByState(zip(counts, usual).map { $0 + constants.classStrength * $1 })
          .map { log($0) }
      }
    }
    return learned
  }

  static let classCount = 9

  private static func normalisedByState(_ counts: [Double]) -> [Double] {
    let totals = [false, true].map { isOpen in
      MovementKind.allCases.reduce(0) { $1.startsOpen == isOpen ? $0 + counts[$1.rawValue] : $0 }
    }
    return MovementKind.allCases.map { counts[$0.rawValue] / totals[$0.startsOpen ? 1 : 0] }
  }

  private func forwardPass() -> (states: [[Double]], logProbability: Double) {
    var states = [[1 - initialOpen, initialOpen]]
    var logProbability = 0.0
    for (t, step) in steps.enumerated() {
      var next = [0.0, 0.0]
      for kind in MovementKind.allCases {
        let start = kind.startsOpen ? 1 : 0
        for from in 0...1 {
          next[kind.endsOpen ? 1 : 0] +=
            states[t][from] * exp(logMove(from, start, step) + logWeight(kind, step))
        }
      }
      logProbability += log(next[0] + next[1])
      states.append(Self.normalised(next))
    }
    return (states, logProbability)
  }

  private func logWeight(_ kind: MovementKind, _ step: DecodeStep) -> Double {
    step.logLikelihood[kind.rawValue] + logKindPrior[step.sizeClass][kind.rawValue]
  }

  private func logMove(_ from: Int, _ to: Int, _ step: DecodeStep) -> Double {
    switch (from, to) {
    case (0, 0): log(1 - step.unseenOpening)
    case (0, _): log(step.unseenOpening)
    case (_, 0): log(step.unseenClosing)
    default: log(1 - step.unseenClosing)
    }
  }

  private static func normalised(_ values: [Double]) -> [Double] {
    let total = values.reduce(0, +)
    return total > 0 ? values.map { $0 / total } : values
  }
}
