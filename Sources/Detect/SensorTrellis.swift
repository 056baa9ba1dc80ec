import CColumns

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the proximity sensor's values say of the door for a while.
package enum SensorMeaning: Int, CaseIterable, Sendable {
  case lowIsCovered
  case highIsCovered
  /// It is stuck, or changes without the door.
  case nothing

  package static let count = allCases.count

  /// The meaning of a sensor that was hung up the other way round.
  package var opposite: SensorMeaning {
    switch self {
    case .lowIsCovered: .highIsCovered
    case .highIsCovered: .lowIsCovered
    case .nothing: .nothing
    }
  }
}

/// The door and its sensor together: nine states, each of the door's three with each of the sensor's
/// meanings, which change now and then.
///
/// A phone is hung up another way and its sensor means the opposite; another is stuck for hours or
/// sees somebody's coat. Which of the meanings holds at a movement is not known, so the sum over every
/// course of the door is also one over every course of the sensor.
///
/// Reference: Rabiner, A Tutorial on Hidden Markov Models, 1989, III; a factorial model as in
/// Ghahramani, Jordan, Factorial Hidden Markov Models, 1997, with the sums taken exactly.
package struct SensorTrellis {
  /// By step, meaning and the door's state before: the weight of every state after (closed, open,
  /// ajar, nothing).
  private let moves: [SIMD4<Double>]
  private let unseen: [UnseenChanges]
  private let initial: SIMD4<Double>
  private let constants: DecodingConstants
  private let logScale: Double

  /// Of what was felt: every step's potentials relative to its largest, and Σ of the largest [nats].
  package struct Felt {
    fileprivate var weights: [Double] = []
    fileprivate var logScale = 0.0

    /// - Parameter logPotentials: Step by step, `MovementKind.count` each [nats].
    package init(_ logPotentials: [[Double]]) {
      weights.reserveCapacity(logPotentials.count * MovementKind.count)
      for row in logPotentials {
        let largest = row.max() ?? 0
        for value in row { weights.append(value - largest) }
        logScale += largest
      }
      doorstats_exp(&weights, weights.count)
    }
  }

  /// - Parameters:
  ///   - patterns: What the sensor did at every step; `nil` where that is not known.
  ///   - table: Of the mounting, with the sensor's weight.
  ///   - initial: Probability of each of the door's states before the first step.
  package init(
    felt: Felt, patterns: [Proximity.Pattern?], table: Table, unseen: [UnseenChanges],
    initial: [Double], constants: DecodingConstants = .standard
  ) {
    self.unseen = unseen
    self.initial = SIMD4(initial[0], initial[1], initial[2], 0)
    self.constants = constants
    logScale = felt.logScale
    var moves = [SIMD4<Double>](
      repeating: .zero, count: patterns.count * Self.stepStride)
    for (t, pattern) in patterns.enumerated() {
      for meaning in 0..<SensorMeaning.count {
        let first = t * Self.stepStride + meaning * DoorState.count
        let row = pattern.map { table.row($0, meaning) }
        for k in 0..<MovementKind.count {
          let seen = row.map { table.values[$0 + k] } ?? 1
          moves[first + Self.starts[k]][Self.ends[k]] +=
            felt.weights[t * MovementKind.count + k] * seen
        }
      }
    }
    self.moves = moves
  }

  /// Places in `moves` a step.
  private static let stepStride = SensorMeaning.count * DoorState.count
  private static let starts = MovementKind.allCases.map(\.start.rawValue)
  private static let ends = MovementKind.allCases.map(\.end.rawValue)

  /// How likely every pattern is under every kind and meaning, as factors.
  package struct Table {
    /// By meaning, pattern and kind.
    fileprivate var values: [Double] = []

    package init(
      _ model: KindsModel, mounting: Mounting, weight: Double, constants: DecodingConstants
    ) {
      for meaning in SensorMeaning.allCases {
        for number in 0..<Self.patternCount {
          let pattern = Self.pattern(number)
          let aimless = pattern.hasChange ? constants.aimlessChange : constants.aimlessStill
          let potentials =
            meaning == .nothing
            ? [Double](repeating: aimless, count: MovementKind.count)
            : model.proximityPotentials(
              of: pattern, mounting: mounting, highIsCovered: meaning == .highIsCovered)
          values += potentials.map { exp(weight * $0) }
        }
      }
    }

    /// Before, after and excursion, two values each.
    private static let patternCount = 8

    private static func pattern(_ number: Int) -> Proximity.Pattern {
      Proximity.Pattern(
        wasHigh: number & 4 != 0, isHigh: number & 2 != 0, hasExcursion: number & 1 != 0)
    }

    fileprivate func row(_ pattern: Proximity.Pattern, _ meaning: Int) -> Int {
      let number =
        (pattern.wasHigh ? 4 : 0) + (pattern.isHigh ? 2 : 0) + (pattern.hasExcursion ? 1 : 0)
      return (meaning * Self.patternCount + number) * MovementKind.count
    }
  }

  /// [from][to], row after row.
  private var switching: [Double] {
    let (opposite, bad, good) = (
      exp(-constants.changedMeaningCost), exp(-constants.badSensorCost),
      exp(-constants.goodSensorCost)
    )
    return [
      1 - opposite - bad, opposite, bad,
      opposite, 1 - opposite - bad, bad,
      good, good, 1 - 2 * good,
    ]
  }

  private typealias States = (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>)

  private func start() -> States {
    let bad = exp(-constants.badSensorCost)
    return (initial * (0.5 * (1 - bad)), initial * (0.5 * (1 - bad)), initial * bad)
  }

  /// The log-sum over every course of the door and the sensor [nats].
  package func logProbability() -> Double {
    forward { _ in }
  }

  /// - Parameter visit: Gets the states as every movement begins, given all before it.
  private func forward(_ visit: (States) -> Void) -> Double {
    let s = switching
    var logProbability = logScale
    var now = start()
    for t in unseen.indices {
      let p = unseen[t].probabilities
      let rows = (
        SIMD4(p[0], p[1], p[2], 0), SIMD4(p[3], p[4], p[5], 0), SIMD4(p[6], p[7], p[8], 0)
      )
      let mixed = (
        now.0 * s[0] + now.1 * s[3] + now.2 * s[6], now.0 * s[1] + now.1 * s[4] + now.2 * s[7],
        now.0 * s[2] + now.1 * s[5] + now.2 * s[8]
      )
      let turn = { (v: SIMD4<Double>) in rows.0 * v[0] + rows.1 * v[1] + rows.2 * v[2] }
      let before = (turn(mixed.0), turn(mixed.1), turn(mixed.2))
      visit(before)
      let first = t * Self.stepStride
      let move = { (v: SIMD4<Double>, first: Int) in
        moves[first] * v[0] + moves[first + 1] * v[1] + moves[first + 2] * v[2]
      }
      now = (move(before.0, first), move(before.1, first + 3), move(before.2, first + 6))
      let total = (now.0 + now.1 + now.2).sum()
      guard total > 0 else { return -.infinity }
      logProbability += log(total)
      now = (now.0 / total, now.1 / total, now.2 / total)
    }
    return logProbability
  }

  /// The likeliest meaning at every step.
  package func meanings() -> [SensorMeaning] {
    var states: [States] = []
    states.reserveCapacity(unseen.count)
    _ = forward { states.append($0) }
    let s = switching
    var meanings: [SensorMeaning] = []
    var after: States = (SIMD4(1, 1, 1, 0), SIMD4(1, 1, 1, 0), SIMD4(1, 1, 1, 0))
    for t in states.indices.reversed() {
      let p = unseen[t].probabilities
      let first = t * Self.stepStride
      let come = { (v: SIMD4<Double>, first: Int) in
        SIMD4(
          (moves[first] * v).sum(), (moves[first + 1] * v).sum(), (moves[first + 2] * v).sum(), 0)
      }
      let from = (come(after.0, first), come(after.1, first + 3), come(after.2, first + 6))
      let shares = [
        (states[t].0 * from.0).sum(), (states[t].1 * from.1).sum(), (states[t].2 * from.2).sum(),
      ]
      var best = SensorMeaning.lowIsCovered
      for meaning in SensorMeaning.allCases where shares[meaning.rawValue] > shares[best.rawValue] {
        best = meaning
      }
      meanings.append(best)
      let turn = { (v: SIMD4<Double>) in
        SIMD4(
          p[0] * v[0] + p[1] * v[1] + p[2] * v[2], p[3] * v[0] + p[4] * v[1] + p[5] * v[2],
          p[6] * v[0] + p[7] * v[1] + p[8] * v[2], 0)
      }
      let before = (turn(from.0), turn(from.1), turn(from.2))
      after = (
        before.0 * s[0] + before.1 * s[1] + before.2 * s[2],
        before.0 * s[3] + before.1 * s[4] + before.2 * s[5],
        before.0 * s[6] + before.1 * s[7] + before.2 * s[8]
      )
      let total = (after.0 + after.1 + after.2).sum()
      if total > 0 { after = (after.0 / total, after.1 / total, after.2 / total) }
    }
    return meanings.reversed()
  }
}
