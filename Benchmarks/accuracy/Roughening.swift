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
  /// Least part of a tilted swing's own acceleration that is left.
  static let leastShare = 0.1
  /// Most noise that is added to a day, white and wandering [m/s²].
  static let mostNoise = 0.1
  static let mostWander = 0.1

  private(set) var readings: ReadingColumns<Float>
  private let angles: [Float]

  init(_ day: SimulatedDay, seed: UInt64) {
    (readings, angles) = day.inTimeOrder
    var random = Random(state: seed ^ 0x7069_6C74)
    addNoise(&random)
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
      let share = Float(exp(Double.random(in: log(Self.leastShare)...0, using: &random)))
      let rest = restBefore(range.lowerBound)
      for i in range { set(rest + share * (value(i) - rest), i) }
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

  /// White noise with a few spikes, and a wandering of some seconds, of a size drawn for the day.
  private mutating func addNoise(_ random: inout Random) {
    let white = Float(Self.mostNoise * pow(Double.random(in: 0...1, using: &random), 2))
    let wander = Float(Self.mostWander * pow(Double.random(in: 0...1, using: &random), 2))
    let memory = Float(exp(-0.2 / Double.random(in: 0.5...10, using: &random)))
    var drift = SIMD3<Float>.zero
    for i in readings.measuredAt.indices {
      drift =
        memory * drift + (1 - memory * memory).squareRoot() * wander * Self.normal(&random)
      let isSpike = Int.random(in: 0..<200, using: &random) == 0
      add(drift + (isSpike ? 4 : 1) * white * Self.normal(&random), i)
    }
  }

  /// Nearly normal numbers: sums of four uniform ones, of variance 1.
  static func normal(_ random: inout Random) -> SIMD3<Float> {
    var sum = SIMD3<Float>.zero
    for _ in 0..<4 {
      let bits = random.next()
      sum +=
        SIMD3(
          Float(bits & 0x1F_FFFF), Float(bits >> 21 & 0x1F_FFFF), Float(bits >> 42 & 0x1F_FFFF))
        / Float(0x10_0000) - 1
    }
    return sum * Float(3).squareRoot() / 2
  }

  /// Where the door rested: the mean of the five readings before.
  private func restBefore(_ i: Int) -> SIMD3<Float> {
    let rest = max(0, i - 5)..<max(i, 1)
    return rest.reduce(SIMD3<Float>.zero) { $0 + value($1) } / Float(rest.count)
  }

  private func value(_ i: Int) -> SIMD3<Float> {
    SIMD3(readings.accelerationX[i], readings.accelerationY[i], readings.accelerationZ[i])
  }

  private mutating func set(_ vector: SIMD3<Float>, _ i: Int) {
    readings.accelerationX[i] = vector.x
    readings.accelerationY[i] = vector.y
    readings.accelerationZ[i] = vector.z
  }

  private mutating func add(_ vector: SIMD3<Float>, _ i: Int) { set(value(i) + vector, i) }

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
