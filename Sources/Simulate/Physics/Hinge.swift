/// The rigid leaf on its hinges: angle and rate under all torques.
///
/// `I·dω/dt = hand + wind + knocks + closer + lean + contact − friction`, integrated by the
/// semi-implicit Euler method, which stays stable for the stiff contacts at steps of 1–2 ms
/// (at 25 Hz the product of ω and the step is 0.16 to 0.3).
struct Hinge: Sendable {
  /// Moment of inertia [kg·m²] and torque of dry friction [N·m].
  let inertia: Double
  let dryFriction: Double
  private let inverseInertia: Double
  private let viscousFriction: Double
  private let airDrag: Double
  private let jamb: Contact
  private let stop: Contact
  private let stopAngle: Double
  private let closer: CloserTorque
  private let lean: Lean
  private let hasLatch: Bool
  private let latchPlay: Double
  private let boltAngle: Double
  private let boltTorque: Double

  /// Angle from closed [rad], its rate [rad/s] and the acceleration of the last step [rad/s²].
  private(set) var angle: Double
  private(set) var rate = 0.0
  private(set) var acceleration = 0.0
  /// Torque of jamb, stop and strike in the last step [N·m].
  private(set) var contactTorque = 0.0
  private(set) var isLatched: Bool
  /// Whether a hand keeps the bolt drawn.
  var isHandlePressed = false

  /// The torque of the lean, computed anew after every 0.01 rad.
  private var leaningAngle = -1.0
  private var leaningTorque = 0.0

  init(_ parameters: HingeParameters, closer: CloserParameters?) {
    inertia = parameters.inertia
    inverseInertia = 1 / inertia
    dryFriction = parameters.dryFriction
    viscousFriction = parameters.viscousFriction
    airDrag = parameters.airDrag
    let damping = parameters.contactDamping
    jamb = Contact(inertia: inertia, frequency: parameters.jambFrequency, damping: damping)
    stop = Contact(inertia: inertia, frequency: parameters.stopFrequency, damping: damping)
    stopAngle = parameters.stopAngle
    self.closer = CloserTorque(closer)
    lean = Lean(parameters)
    hasLatch = parameters.hasLatch
    latchPlay = parameters.latchPlay
    boltAngle = parameters.boltAngle
    boltTorque = parameters.boltTorque
    isLatched = parameters.hasLatch
    angle = -(closer?.preload ?? 0) / jamb.stiffness
  }

  /// Closing torque of the closer's spring at an angle [N·m]; 0 without a closer.
  func springTorque(at angle: Double) -> Double { closer.spring(at: angle) }

  /// Moves by one step.
  ///
  /// - Parameters:
  ///   - step: Length of the step [s]; at most 0.002, near contacts 0.001.
  ///   - applied: Torque of hands, wind and knocks [N·m]; positive opens.
  mutating func advance(by step: Double, applied: Double) {
    contactTorque = contact()
    let drive = applied + contactTorque + closer.torque(angle: angle, rate: rate) + leaning()
    if abs(rate) < 1e-4, abs(drive) <= dryFriction {
      rate = 0
      acceleration = 0
      return
    }
    let direction = abs(rate) >= 1e-4 ? rate : drive
    let friction =
      (direction > 0 ? dryFriction : -dryFriction) + viscousFriction * rate
      + airDrag * rate * abs(rate)
    let previous = rate
    acceleration = (drive - friction) * inverseInertia
    rate += acceleration * step
    if previous * rate < 0, abs(drive) <= dryFriction {
      rate = 0
      acceleration = -previous / step
    }
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
    guard hasLatch, !isLatched, !isHandlePressed else { return }
    if angle <= latchPlay, rate <= 0 { isLatched = true }
  }

  /// Spring-dampers that push only: jamb, strike of the latch, stop, and the dragging bolt.
  private func contact() -> Double {
    if angle < 0 { return -jamb.torque(depth: -angle, rate: -rate) }
    if isLatched {
      return angle > latchPlay ? jamb.torque(depth: angle - latchPlay, rate: rate) : 0
    }
    if angle > stopAngle { return stop.torque(depth: angle - stopAngle, rate: rate) }
    let dragsBolt = hasLatch && !isHandlePressed && angle < boltAngle && rate < 0
    return dragsBolt ? boltTorque : 0
  }

  /// Gravity pulls a leaning leaf towards its lowest place.
  private mutating func leaning() -> Double {
    if abs(angle - leaningAngle) > 0.01 {
      leaningAngle = angle
      leaningTorque = lean.torque(at: angle)
    }
    return leaningTorque
  }
}

/// A spring-damper that pushes and never pulls.
private struct Contact: Sendable {
  let stiffness: Double
  let damping: Double

  init(inertia: Double, frequency: Double, damping share: Double) {
    let angular = 2 * Double.pi * frequency
    stiffness = inertia * angular * angular
    damping = 2 * share * inertia * angular
  }

  /// Torque against the depth [N·m], at most 0.
  func torque(depth: Double, rate: Double) -> Double { min(0, -stiffness * depth - damping * rate) }
}

/// The spring closes; oil passes freely while it opens and through a narrow valve while it
/// closes, so that the leaf settles at the speed that the valve is set to.
private struct CloserTorque: Sendable {
  private var parameters = CloserParameters()
  private let isPresent: Bool

  init(_ parameters: CloserParameters?) {
    isPresent = parameters != nil
    if let parameters { self.parameters = parameters }
  }

  func spring(at angle: Double) -> Double {
    isPresent ? parameters.preload + parameters.stiffness * max(0, angle) : 0
  }

  func torque(angle: Double, rate: Double) -> Double {
    guard isPresent else { return 0 }
    let spring = spring(at: angle)
    if rate < 0 {
      let setRate = angle > parameters.latchAngle ? parameters.sweepRate : parameters.latchRate
      return -spring - spring / setRate * rate
    }
    let isWide = angle > parameters.backcheckAngle
    return -spring - (isWide ? parameters.backcheckDamping : parameters.openingDamping) * rate
  }
}

/// The torque of gravity on a leaf whose hinge axis leans.
private struct Lean: Sendable {
  private let torque: Double
  private let direction: Double

  init(_ parameters: HingeParameters) {
    torque = parameters.mass * standardGravity * parameters.width / 2 * parameters.lean
    direction = parameters.leanDirection
  }

  func torque(at angle: Double) -> Double {
    torque == 0 ? 0 : -torque * ExactMath.cosine(direction - angle)
  }
}

/// [m/s²], ISO 80000-3.
let standardGravity = 9.80665
