/// What happens to the phone itself, in the phone's axes.
enum PhoneDisturbance {
  /// The vibration motor: a sine of 130–210 Hz, on and off, aliased by the sampling.
  static func alarm(
    strength: Double, spacing: Double, random: inout RandomSource
  ) -> [SIMD3<Double>] {
    let seconds = random.chance(0.5) ? random.uniform(0.6...2) : random.uniform(5...30)
    let angular = 2 * Double.pi * random.uniform(130...210)
    let on = random.uniform(0.3...1.2)
    let period = on + random.uniform(0.2...1.2)
    let way = unitVector(&random)
    let phase = random.uniform(0...6.28)
    return (0..<Int(seconds / spacing)).map { index in
      let time = Double(index) * spacing
      let inPeriod = time - (time / period).rounded(.down) * period
      guard inPeriod < on else { return .zero }
      let rise = min(1, inPeriod / 0.05)
      return way * (strength * rise * ExactMath.sine(angular * time + phase))
    }
  }

  /// A hand takes the phone from one attitude to another.
  ///
  /// - Parameters:
  ///   - from: Force at rest before, in the phone's axes [m/s²]; `to` likewise afterwards.
  /// - Returns: forces and true gravity, both as deviations from `origin`.
  static func handling(
    from: SIMD3<Double>, to: SIMD3<Double>, origin: SIMD3<Double>, seconds: Double,
    spacing: Double, random: inout RandomSource
  ) -> (force: [SIMD3<Double>], gravity: [SIMD3<Double>]) {
    let bow = unitVector(&random) * 6
    let still = Int(2.5 / spacing)
    let count = Int(seconds / spacing)
    var shake = SIMD3<Double>.zero
    var force: [SIMD3<Double>] = []
    var gravity: [SIMD3<Double>] = []
    for index in 0..<(count + still) {
      let share = min(1, Double(index) / Double(count))
      let course = share * share * (3 - 2 * share)
      let swell = ExactMath.sine(Double.pi * share)
      let straight = from + (to - from) * course + bow * swell
      let attitude = straight * (standardGravity / length(straight))
      let push = SIMD3(random.normal(), random.normal(), random.normal()) * 12
      shake += 0.06 * (push - shake)
      gravity.append((share < 1 ? attitude : to) - origin)
      force.append(gravity[index] + shake * swell)
    }
    return (force, gravity)
  }

  static func unitVector(_ random: inout RandomSource) -> SIMD3<Double> {
    let vector = SIMD3(random.normal(), random.normal(), random.normal())
    return vector / max(length(vector), 1e-6)
  }

  static func length(_ vector: SIMD3<Double>) -> Double { (vector * vector).sum().squareRoot() }
}
