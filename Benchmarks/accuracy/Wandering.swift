import Foundation
import Readings
import Simulate

/// A sensor whose level wanders, as one does that is held rather than fixed, or on a leaf that is not
/// latched: it tilts by some thousandths of a radian, back and forth within seconds.
///
/// An Ornstein-Uhlenbeck process in each axis, made smooth by a second one behind it.
struct Wandering {
  /// Standard deviation of each axis [m/s²]: gravity shows a tilt in the level axes, and hardly in the
  /// upright one.
  private let size: SIMD3<Float>
  /// How long the tilt is remembered, and how long it takes to follow [s].
  private let memory: Float
  private let lag: Float

  private static let leastMemory = 0.3
  private static let mostMemory = 4.0

  /// - Parameter size: Standard deviation of the axis that wanders most [m/s²].
  init(size: Double, _ random: inout Random) {
    let shares = (0..<3).map { _ in Float.random(in: 0.05...1, using: &random) }
    let largest = shares.max() ?? 1
    self.size = Float(size) / largest * SIMD3(shares[0], shares[1], shares[2])
    memory = Float(
      exp(Double.random(in: log(Self.leastMemory)...log(Self.mostMemory), using: &random)))
    lag = memory * Float.random(in: 0.02...1, using: &random)
  }

  func add(to readings: inout ReadingColumns<Float>, _ random: inout Random) {
    var (drift, tilt) = (SIMD3<Float>.zero, SIMD3<Float>.zero)
    /// The second process has so much less of it.
    let scale = size * ((memory + lag) / memory).squareRoot()
    for i in readings.measuredAt.indices {
      let step =
        i == 0 ? 10 * memory : Float(readings.measuredAt[i] - readings.measuredAt[i - 1]) / 1000
      let (kept, followed) = (exp(-step / memory), exp(-step / lag))
      drift = kept * drift + (1 - kept * kept).squareRoot() * Roughening.normal(&random)
      tilt = followed * tilt + (1 - followed) * drift
      readings.accelerationX[i] += scale.x * tilt.x
      readings.accelerationY[i] += scale.y * tilt.y
      readings.accelerationZ[i] += scale.z * tilt.z
    }
  }
}
