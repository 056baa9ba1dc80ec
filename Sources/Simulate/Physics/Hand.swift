/// A hand on the leaf, as a state machine that gives the torque of each moment.
///
/// A guided swing follows the minimum-jerk course of human reaching (Flash and Hogan, 1985):
/// the wanted angle is `from + (to − from)·(10s³ − 15s⁴ + 6s⁵)`, and the hand is a spring and a
/// damper between the wanted and the real angle, with limited strength and an unsteady part.
struct Hand: Sendable {
  enum Phase: Sendable {
    case idle
    case reaching(until: Double)
    case swinging(from: Double, start: Double)
    case holding(at: Double, until: Double)
    case closing(from: Double, start: Double)
    case leading(from: Double, start: Double)
    case propped(at: Double)
  }

  private(set) var phase = Phase.idle
  private(set) var move: HandMove
  private let inertia: Double
  private let strength = 110.0
  private var unsteady = 0.0
  private var random: RandomSource

  init(inertia: Double, random: RandomSource) {
    self.inertia = inertia
    self.random = random
    move = HandMove(
      arrival: 0, reachSeconds: 0, target: nil, swingSeconds: 1, holdSeconds: 0, finish: .release)
  }

  /// Whether the next person can take over now.
  var canBeTakenOver: Bool {
    switch phase {
    case .idle, .holding, .closing, .propped: true
    case .reaching, .swinging, .leading: false
    }
  }

  var isIdle: Bool {
    if case .idle = phase { return true }
    return false
  }

  var isPropped: Bool {
    if case .propped = phase { return true }
    return false
  }

  mutating func begin(_ move: HandMove, at time: Double) {
    self.move = move
    phase = .reaching(until: time + move.reachSeconds)
  }

  /// Torque of the hand [N·m] for the coming step, after moving the state machine on.
  mutating func torque(at time: Double, on hinge: inout Hinge) -> Double {
    switch phase {
    case .idle, .propped: return 0
    case .reaching(let until):
      if time >= until { grip(at: time, &hinge) }
      return click(secondsToGrip: until - time)
    case .swinging(let from, let start):
      return swing(from: from, start: start, time: time, &hinge)
    case .holding(let angle, let until):
      if time >= until { finish(at: time, &hinge) }
      return guided(to: angle, wantedRate: 0, hinge)
    case .closing(let from, let start):
      return close(from: from, start: start, time: time, &hinge)
    case .leading(let from, let start):
      return lead(from: from, start: start, time: time, &hinge)
    }
  }

  /// Turning the handle jolts the leaf a little, in the last 60 ms before the bolt is free.
  private func click(secondsToGrip left: Double) -> Double {
    guard left > 0, left < 0.06 else { return 0 }
    return -move.handleTorque * ExactMath.sine(Double.pi * left / 0.06)
  }

  private mutating func grip(at time: Double, _ hinge: inout Hinge) {
    hinge.unlatch()
    if move.target == nil {
      finish(at: time, &hinge)
    } else {
      phase = .swinging(from: hinge.angle, start: time)
    }
  }

  private mutating func swing(
    from: Double, start: Double, time: Double, _ hinge: inout Hinge
  ) -> Double {
    let target = move.target ?? from
    let share = (time - start) / move.swingSeconds
    if move.isShove { return shove(from: from, to: target, share: share, time: time, &hinge) }
    guard share < 1 else {
      phase = .holding(at: target, until: time + move.holdSeconds)
      return guided(to: target, wantedRate: 0, hinge)
    }
    return follow(from: from, to: target, share: share, seconds: move.swingSeconds, hinge)
  }

  /// Half a sine of torque after which the leaf has the speed to reach about the target alone.
  private mutating func shove(
    from: Double, to target: Double, share: Double, time: Double, _ hinge: inout Hinge
  ) -> Double {
    guard share < Self.shoveShare else {
      hinge.isHandlePressed = false
      phase = .idle
      return 0
    }
    let seconds = Self.shoveShare * move.swingSeconds
    let span = max(0.1, target - from)
    let against = hinge.springTorque(at: target / 2)
    let work = (against + hinge.dryFriction) * span
    let rate = max(span / move.swingSeconds, (1.6 * work / inertia).squareRoot())
    let peak = min(1.5 * strength, (inertia * rate / seconds + against) * Double.pi / 2)
    let wave = ExactMath.sine(Double.pi * share / Self.shoveShare)
    return peak * wave + tremble(scale: 0.3 * peak * wave)
  }

  /// Part of the swing in which a shove acts [1].
  private static let shoveShare = 0.35

  private mutating func close(
    from: Double, start: Double, time: Double, _ hinge: inout Hinge
  ) -> Double {
    guard case .close(let seconds, let overshoot) = move.finish else {
      phase = .idle
      return 0
    }
    hinge.isHandlePressed = false
    let isShut = hinge.angle < 0.002 && hinge.rate <= 0
    if isShut || time - start > seconds + 4 {
      phase = .idle
      return 0
    }
    let share = (time - start) / seconds
    guard share < 1 else { return -18 - 6 * hinge.rate }
    return follow(from: from, to: -overshoot, share: share, seconds: seconds, hinge)
  }

  private mutating func lead(
    from: Double, start: Double, time: Double, _ hinge: inout Hinge
  ) -> Double {
    guard case .prop(let angle, let seconds) = move.finish else {
      phase = .idle
      return 0
    }
    let share = (time - start) / seconds
    if share > 1.3, abs(hinge.rate) < 0.02 {
      hinge.isHandlePressed = false
      phase = .propped(at: hinge.angle)
      return 0
    }
    if share >= 1 { return guided(to: angle, wantedRate: 0, hinge) }
    return follow(from: from, to: angle, share: share, seconds: seconds, hinge)
  }

  private mutating func finish(at time: Double, _ hinge: inout Hinge) {
    switch move.finish {
    case .release:
      hinge.isHandlePressed = false
      phase = .idle
    case .close: phase = .closing(from: hinge.angle, start: time)
    case .prop: phase = .leading(from: hinge.angle, start: time)
    }
  }

  private mutating func follow(
    from: Double, to target: Double, share: Double, seconds: Double, _ hinge: Hinge
  ) -> Double {
    let warped = share + move.skew * share * (1 - share)
    let s2 = warped * warped
    let course = s2 * warped * (10 - 15 * warped + 6 * s2)
    let warpRate = 1 + move.skew * (1 - 2 * share)
    let speed = 30 * s2 * (1 - warped) * (1 - warped) * warpRate / seconds
    let span = target - from
    return guided(to: from + span * course, wantedRate: span * speed, hinge)
  }

  private mutating func guided(to angle: Double, wantedRate: Double, _ hinge: Hinge) -> Double {
    let torque =
      inertia * (60 * (angle - hinge.angle) + 12 * (wantedRate - hinge.rate))
      + hinge.springTorque(at: hinge.angle)
    return max(-strength, min(strength, torque)) + tremble(scale: inertia * abs(wantedRate) * 3)
  }

  /// Unsteady torque: low-passed noise of about 4 Hz.
  private mutating func tremble(scale: Double) -> Double {
    unsteady += 0.025 * (random.normal() * 6 - unsteady)
    return unsteady * scale * move.unsteadiness
  }
}
