/// The leaf on its hinges, with stop, jamb and latch.
public struct HingeParameters: Sendable, Equatable {
  /// Mass of the leaf [kg]. Room doors 15–30, fire doors 40–80.
  public var mass = 25.0
  /// Width of the leaf, hinge to edge [m]. 0.6–1.1.
  public var width = 0.86
  /// Torque of dry friction in the hinges [N·m]. 0.1–2.
  public var dryFriction = 0.5
  /// Torque of viscous friction [N·m·s/rad]. 0.05–1.
  public var viscousFriction = 0.2
  /// Torque of the air against the turning leaf, for ω·|ω| [N·m·s²/rad²]: ⅛·ρ·c·height·width⁴,
  /// 0.05–0.4.
  public var airDrag = 0.2
  /// Lean of the hinge axis from the vertical [rad]. 0–0.02; makes a door swing by itself.
  public var lean = 0.002
  /// Where it leans to, as the door angle whose opening direction points there [rad].
  public var leanDirection = 0.5
  /// Angle of the stop [rad]. 80–120 degrees.
  public var stopAngle = 1.75
  /// Rigid bounce frequency of the leaf on the jamb's seal, and on the stop [Hz]. 8–25.
  public var jambFrequency = 14.0
  public var stopFrequency = 7.0
  /// Share of critical damping of jamb and stop [1]. 0.1–0.6.
  public var contactDamping = 0.3
  /// Whether a latch holds the closed door.
  public var hasLatch = true
  /// Play of the latched door [rad]. 0–0.25 degrees.
  public var latchPlay = 0.0017
  /// Angle below which the bolt drags along the strike, and its torque [rad, N·m].
  public var boltAngle = 0.02
  public var boltTorque = 2.0
  /// Bending modes of the leaf at the phone's place.
  public var modes = [
    PanelMode(frequency: 19, damping: 0.03, gain: 0.06),
    PanelMode(frequency: 37, damping: 0.025, gain: 0.05),
    PanelMode(frequency: 55, damping: 0.02, gain: 0.03),
  ]

  public init() {}

  /// Moment of inertia of a uniform leaf about its edge [kg·m²].
  public var inertia: Double { mass * width * width / 3 }
}

/// One damped bending mode of the leaf, excited by knocks and by the contact torque.
public struct PanelMode: Sendable, Equatable {
  /// [Hz]. 15–60.
  public var frequency: Double
  /// Share of critical damping [1]. 0.01–0.05.
  public var damping: Double
  /// Acceleration along the normal at the phone for 1 N·m of sudden torque [m/s² per N·m].
  public var gain: Double

  public init(frequency: Double, damping: Double, gain: Double) {
    self.frequency = frequency
    self.damping = damping
    self.gain = gain
  }
}

/// A hydraulic closer: a spring that closes, and valves that set the speed of it.
public struct CloserParameters: Sendable, Equatable {
  /// Closing torque at 0 [N·m]. EN 1154 sizes 1–4: 9–37.
  public var preload = 16.0
  /// Its rise with the angle [N·m/rad]. 2–10.
  public var stiffness = 4.0
  /// Speed of closing above and below `latchAngle` [rad/s]. 0.2–1.
  public var sweepRate = 0.45
  public var latchRate = 0.3
  /// Where the second valve takes over [rad]. 5–15 degrees.
  public var latchAngle = 0.2
  /// Damping while it opens, and beyond `backcheckAngle` [N·m·s/rad].
  public var openingDamping = 1.5
  public var backcheckDamping = 25.0
  public var backcheckAngle = 1.3

  public init() {}
}
