/// Vibration that comes through the house: door-frame accelerations (normal, radial, vertical)
/// at the phone's sample spacing, made by damped resonators.
enum HouseVibration {
  /// A damped resonator driven at the sample rate, exact between the drives.
  private struct Resonator {
    private let first: Double
    private let second: Double
    private var last = 0.0
    private var beforeLast = 0.0

    init(frequency: Double, damping: Double, spacing: Double) {
      let angular = 2 * Double.pi * frequency
      let decay = ExactMath.exp(-damping * angular * spacing)
      first = 2 * decay * ExactMath.cosine(angular * spacing)
      second = -decay * decay
    }

    mutating func next(_ drive: Double) -> Double {
      let value = first * last + second * beforeLast + drive
      beforeLast = last
      last = value
      return value
    }
  }

  /// Scales a course so that its largest value is `strength`.
  private static func scaled(_ course: [Double], to strength: Double) -> [Double] {
    let largest = course.reduce(0) { max($0, abs($1)) }
    return largest > 0 ? course.map { $0 * strength / largest } : course
  }

  private static func along(_ direction: SIMD3<Double>, _ course: [Double]) -> [SIMD3<Double>] {
    course.map { direction * $0 }
  }

  private static func direction(
    normal: Double, radial: Double, vertical: Double, random: inout RandomSource
  ) -> SIMD3<Double> {
    SIMD3(normal * random.normal(), radial * random.normal(), vertical * (0.5 + random.unit()))
  }

  private static func unit(_ vector: SIMD3<Double>) -> SIMD3<Double> {
    vector / max((vector * vector).sum().squareRoot(), 1e-9)
  }

  /// A blow to the wall that rings down: another door slammed.
  static func slam(
    strength: Double, spacing: Double, random: inout RandomSource
  ) -> [SIMD3<Double>] {
    var wall = Resonator(
      frequency: random.uniform(9...28), damping: random.uniform(0.03...0.08), spacing: spacing)
    let course = (0..<Int(2 / spacing)).map { wall.next($0 == 3 ? 1 : 0) }
    let way = direction(normal: 1, radial: 0.4, vertical: 0.4, random: &random)
    return along(unit(way), scaled(course, to: strength))
  }

  /// Somebody walks past: steps that swell and fade.
  static func footsteps(
    strength: Double, spacing: Double, random: inout RandomSource
  ) -> [SIMD3<Double>] {
    let seconds = random.uniform(3...10)
    let pace = random.uniform(0.45...0.65)
    let count = Int(seconds / spacing)
    var floor = Resonator(
      frequency: random.uniform(9...20), damping: random.uniform(0.05...0.12), spacing: spacing)
    var nextStep = 0.1
    let course = (0..<count).map { index in
      let time = Double(index) * spacing
      guard time >= nextStep else { return floor.next(0) }
      nextStep += pace * random.uniform(0.92...1.08)
      return floor.next(ExactMath.sine(Double.pi * time / seconds) * random.uniform(0.6...1.4))
    }
    let way = direction(normal: 0.4, radial: 0.2, vertical: 1, random: &random)
    return along(unit(way), scaled(course, to: strength))
  }

  /// A lorry or a train: narrow-band noise that swells and fades.
  static func traffic(
    strength: Double, spacing: Double, random: inout RandomSource
  ) -> [SIMD3<Double>] {
    let seconds = random.uniform(4...20)
    var ground = Resonator(
      frequency: random.uniform(8...18), damping: random.uniform(0.04...0.15), spacing: spacing)
    let count = Int(seconds / spacing)
    let course = (0..<count).map { index in
      ground.next(ExactMath.sine(Double.pi * Double(index) / Double(count)) * random.normal())
    }
    let way = direction(normal: 0.6, radial: 0.6, vertical: 1, random: &random)
    return along(unit(way), scaled(course, to: strength))
  }
}
