/// How the phone hangs during one stretch of days, and what it feels there at rest.
struct Mounting: Sendable {
  let parameters: DoorParameters
  let orientation: PhoneOrientation
  let bias: SIMD3<Double>

  /// Gravity's reaction in the door's frame at an angle [m/s²]: a leaning hinge axis turns its
  /// small horizontal part with the door.
  func gravityInDoor(at angle: Double) -> SIMD3<Double> {
    let hinge = parameters.hinge
    let (sine, cosine) = ExactMath.sineCosine(hinge.leanDirection - angle)
    return SIMD3(hinge.lean * cosine, hinge.lean * sine, 1) * standardGravity
  }

  /// What the phone feels at rest on the closed door, without its bias [m/s²].
  var restForce: SIMD3<Double> { orientation.inPhone(gravityInDoor(at: 0)) }

  /// Deviation of the force from rest at a moment of movement.
  func deviation(normal: Double, radial: Double, angle: Double) -> SIMD3<Double> {
    let tilt = gravityInDoor(at: angle) - gravityInDoor(at: 0)
    return orientation.inPhone(SIMD3(normal, radial, 0) + tilt)
  }

  /// The clips and holds of a motion that begins at `start` [s of the day].
  func felt(_ motion: Motion, startingAt start: Double) -> (
    clips: [SensorClip], holds: [SensorHold]
  ) {
    let clips = motion.clips.map { felt($0, startingAt: start) }
    let holds = motion.holds.map {
      SensorHold(
        start: start + $0.start, end: start + $0.end,
        force: SIMD3<Float>(deviation(normal: 0, radial: 0, angle: $0.angle)),
        angle: Float($0.angle))
    }
    return (clips, holds)
  }

  private func felt(_ clip: Motion.Clip, startingAt start: Double) -> SensorClip {
    let force = clip.samples.map {
      deviation(normal: $0.normal, radial: $0.radial, angle: $0.angle)
    }
    var felt = SensorClip(start: start + clip.start, spacing: clip.spacing)
    felt.force = force.map { SIMD3<Float>($0) }
    let tilts = clip.samples.map { deviation(normal: 0, radial: 0, angle: $0.angle) }
    felt.gravity = gravity(of: force, trueGravity: tilts, spacing: clip.spacing)
    felt.angle = clip.samples.map { Float($0.angle) }
    felt.rate = clip.samples.map { Float($0.rate) }
    return felt
  }

  /// A clip of door-frame vibration without movement of the leaf.
  func felt(
    vibration: [SIMD3<Double>], spacing: Double, startingAt start: Double, inPhoneAxes: Bool = false
  ) -> SensorClip {
    let force = inPhoneAxes ? vibration : vibration.map { orientation.inPhone($0) }
    return felt(
      phoneForce: force, trueGravity: Array(repeating: .zero, count: force.count),
      spacing: spacing, startingAt: start)
  }

  /// A clip of forces in the phone's axes while the phone itself may turn.
  func felt(
    phoneForce: [SIMD3<Double>], trueGravity: [SIMD3<Double>], spacing: Double,
    startingAt start: Double
  ) -> SensorClip {
    var felt = SensorClip(start: start, spacing: spacing)
    felt.force = phoneForce.map { SIMD3<Float>($0) }
    felt.gravity = gravity(of: phoneForce, trueGravity: trueGravity, spacing: spacing)
    return felt
  }

  /// The phone's estimate of gravity along a course of forces; empty where it makes none.
  private func gravity(
    of force: [SIMD3<Double>], trueGravity: [SIMD3<Double>], spacing: Double
  ) -> [SIMD3<Float>] {
    switch parameters.phone.gravity {
    case .included: return []
    case .fused: return trueGravity.map { SIMD3<Float>($0) }
    case .lowPass(let seconds):
      var filter = GravityFilter(
        timeConstant: seconds, spacing: spacing, start: trueGravity.first ?? .zero)
      return force.map { SIMD3<Float>(filter.add($0)) }
    }
  }
}
