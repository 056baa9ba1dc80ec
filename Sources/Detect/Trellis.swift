import CColumns

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One movement on the way of the door through closed, open and ajar.
package struct DecodeStep: Sendable {
  /// Log-potential of everything observed of the movement, under every kind [nats].
  package var logPotential: [Double]
  /// How likely the door changes unseen since the step before.
  package var unseen: UnseenChanges

  package init(logPotential: [Double], unseen: UnseenChanges) {
    self.logPotential = logPotential
    self.unseen = unseen
  }
}

/// The probability of every change of the door between two movements that nobody saw.
package struct UnseenChanges: Sendable {
  /// [from][to], row after row; every row adds up to 1.
  package let probabilities: [Double]

  /// - Parameter probability: That an open door was closed unseen, 0…0.25. A door is let into its
  ///   frame gently, but nobody leaves it without pushing, so an unseen opening is rarer.
  package init(closing probability: Double, constants: DecodingConstants = .standard) {
    let u = probability
    let opened = constants.unseenOpeningShare * u
    let leftAjar = constants.unseenAjarShare * u
    let nearlyClosed = constants.unseenToAjarShare * u
    let widened = constants.unseenOpeningShare * u
    probabilities = [
      1 - opened - leftAjar, opened, leftAjar,
      u, 1 - u - nearlyClosed, nearlyClosed,
      u, widened, 1 - u - widened,
    ]
  }

  /// Nothing changes.
  package static let none = UnseenChanges(closing: 0)
}

