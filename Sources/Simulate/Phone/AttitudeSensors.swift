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

  /// Azimuth, pitch and roll as Android's `SensorManager.getOrientation` has them, from where up and
  /// north are; north lies where the closed door opens to. Of a phone that hangs upright azimuth and
  /// roll wander together, for they turn about nearly the same axis.
  ///
  /// - Parameter angle: Of the door [rad].
  private mutating func orientation(_ angle: Double, _ gravity: SIMD3<Double>) -> SIMD3<Float> {
    let up = (gravity / standardGravity + noise(0.0026)).unit
    let normal = mounting.orientation.normal
    let closedNorth = (normal - up * (normal * up).sum()).unit
    // What stands still turns the other way in the axes of the leaf, which turns about radial × normal.
    let axis = mounting.orientation.radial.cross(normal)
    let turn = ExactMath.sineCosine((axis * up).sum() < 0 ? angle : -angle)
    let north = closedNorth * turn.cosine + up.cross(closedNorth) * turn.sine
    let east = north.cross(up)
    let level = (up.x * up.x + up.z * up.z).squareRoot()
    return SIMD3<Float>(
      SIMD3(
        ExactMath.arctangent(east.y, north.y).degrees,
        -ExactMath.arctangent(up.y, level).degrees,
        ExactMath.arctangent(-up.x, up.z).degrees))
  }

  private mutating func noise(_ spread: Double) -> SIMD3<Double> {
    SIMD3(random.normal(), random.normal(), random.normal()) * spread
  }
}

extension SIMD3 where Scalar == Double {
  /// The vector at length 1; itself where it has none.
  var unit: Self {
    let length = (self * self).sum().squareRoot()
    return length > 0 ? self / length : self
  }

  func cross(_ other: Self) -> Self {
    SIMD3(
      y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
  }
}
