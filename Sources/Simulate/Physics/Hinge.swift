/// The rigid leaf on its hinges: angle and rate under all torques.
///
/// `I·dω/dt = hand + wind + knocks + closer + lean + contact − friction`, integrated by the
/// semi-implicit Euler method, which stays stable for the stiff contacts at steps of 1–2 ms
/// (at 25 Hz the product of ω and the step is 0.16 to 0.3).
struct Hinge: Sendable {
  let parameters: HingeParameters
  let closer: CloserParameters?
  let inertia: Double
  private let jambStiffness: Double
  private let jambDamping: Double
  private let stopStiffness: Double
  private let stopDamping: Double
  private let leanTorque: Double

  /// Angle from closed [rad], its rate [rad/s] and the acceleration of the last step [rad/s²].
  private(set) var angle: Double
  private(set) var rate = 0.0
  private(set) var acceleration = 0.0
  /// Torque of jamb, stop and strike in the last step [N·m].
  private(set) var contactTorque = 0.0
  private(set) var isLatched: Bool
  /// Whether a hand keeps the bolt drawn.
  var isHandlePressed = false

  init(_ parameters: HingeParameters, closer: CloserParameters?) {
    self.parameters = parameters
    self.closer = closer
    inertia = parameters.inertia
    let jamb = 2 * Double.pi * parameters.jambFrequency
    jambStiffness = inertia * jamb * jamb
    jambDamping = 2 * parameters.contactDamping * inertia * jamb
    let stop = 2 * Double.pi * parameters.stopFrequency
    stopStiffness = inertia * stop * stop
    stopDamping = 2 * parameters.contactDamping * inertia * stop
    leanTorque = parameters.mass * standardGravity * parameters.width / 2 * parameters.lean
    isLatched = parameters.hasLatch
    angle = -(closer?.preload ?? 0) / jambStiffness
  }

  /// Moves by one step.
  ///
  /// - Parameters:
  ///   - step: Length of the step [s]; at most 0.002, near contacts 0.001.
  ///   - applied: Torque of hands, wind and knocks [N·m]; positive opens.
  mutating func advance(by step: Double, applied: Double) {
    contactTorque = contact()
    let drive = applied + contactTorque + closerTorque() + leaning()
    let dry = parameters.dryFriction
    if abs(rate) < 1e-4, abs(drive) <= dry {
      rate = 0
      acceleration = 0
      return
    }
    let direction = abs(rate) >= 1e-4 ? rate : drive
    let friction =
      (direction > 0 ? dry : -dry) + parameters.viscousFriction * rate
      + parameters.airDrag * rate * abs(rate)
    let previous = rate
    rate += (drive - friction) / inertia * step
    if previous * rate < 0, abs(drive) <= dry { rate = 0 }
    acceleration = (rate - previous) / step
    angle += rate * step
    catchLatch()
  }

  /// Something props the leaf: it stands.
  mutating func holdStill() {
    rate = 0
    acceleration = 0
    contactTorque = 0
  }

  /// The person who turned the handle has drawn the bolt.
  mutating func unlatch() {
    isHandlePressed = true
    isLatched = false
  }

  private mutating func catchLatch() {
    guard parameters.hasLatch, !isLatched, !isHandlePressed else { return }
    if angle <= parameters.latchPlay, rate <= 0 { isLatched = true }
  }

  /// Spring-dampers that push only.
  private func contact() -> Double {
    if angle < 0 { return max(0, -jambStiffness * angle - jambDamping * rate) }
    if isLatched, angle > parameters.latchPlay {
      let depth = angle - parameters.latchPlay
      return min(0, -jambStiffness * depth - jambDamping * rate)
    }
    if angle > parameters.stopAngle {
      let depth = angle - parameters.stopAngle
      return min(0, -stopStiffness * depth - stopDamping * rate)
    }
    let dragsBolt = parameters.hasLatch && !isLatched && !isHandlePressed
    if dragsBolt, angle < parameters.boltAngle, rate < 0 { return parameters.boltTorque }
    return 0
  }

  /// The spring closes; oil passes freely while it opens and through a narrow valve while it
  /// closes, so that the leaf settles at the speed that the valve is set to.
  private func closerTorque() -> Double {
    guard let closer else { return 0 }
    let spring = closer.preload + closer.stiffness * max(0, angle)
    if rate < 0 {
      let setRate = angle > closer.latchAngle ? closer.sweepRate : closer.latchRate
      return -spring - spring / setRate * rate
    }
    let damping = angle > closer.backcheckAngle ? closer.backcheckDamping : closer.openingDamping
    return -spring - damping * rate
  }

  /// Gravity pulls a leaning leaf towards its lowest place.
  private func leaning() -> Double {
    guard leanTorque != 0 else { return 0 }
    return -leanTorque * ExactMath.cosine(parameters.leanDirection - angle)
  }
}

/// [m/s²], ISO 80000-3.
let standardGravity = 9.80665
