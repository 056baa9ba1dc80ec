import Detect
import Foundation
import Readings
import Simulate

/// Doors that swing as no simulated door does: the level of rest moves with the leaf, and a part of
/// every swing is not there.
///
/// On a recorded door (a leaning hinge, a sensor that is not fixed to the leaf like a part of it) the
/// level moves by up to 1 m/s² while the door swings, more than the swing itself makes, and in any
/// direction: what such a movement says about opening or closing is worth nothing, but that the door
/// moved is plain. The coarse model of kinds learns from these.
struct Roughening {
  /// Share of the swings that are tilted, and of those whose beginning or end is missing.
  static let tiltedShare = 0.8
  static let cutShare = 0.5
  /// Size of a tilt [m/s²].
  static let smallestTilt = 0.15
  static let largestTilt = 1.5

  private(set) var readings: ReadingColumns<Float>
  private let angles: [Float]

  init(_ day: SimulatedDay, seed: UInt64) {
    let order = day.readings.measuredAt.indices.sorted {
      (day.readings.measuredAt[$0], $0) < (day.readings.measuredAt[$1], $1)
    }
    readings = day.readings.permuted(by: order)
    angles = order.map { day.angleDegrees[$0] }
    var random = Random(state: seed ^ 0x7069_6C74)
    for label in day.labels {
      let range =
        firstIndex(
          notBefore: label.openedAt)..<firstIndex(
          notBefore: label.closedAt ?? label.openedAt + 10_000)
      guard range.count > 2 else { continue }
      let widest = angles[range].max() ?? 0
      let opened = angles[range].firstIndex { $0 > 0.9 * widest } ?? range.lowerBound
      let closing = angles[range].lastIndex { $0 > 0.9 * widest } ?? range.lowerBound
      roughen(range.lowerBound..<max(opened, range.lowerBound), &random)
      if label.closedAt != nil { roughen(closing..<range.upperBound, &random) }
    }
  }

  private mutating func roughen(_ range: Range<Int>, _ random: inout Random) {
    let isTilted = Double.random(in: 0..<1, using: &random) < Self.tiltedShare
    let isCut = Double.random(in: 0..<1, using: &random) < Self.cutShare
    let size = Float(
      exp(
        Double.random(
          in: log(Self.smallestTilt)...log(Self.largestTilt), using: &random)))
    let direction = Augmentation.direction(&random) * size
    let slope = Float.random(in: -1...1, using: &random)
    let cut = Int(Double.random(in: 0..<0.4, using: &random) * Double(range.count))
    let cutsEnd = Bool.random(using: &random)
    guard range.count > 2 else { return }
    if isTilted {
      for (k, i) in range.enumerated() {
        let place = Float(k) / Float(range.count)
        add(direction * (1 + slope * (place - 0.5)), i)
      }
    }
    if isCut, cut > 0 {
      let rest = range.lowerBound - 5 - cut
      guard rest >= 0, angles[rest..<rest + cut].allSatisfy({ $0 < 0.3 }) else { return }
      let start = cutsEnd ? range.upperBound - cut : range.lowerBound
      for k in 0..<cut { copy(from: rest + k, to: start + k) }
    }
  }

  private mutating func add(_ vector: SIMD3<Float>, _ i: Int) {
    readings.accelerationX[i] += vector.x
    readings.accelerationY[i] += vector.y
    readings.accelerationZ[i] += vector.z
  }

  private mutating func copy(from k: Int, to i: Int) {
    readings.accelerationX[i] = readings.accelerationX[k]
    readings.accelerationY[i] = readings.accelerationY[k]
    readings.accelerationZ[i] = readings.accelerationZ[k]
  }

  private func firstIndex(notBefore time: Int64) -> Int {
    readings.measuredAt.lowerBound(of: time)
  }
}

extension [Int64] {
  /// The first index whose value is not below `time`, in ascending values.
  func lowerBound(of time: Int64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
