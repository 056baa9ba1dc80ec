/// How the phone hangs during one stretch of days, and what it feels there at rest.
struct Mounting: Sendable {
  let parameters: DoorParameters
  let orientation: PhoneOrientation
  let bias: SIMD3<Double>
  private let gravityWhenClosed: SIMD3<Double>

  init(parameters: DoorParameters, orientation: PhoneOrientation, bias: SIMD3<Double>) {
    self.parameters = parameters
    self.orientation = orientation
    self.bias = bias
    gravityWhenClosed = Self.gravityInDoor(at: 0, parameters.hinge)
  }

  /// Gravity's reaction in the door's frame at an angle [m/s²]: a leaning hinge axis turns its
  /// small horizontal part with the door.
  private static func gravityInDoor(at angle: Double, _ hinge: HingeParameters) -> SIMD3<Double> {
    let (sine, cosine) = ExactMath.sineCosine(hinge.leanDirection - angle)
    return SIMD3(hinge.lean * cosine, hinge.lean * sine, 1) * standardGravity
  }

  /// What the phone feels at rest on the closed door, without its bias [m/s²].
  var restForce: SIMD3<Double> { orientation.inPhone(gravityWhenClosed) }

  /// Deviation from rest of the force of a door that stands at an angle [m/s²].
  func tilt(at angle: Double) -> SIMD3<Double> {
    orientation.inPhone(Self.gravityInDoor(at: angle, parameters.hinge) - gravityWhenClosed)
  }

  /// What the phone feels of a movement besides gravity [m/s²].
  func push(_ sample: Motion.Sample) -> SIMD3<Double> {
    orientation.normal * sample.normal + orientation.radial * sample.radial
  }

  /// The clips and holds of a motion that begins at `start` [s of the day].
  func felt(_ motion: Motion, startingAt start: Double) -> (
    clips: [SensorClip], holds: [SensorHold]
  ) {
    let clips = motion.clips.map { felt($0, startingAt: start) }
    let holds = motion.holds.map {
      SensorHold(
        start: start + $0.start, end: start + $0.end,
        force: SIMD3<Float>(tilt(at: $0.angle)),
        angle: Float($0.angle))
    }
    return (clips, holds)
  }

  private func felt(_ clip: Motion.Clip, startingAt start: Double) -> SensorClip {
    let tilts = clip.samples.map { tilt(at: $0.angle) }
    let force = zip(clip.samples, tilts).map { push($0) + $1 }
    var felt = felt(
      phoneForce: force, trueGravity: tilts, spacing: clip.spacing,
      startingAt: start + clip.start)
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
