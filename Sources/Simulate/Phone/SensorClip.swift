/// A stretch in which the phone feels more than rest, in the phone's axes, at its own rate.
///
/// Times are seconds from the start of the day. The values are *deviations* from what the phone
/// feels at rest on the closed door, so that overlapping clips simply add: the sensor, the
/// gravity filter and the equations of the leaf's frame are linear in them.
struct SensorClip: Sendable {
  var start: Double
  var spacing: Double
  /// Deviation of the specific force, and of the phone's estimate of gravity [m/s²].
  var force: [SIMD3<Float>] = []
  var gravity: [SIMD3<Float>] = []
  /// Door angle [rad] and rotation about the hinge [rad/s]; empty where the door does not move.
  var angle: [Float] = []
  var rate: [Float] = []

  var end: Double { start + Double(force.count) * spacing }
}

/// A long stretch with a constant deviation: the door standing open, the phone lying elsewhere.
struct SensorHold: Sendable {
  var start: Double
  var end: Double
  var force: SIMD3<Float>
  var angle: Float
}

/// The phone's low-pass that estimates gravity, run at the sensor's rate.
///
/// `g ← a·g + (1 − a)·f` with `a = τ/(τ + Δ)`, as in Android's guide to motion sensors
/// (`SensorEvent`, linear acceleration), where τ is the time constant and Δ the spacing.
struct GravityFilter: Sendable {
  private let weight: Double
  private var estimate: SIMD3<Double>

  /// - Parameter start: The estimate after a long rest before.
  init(timeConstant: Double, spacing: Double, start: SIMD3<Double> = .zero) {
    weight = spacing / (timeConstant + spacing)
    estimate = start
  }

  mutating func add(_ force: SIMD3<Double>) -> SIMD3<Double> {
    estimate += weight * (force - estimate)
    return estimate
  }
}
