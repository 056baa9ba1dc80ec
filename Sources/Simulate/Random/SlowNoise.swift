/// A smooth random course over absolute time, of mean 0 and standard deviation near 1.
///
/// Normal numbers stand at fixed knots and are joined by smoothsteps, so that the value at any
/// moment needs no earlier moment: neighbouring days join without a seam.
struct SlowNoise: Sendable {
  let seed: UInt64
  let purpose: RandomSource.Purpose
  /// Distance between knots [s].
  let knotSeconds: Double
  let index: Int

  /// - Parameter seconds: Time since 1970 [s].
  func value(at seconds: Double) -> Double {
    let position = seconds / knotSeconds
    let knot = position.rounded(.down)
    let share = position - knot
    let weight = share * share * (3 - 2 * share)
    let left = knotValue(Int64(knot))
    let right = knotValue(Int64(knot) + 1)
    return (left + (right - left) * weight) * 1.15
  }

  private func knotValue(_ knot: Int64) -> Double {
    var random = RandomSource(seed: seed, purpose: purpose, day: knot, index: index)
    return random.normal()
  }
}
