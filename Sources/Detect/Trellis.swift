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
/// of the kinds that the state allows. Two states and five kinds, so every sum is written out.
package struct Trellis: Sendable {
  package let steps: [DecodeStep]
  /// Probability that the door is open before the first step.
  package let initialOpen: Double
  /// Log-probability of each kind given the state it starts from [nats].
  package var logKindPrior: [[Double]]

  private let constants: DecodingConstants
  /// Every step's likelihoods relative to its largest, step after step, and Σ log of the largest.
  private let likelihoods: [Double]
  private let logScale: Double

  package init(
    steps: [DecodeStep], initialOpen: Double, constants: DecodingConstants = .standard
  ) {
    self.steps = steps
    self.initialOpen = initialOpen
    self.constants = constants
    let logarithms = Self.normalisedByState(constants.kindPrior).map { log($0) }
    logKindPrior = (0..<Self.classCount).map { _ in logarithms }
    var likelihoods: [Double] = []
    likelihoods.reserveCapacity(steps.count * MovementKind.count)
    var logScale = 0.0
    for step in steps {
      let largest = step.logLikelihood.max() ?? 0
      for value in step.logLikelihood { likelihoods.append(exp(value - largest)) }
      logScale += largest
    }
    self.likelihoods = likelihoods
    self.logScale = logScale
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

  /// The posterior probability of every kind at every step (forward-backward with scaling).
  package func posteriors() -> [[Double]] {
    let flat = flatPosteriors()
    return steps.indices.map {
      Array(flat[$0 * MovementKind.count..<($0 + 1) * MovementKind.count])
    }
  }

  /// The log-probability of all that was observed [nats].
  package func logProbability() -> Double { forwardPass().logProbability }

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
      let posteriors = learned.flatPosteriors()
      for (t, step) in steps.enumerated() {
        for k in 0..<MovementKind.count {
          let share = posteriors[t * MovementKind.count + k]
          counts[step.sizeClass][k] += share
          total[k] += share
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

  /// What a step multiplies probabilities by: the weight of each kind under its state.
  private struct Weights {
    var nothingWhileClosed, opening, closing, openingAndClosing, nothingWhileOpen: Double
  }

  @inline(__always)
  private func weights(_ t: Int, _ prior: [[Double]]) -> Weights {
    let prior = prior[steps[t].sizeClass]
    let first = t * MovementKind.count
    return Weights(
      nothingWhileClosed: likelihoods[first] * prior[0],
      opening: likelihoods[first + 1] * prior[1], closing: likelihoods[first + 2] * prior[2],
      openingAndClosing: likelihoods[first + 3] * prior[3],
      nothingWhileOpen: likelihoods[first + 4] * prior[4])
  }

  /// Probabilities of closed and open when a step's movement begins, given those just before.
  @inline(__always)
  private func moved(_ closed: Double, _ open: Double, _ step: DecodeStep) -> (Double, Double) {
    (
      closed * (1 - step.unseenOpening) + open * step.unseenClosing,
      closed * step.unseenOpening + open * (1 - step.unseenClosing)
    )
  }

  /// The probabilities of closed and open as every step's movement begins, given all before it.
  private func forwardPass() -> (states: [(closed: Double, open: Double)], logProbability: Double) {
    let prior = logKindPrior.map { $0.map { exp($0) } }
    var states: [(closed: Double, open: Double)] = []
    states.reserveCapacity(steps.count)
    var logProbability = logScale
    var closed = 1 - initialOpen
    var open = initialOpen
    for t in steps.indices {
      let state = moved(closed, open, steps[t])
      states.append(state)
      let weights = weights(t, prior)
      closed =
        state.0 * (weights.nothingWhileClosed + weights.openingAndClosing)
        + state.1 * weights.closing
      open = state.0 * weights.opening + state.1 * weights.nothingWhileOpen
      let total = closed + open
      logProbability += log(total)
      closed /= total
      open /= total
    }
    return (states, logProbability)
  }

  /// Posterior probabilities, `MovementKind.count` a step.
  private func flatPosteriors() -> [Double] {
    let prior = logKindPrior.map { $0.map { exp($0) } }
    let states = forwardPass().states
    var posteriors = [Double](repeating: 0, count: likelihoods.count)
    // What comes after the step, given that the door is closed, or open, after its movement.
    var closed = 1.0
    var open = 1.0
    for t in steps.indices.reversed() {
      let weights = weights(t, prior)
      let nothingWhileClosed = weights.nothingWhileClosed * closed
      let opening = weights.opening * open
      let closing = weights.closing * closed
      let openingAndClosing = weights.openingAndClosing * closed
      let nothingWhileOpen = weights.nothingWhileOpen * open
      let fromClosed = nothingWhileClosed + opening + openingAndClosing
      let fromOpen = closing + nothingWhileOpen
      let state = states[t]
      let scale = 1 / (state.closed * fromClosed + state.open * fromOpen)
      let first = t * MovementKind.count
      posteriors[first] = state.closed * nothingWhileClosed * scale
      posteriors[first + 1] = state.closed * opening * scale
      posteriors[first + 2] = state.open * closing * scale
      posteriors[first + 3] = state.closed * openingAndClosing * scale
      posteriors[first + 4] = state.open * nothingWhileOpen * scale
      let step = steps[t]
      closed = (1 - step.unseenOpening) * fromClosed + step.unseenOpening * fromOpen
      open = step.unseenClosing * fromClosed + (1 - step.unseenClosing) * fromOpen
      let total = closed + open
      closed /= total
      open /= total
    }
    return posteriors
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
}
