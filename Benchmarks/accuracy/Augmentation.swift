import Detect
import Foundation
import Readings
import Simulate

/// Doors that the simulator does not make: movements of which a part is missing, and a resting level
/// that will not rest.
///
/// Real doors are led into the frame by a hand, closed by a damper, or seen by a phone that lost just
/// those readings. A model that has only seen closings with a slam at their end takes any other for
/// something else. So a part of the movements loses its slam or its first push: the readings there
/// are replaced by readings of the same door at rest.
///
/// A phone slides in its holder, the tape creeps, somebody leans on the leaf: the level shifts,
/// swells and wanders by a few hundredths to a few tenths of m/s², smoothly, in any direction, and
/// nothing has moved.
struct Augmentation {
  /// Share of the closings without their end, and of the openings without their beginning.
  static let withoutEnd = 0.5
  static let withoutBeginning = 0.25

  /// Shifts, swells and wanderings of the level a day.
  static let shifts = 20

  private(set) var readings: ReadingColumns<Float>
  private let angles: [Float]

  init(_ day: SimulatedDay, seed: UInt64) {
    (readings, angles) = day.inTimeOrder
    var random = Random(state: seed)
    for _ in 0..<Self.shifts { addShift(&random) }
    disturbLight(around: day.labels, &random)
    for label in day.labels {
      if let end = label.closedAt, Double.random(in: 0..<1, using: &random) < Self.withoutEnd {
        let lead = Int64.random(in: 0...500, using: &random)
        still(from: end - lead, until: end + 1500, restBefore: label.openedAt)
      }
      if Double.random(in: 0..<1, using: &random) < Self.withoutBeginning {
        let lost = Int64.random(in: 100...500, using: &random)
        still(from: label.openedAt - 300, until: label.openedAt + lost, restBefore: label.openedAt)
      }
    }
  }

  /// Replaces readings by as many from a rest that ends a second before `restBefore`.
  private mutating func still(from start: Int64, until end: Int64, restBefore: Int64) {
    let first = firstIndex(notBefore: start)
    let last = firstIndex(notBefore: end)
    let source = firstIndex(notBefore: restBefore - 1000) - (last - first)
    guard source >= 0, last > first, angles[source..<source + last - first].allSatisfy({ $0 < 0.3 })
    else { return }
    for i in first..<last {
      let k = source + i - first
      readings.accelerationX[i] = readings.accelerationX[k]
      readings.accelerationY[i] = readings.accelerationY[k]
      readings.accelerationZ[i] = readings.accelerationZ[k]
    }
  }

  /// Light that has little to do with the door: none at all on one day in five, and on two in five
  /// lamps that are switched and people who stand in it, before an opening and at any other time.
  private mutating func disturbLight(around labels: [DoorLabel], _ random: inout Random) {
    let draw = Double.random(in: 0..<1, using: &random)
    guard draw < 0.6 else { return }
    if draw < 0.2 {
      readings.light = readings.light.map { _ in 0 }
      return
    }
    for label in labels where Bool.random(using: &random) {
      shade(from: label.openedAt - Int64.random(in: 0...4000, using: &random), &random)
    }
    for _ in 0..<300 {
      let i = Int.random(in: 0..<max(1, readings.count), using: &random)
      if i < readings.count { shade(from: readings.measuredAt[i], &random) }
    }
  }

  /// A shadow or a lamp, for a second or for a quarter of an hour.
  private mutating func shade(from start: Int64, _ random: inout Random) {
    let seconds = exp(Double.random(in: log(0.5)...log(900), using: &random))
    let share = Float(exp(Double.random(in: -1.5...1, using: &random)))
    let end = firstIndex(notBefore: start + Int64(seconds * 1000))
    for i in firstIndex(notBefore: start)..<end {
      readings.light[i] = (readings.light[i] * share).rounded()
    }
  }

  /// A step that stays, a swell that passes, or a wandering, each with its own direction and size.
  private mutating func addShift(_ random: inout Random) {
    guard readings.count > 1000 else { return }
    let start = Int.random(in: 0..<readings.count - 600, using: &random)
    let size = Float(0.04 * exp(Double.random(in: 0...log(6), using: &random)))
    let seconds = 0.1 * exp(Double.random(in: 0...log(60), using: &random))
    let direction = Self.direction(&random)
    switch Int.random(in: 0..<3, using: &random) {
    case 0:
      // The level comes back much later, as slowly as it went.
      let back = seconds + Double.random(in: 5...60, using: &random)
      add(from: start, upTo: back + seconds, direction * size) { time in
        Float(min(1, time / seconds, max(0, (back + seconds - time) / seconds)))
      }
    case 1:
      add(from: start, upTo: seconds, direction * size) { Float(sin(.pi * $0 / seconds)) }
    default:
      let rates = (0..<3).map { _ in Double.random(in: 0.2...1.2, using: &random) }
      let length = seconds + 3
      add(from: start, upTo: length, direction * size * 0.5) { time in
        Float(rates.reduce(0) { $0 + sin(2 * .pi * $1 * time) } * sin(.pi * time / length))
      }
    }
  }

  private mutating func add(
    from start: Int, upTo seconds: Double, _ vector: SIMD3<Float>, _ shape: (Double) -> Float
  ) {
    let origin = readings.measuredAt[start]
    for i in start..<readings.count {
      let time = Double(readings.measuredAt[i] - origin) / 1000
      guard time < seconds else { return }
      let shift = vector * shape(time)
      readings.accelerationX[i] += shift.x
      readings.accelerationY[i] += shift.y
      readings.accelerationZ[i] += shift.z
    }
  }

  static func direction(_ random: inout Random) -> SIMD3<Float> {
    let vector = SIMD3(
      Float.random(in: -1...1, using: &random), Float.random(in: -1...1, using: &random),
      Float.random(in: -1...1, using: &random))
    return vector / max(0.1, (vector * vector).sum().squareRoot())
  }

  private func firstIndex(notBefore time: Int64) -> Int {
    readings.measuredAt.lowerBound(of: time)
  }
}

extension SimulatedDay {
  /// The readings sorted by time instead of by arrival, and the door's angle at each [degrees].
  var inTimeOrder: (readings: ReadingColumns<Float>, angles: [Float]) {
    let order = readings.measuredAt.indices.sorted {
      (readings.measuredAt[$0], readings.documentHash[$0], $0)
        < (readings.measuredAt[$1], readings.documentHash[$1], $1)
    }
    return (readings.permuted(by: order), order.map { angleDegrees[$0] })
  }
}

extension ReadingColumns where Value == Float {
  /// The readings in another order, without rotation and gravity.
  func permuted(by order: [Int]) -> ReadingColumns<Float> {
    var permuted = ReadingColumns<Float>()
    permuted.measuredAt = order.map { measuredAt[$0] }
    permuted.documentHash = order.map { documentHash[$0] }
    permuted.accelerationX = order.map { accelerationX[$0] }
    permuted.accelerationY = order.map { accelerationY[$0] }
    permuted.accelerationZ = order.map { accelerationZ[$0] }
    permuted.proximity = order.map { proximity[$0] }
    permuted.light = order.map { light[$0] }
    if hasExtended {
      for column in 0..<extended.count {
        permuted.extended[column] = order.map { column < 6 ? 0 : extended[column][$0] }
      }
    }
    return permuted
  }
}
