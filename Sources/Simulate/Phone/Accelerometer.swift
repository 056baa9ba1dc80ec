/// Turns the true force into what the phone sends: bias, drift, noise, steps, limits and the
/// gravity taken off.
struct Accelerometer {
  private let parameters: PhoneParameters
  private let drift: [SlowNoise]
  private let temperature: SlowNoise
  private let dayStartSeconds: Double
  private var random: RandomSource
  private var rest = SIMD3<Double>.zero
  private var offset = SIMD3<Double>.zero
  private var offsetUntil = -Double.infinity
  /// Unrest of the gravity estimate that the noise itself causes.
  private var wander = SIMD3<Double>.zero
  private let wanderKeep: Double
  private let wanderKick: Double

  init(_ parameters: PhoneParameters, seed: UInt64, startMilliseconds: Int64, period: Double) {
    self.parameters = parameters
    dayStartSeconds = Double(startMilliseconds) / 1000
    let day = startMilliseconds / millisecondsPerDay
    random = RandomSource(seed: seed, purpose: .noise, day: day)
    drift = (0..<3).map {
      SlowNoise(seed: seed, purpose: .drift, knotSeconds: 3000, index: $0)
    }
    temperature = SlowNoise(seed: seed, purpose: .temperature, knotSeconds: 9000, index: 0)
    if case .lowPass(let seconds) = parameters.gravity {
      let weight = 1 / (parameters.streamRate * seconds + 1)
      wanderKeep = ExactMath.exp(-period / seconds)
      let spread = parameters.noise * (weight / (2 - weight)).squareRoot()
      wanderKick = spread * (1 - wanderKeep * wanderKeep).squareRoot()
    } else {
      wanderKeep = 0
      wanderKick = 0
    }
  }

  /// Follows a new mounting from now on.
  mutating func hang(_ mounting: Mounting) {
    rest = mounting.restForce
    bias = mounting.bias
    offsetUntil = -.infinity
  }

  private var bias = SIMD3<Double>.zero

  /// The acceleration sent for a reading [m/s²].
  ///
  /// - Parameters:
  ///   - time: [s of the day].
  ///   - force: Deviation of the force from rest; `gravity` that of the phone's estimate.
  mutating func value(
    at time: Double, force: SIMD3<Float>, gravity: SIMD3<Float>
  ) -> SIMD3<Float> {
    if time >= offsetUntil { updateOffset(at: time) }
    let noise = SIMD3(random.normal(), random.normal(), random.normal()) * parameters.noise
    let raw = quantized(rest + offset + SIMD3<Double>(force) + noise)
    switch parameters.gravity {
    case .included: return SIMD3<Float>(raw)
    case .fused: return SIMD3<Float>(raw - rest - SIMD3<Double>(gravity))
    case .lowPass:
      let kick = SIMD3(random.normal(), random.normal(), random.normal()) * wanderKick
      wander = wander * wanderKeep + kick
      return SIMD3<Float>(raw - rest - offset - SIMD3<Double>(gravity) - wander)
    }
  }

  private func quantized(_ value: SIMD3<Double>) -> SIMD3<Double> {
    let limit = parameters.range
    let limited = value.clamped(
      lowerBound: SIMD3(repeating: -limit), upperBound: SIMD3(repeating: limit))
    guard parameters.resolution > 0 else { return limited }
    let steps = limited / parameters.resolution
    return SIMD3(ExactMath.nearest(steps.x), ExactMath.nearest(steps.y), ExactMath.nearest(steps.z))
      * parameters.resolution
  }

  /// Bias, drift and temperature change slowly: they are looked up every five seconds.
  private mutating func updateOffset(at time: Double) {
    offsetUntil = time + 5
    let absolute = dayStartSeconds + time
    let course = ExactMath.sine(2 * Double.pi * (time / secondsPerDay - 0.375))
    let warmth = parameters.temperatureSwing * (course + 0.5 * temperature.value(at: absolute))
    let slow = SIMD3(
      drift[0].value(at: absolute), drift[1].value(at: absolute), drift[2].value(at: absolute))
    offset = bias + slow * parameters.drift + warmth * parameters.biasPerKelvin
  }
}