/// A door that is closed, open or ajar, with movements as steps between.
///
/// A step first lets the state change unseen (a gap, a movement too gentle to see), then takes one
/// of the kinds that the state allows. A conditional random field on a chain: the potentials are
/// those of a model that was fitted through this very sum (`Benchmarks/accuracy/SequenceFitting`).
///
/// Reference: Lafferty, McCallum, Pereira, Conditional Random Fields, ICML 2001; sums as in Rabiner,
/// A Tutorial on Hidden Markov Models, 1989, III.
package struct Trellis: Sendable {
  package let steps: [DecodeStep]
  /// Probability of each state before the first step.
  package let initial: [Double]

  /// Every step's potentials relative to its largest, step after step, and Σ log of the largest.
  private let potentials: [Double]
  private let logScale: Double

  package init(steps: [DecodeStep], initial: [Double]) {
    precondition(initial.count == DoorState.count, "a probability for every state")
    self.steps = steps
    self.initial = initial
    var potentials: [Double] = []
    potentials.reserveCapacity(steps.count * MovementKind.count)
    var logScale = 0.0
    for step in steps {
      let largest = step.logPotential.max() ?? 0
      for value in step.logPotential { potentials.append(value - largest) }
      logScale += largest
    }
    doorstats_exp(&potentials, potentials.count)
    self.potentials = potentials
    self.logScale = logScale
  }

  /// The states' probabilities of a door that is closed or not.
  package static func initial(open: Double, constants: DecodingConstants = .standard) -> [Double] {
    [1 - open, open * (1 - constants.ajarShare), open * constants.ajarShare]
  }

  /// Start and end of every kind, as numbers.
  private static let starts = MovementKind.allCases.map(\.start.rawValue)
  private static let ends = MovementKind.allCases.map(\.end.rawValue)

  /// The most likely kinds, and their log-probability [nats] (Viterbi).
  package func bestPath() -> (kinds: [MovementKind], logProbability: Double) {
    let states = DoorState.count
    var score = initial.map { log($0) }
    var choices: [(from: Int, kind: MovementKind)] = []
    choices.reserveCapacity(steps.count * states)
    for step in steps {
      var before = [Double](repeating: -.infinity, count: states)
      var came = [Int](repeating: 0, count: states)
      for from in 0..<states {
        for to in 0..<states {
          let value = score[from] + log(step.unseen.probabilities[from * states + to])
          if value > before[to] { (before[to], came[to]) = (value, from) }
        }
      }
      var next = [Double](repeating: -.infinity, count: states)
      var choice = [(from: Int, kind: MovementKind)](
        repeating: (0, .nothingWhileClosed), count: states)
      for kind in MovementKind.allCases {
        let (start, end) = (kind.start.rawValue, kind.end.rawValue)
        let value = before[start] + step.logPotential[kind.rawValue]
        if value > next[end] {
          next[end] = value
          choice[end] = (came[start], kind)
        }
      }
      choices += choice
      score = next
    }
    return traced(choices, score)
  }

  private func traced(
    _ choices: [(from: Int, kind: MovementKind)], _ score: [Double]
  ) -> (kinds: [MovementKind], logProbability: Double) {
    let best = score.max() ?? 0
    var state = score.firstIndex(of: best) ?? 0
    var kinds: [MovementKind] = []
    for t in steps.indices.reversed() {
      let choice = choices[t * DoorState.count + state]
      kinds.append(choice.kind)
      state = choice.from
    }
    return (kinds.reversed(), best)
  }

  /// The posterior probability of every kind at every step (forward-backward with scaling).
  package func posteriors() -> [[Double]] {
    let flat = sums().posteriors
    return steps.indices.map {
      Array(flat[$0 * MovementKind.count..<($0 + 1) * MovementKind.count])
    }
  }

  /// The log-sum over all ways through the day [nats].
  package func logProbability() -> Double { forward().logProbability }

  /// The states' probabilities as every step's movement begins, given all before it.
  private func forward() -> (states: [Double], logProbability: Double) {
    let count = DoorState.count
    var states: [Double] = []
    states.reserveCapacity(steps.count * count)
    var logProbability = logScale
    var now = (initial[0], initial[1], initial[2])
    for t in steps.indices {
      let p = steps[t].unseen.probabilities
      let closed = now.0 * p[0] + now.1 * p[3] + now.2 * p[6]
      let open = now.0 * p[1] + now.1 * p[4] + now.2 * p[7]
      let ajar = now.0 * p[2] + now.1 * p[5] + now.2 * p[8]
      states.append(closed)
      states.append(open)
      states.append(ajar)
      let before = (closed, open, ajar)
      now = (0, 0, 0)
      let first = t * MovementKind.count
      for k in 0..<MovementKind.count {
        let start = Self.starts[k]
        let value =
          potentials[first + k] * (start == 0 ? before.0 : start == 1 ? before.1 : before.2)
        switch Self.ends[k] {
        case 0: now.0 += value
        case 1: now.1 += value
        default: now.2 += value
        }
      }
      let total = now.0 + now.1 + now.2
      guard total > 0 else { return (states, -.infinity) }
      logProbability += log(total)
      now = (now.0 / total, now.1 / total, now.2 / total)
    }
    return (states, logProbability)
  }

  /// Posterior probabilities, `MovementKind.count` a step, and the log-sum over all ways [nats];
  /// without posteriors where no way is possible.
  package func sums() -> (posteriors: [Double], logProbability: Double) {
    let (states, logProbability) = forward()
    guard logProbability > -.infinity else { return ([], logProbability) }
    var posteriors = [Double](repeating: 0, count: potentials.count)
    // What comes after the step, given the state after its movement.
    var after = [1.0, 1, 1]
    for t in steps.indices.reversed() {
      let first = t * MovementKind.count
      var from = [0.0, 0, 0]
      var total = 0.0
      for k in 0..<MovementKind.count {
        let value = potentials[first + k] * after[Self.ends[k]]
        from[Self.starts[k]] += value
        let weight = states[t * DoorState.count + Self.starts[k]] * value
        posteriors[first + k] = weight
        total += weight
      }
      for k in 0..<MovementKind.count { posteriors[first + k] /= total }
      let p = steps[t].unseen.probabilities
      for state in 0..<DoorState.count {
        let row = state * DoorState.count
        after[state] = p[row] * from[0] + p[row + 1] * from[1] + p[row + 2] * from[2]
      }
      let sum = after[0] + after[1] + after[2]
      for state in 0..<DoorState.count { after[state] /= sum }
    }
    return (posteriors, logProbability)
  }
}
