import Detect
import Readings
import Simulate

/// Doors that the simulator does not make: movements of which a part is missing.
///
/// Real doors are led into the frame by a hand, closed by a damper, or seen by a phone that lost just
/// those readings. A model that has only seen closings with a slam at their end takes any other for
/// something else. So a part of the movements loses its slam or its first push: the readings there
/// are replaced by readings of the same door at rest.
struct Augmentation {
  /// Share of the closings without their end, and of the openings without their beginning.
  static let withoutEnd = 0.5
  static let withoutBeginning = 0.25

  private(set) var readings: ReadingColumns<Float>
  private let angles: [Float]

  init(_ day: SimulatedDay, seed: UInt64) {
    let order = day.readings.measuredAt.indices.sorted {
      (day.readings.measuredAt[$0], $0) < (day.readings.measuredAt[$1], $1)
    }
    readings = day.readings.permuted(by: order)
    angles = order.map { day.angleDegrees[$0] }
    var random = Random(state: seed)
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

  private func firstIndex(notBefore time: Int64) -> Int {
    var low = 0
    var high = readings.measuredAt.count
    while low < high {
      let middle = (low + high) / 2
      if readings.measuredAt[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension ReadingColumns where Value == Float {
  /// The readings in another order, without extended columns.
  func permuted(by order: [Int]) -> ReadingColumns<Float> {
    var permuted = ReadingColumns<Float>()
    permuted.measuredAt = order.map { measuredAt[$0] }
    permuted.documentHash = order.map { documentHash[$0] }
    permuted.accelerationX = order.map { accelerationX[$0] }
    permuted.accelerationY = order.map { accelerationY[$0] }
    permuted.accelerationZ = order.map { accelerationZ[$0] }
    permuted.proximity = order.map { proximity[$0] }
    permuted.light = order.map { light[$0] }
    return permuted
  }
}
