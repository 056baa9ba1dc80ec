/// Rotation, gravity and orientation as the phone sends them, for phones that have the sensors.
struct AttitudeSensors {
  private let parameters: PhoneParameters
  private var random: RandomSource
  private var mounting: Mounting
  private var rest = SIMD3<Double>.zero

  init(_ parameters: PhoneParameters, mounting: Mounting, random: RandomSource) {
    self.parameters = parameters
    self.random = random
    self.mounting = mounting
  }

  var isPresent: Bool {
    parameters.reportsRotation || parameters.reportsGravity || parameters.reportsOrientation
  }

  mutating func hang(_ mounting: Mounting) {
    self.mounting = mounting
    rest = mounting.restForce
  }

  /// Rotation x, y, z [rad/s], gravity x, y, z [m/s²], orientation x, y, z [degrees]; a sensor
  /// that the phone lacks gives 0.
  mutating func values(angle: Float, rate: Float, gravity: SIMD3<Float>) -> [Float] {
    let attitude = rest + SIMD3<Double>(gravity)
    let turn = parameters.reportsRotation ? rotation(Double(rate)) : .zero
    let down = parameters.reportsGravity ? SIMD3<Float>(attitude) : .zero
    let way = parameters.reportsOrientation ? orientation(Double(angle), attitude) : .zero
    return [turn.x, turn.y, turn.z, down.x, down.y, down.z, way.x, way.y, way.z]
  }

  /// The leaf turns about `radial × normal`, whichever side its hinges are on.
  private mutating func rotation(_ rate: Double) -> SIMD3<Float> {
    let axis = mounting.orientation.radial.cross(mounting.orientation.normal)
    return SIMD3<Float>(axis * rate + noise(0.0015))
  }

  /// Azimuth, pitch and roll; north lies where the closed door's azimuth is 90 degrees.
  private mutating func orientation(_ angle: Double, _ gravity: SIMD3<Double>) -> SIMD3<Float> {
    let level = (gravity.x * gravity.x + gravity.z * gravity.z).squareRoot()
    let pitch = -ExactMath.arctangent(gravity.y, level)
    let roll = ExactMath.arctangent(-gravity.x, gravity.z)
    return SIMD3<Float>(SIMD3(90 + angle.degrees, pitch.degrees, roll.degrees) + noise(0.15))
  }

  private mutating func noise(_ spread: Double) -> SIMD3<Double> {
    SIMD3(random.normal(), random.normal(), random.normal()) * spread
  }
}

extension SIMD3 where Scalar == Double {
  func cross(_ other: Self) -> Self {
    SIMD3(
      y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
  }
}
