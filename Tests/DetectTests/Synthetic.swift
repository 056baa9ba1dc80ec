import Readings

/// A small seeded generator (SplitMix64), so that every test draws the same numbers everywhere.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Normally distributed by the sum of twelve uniform values.
  mutating func normal() -> Float {
    (0..<12).reduce(Float(-6)) { sum, _ in sum + Float.random(in: 0..<1, using: &self) }
  }
}

/// Midnight of 2020-03-05 UTC [ms].
let midnight: Int64 = 1_583_366_400_000
let dayLength: Int64 = 86_400_000
let testDay = Interval(start: midnight, end: midnight + dayLength)

extension ReadingColumns where Value == Float {
  mutating func append(
    at time: Int64, _ x: Float, _ y: Float, _ z: Float, proximity: Float = .nan, hash: UInt32? = nil
  ) {
    measuredAt.append(time)
    documentHash.append(hash ?? UInt32(truncatingIfNeeded: measuredAt.count &* 2_654_435_761))
    accelerationX.append(x)
    accelerationY.append(y)
    accelerationZ.append(z)
    self.proximity.append(proximity)
    light.append(.nan)
  }

  /// Readings `from ..< to` by position.
  func subset(_ keep: (Int) -> Bool) -> ReadingColumns<Float> {
    selected(measuredAt.indices.filter(keep))
  }
}

/// Noise around a resting level, a reading each `period` [ms].
func stillReadings(
  from start: Int64, seconds: Double, period: Int64 = 200, noise: Float = 0.02,
  level: (Float, Float, Float) = (0, 0, 9.81), seed: UInt64 = 1
) -> ReadingColumns<Float> {
  var random = SplitMix(seed: seed)
  var readings = ReadingColumns<Float>()
  for i in 0..<Int64(seconds * 1000) / period {
    readings.append(
      at: start + i * period, level.0 + noise * random.normal(),
      level.1 + noise * random.normal(), level.2 + noise * random.normal())
  }
  return readings
}
