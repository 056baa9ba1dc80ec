/// What the light sensor says: daylight, a lamp, the door and whatever stands before it.
struct LightSensor {
  private let parameters: LightParameters
  private let clouds: SlowNoise
  private let lampUse: SlowNoise
  private let dayStartSeconds: Double
  private let localOffsetSeconds: Double
  private var random: RandomSource
  private var level = 0.0
  private var levelUntil = -Double.infinity

  init(
    _ parameters: LightParameters, seed: UInt64, startMilliseconds: Int64,
    localOffsetMinutes: Int, random: RandomSource
  ) {
    self.parameters = parameters
    self.random = random
    clouds = SlowNoise(seed: seed, purpose: .light, knotSeconds: 2400, index: 0)
    lampUse = SlowNoise(seed: seed, purpose: .light, knotSeconds: 5400, index: 1)
    dayStartSeconds = Double(startMilliseconds) / 1000
    localOffsetSeconds = Double(localOffsetMinutes) * 60
  }

  /// Illuminance [lux] in the sensor's steps.
  mutating func value(at time: Double, angle: Float, cover: UInt8) -> Float {
    guard parameters.isPresent else { return 0 }
    if time >= levelUntil { updateLevel(at: time) }
    let openness = min(1, max(0, Double(angle) / 1.2))
    let share = parameters.closedShare + (1 - parameters.closedShare) * openness
    let shade = cover == DayCanvas.Cover.near.rawValue ? 0.15 : 1
    let lux = level * share * shade
    guard parameters.resolution > 0 else { return Float(lux) }
    let steps = ExactMath.nearest(lux / parameters.resolution)
    return Float(steps * parameters.resolution)
  }

  private mutating func updateLevel(at time: Double) {
    levelUntil = time + 4
    let absolute = dayStartSeconds + time
    let local = absolute + localOffsetSeconds
    let hour = (local / 3600) - (local / secondsPerDay).rounded(.down) * 24
    let sky = 0.6 + 0.3 * min(1.2, max(-1.5, clouds.value(at: absolute)))
    let day = parameters.daylight * sky * max(0, sunElevationSine(hour: hour, at: absolute))
    let isLampOn = parameters.lampHours.contains(hour) && lampUse.value(at: absolute) > 0.1
    let flicker = 1 + 0.006 * random.normal()
    level = (day + (isLampOn ? parameters.lamp : 0)) * flicker
  }

  /// Sine of the sun's height; local time is taken as solar time.
  private func sunElevationSine(hour: Double, at absolute: Double) -> Double {
    let dayOfYear =
      absolute / secondsPerDay / 365.2425
      - (absolute / secondsPerDay / 365.2425)
      .rounded(.down)
    let declination = -0.4093 * ExactMath.cosine(2 * Double.pi * (dayOfYear + 0.0274))
    let latitude = ExactMath.sineCosine(parameters.latitude.radians)
    let tilt = ExactMath.sineCosine(declination)
    let hourAngle = (hour - 12) / 12 * Double.pi
    return latitude.sine * tilt.sine + latitude.cosine * tilt.cosine * ExactMath.cosine(hourAngle)
  }
}
