#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What is known only of all movements of a day together.
extension FeatureRow {
  /// Sets how rough and how smooth the movements nearby are.
  static func setSurroundings(_ rows: inout [[Float]], starts: [Int64], ends: [Int64]) {
    let around = Surroundings.around(
      starts: starts, ends: ends,
      smoothness: rows.map { Double($0[Feature.cappedSmoothness.rawValue]) })
    for i in rows.indices {
      rows[i].set(.roughNearby, around[i].logRough)
      rows[i].set(.smoothNearby, around[i].logSmooth)
    }
  }

  /// Sets how the light changed; nothing without changes.
  static func setLight(_ rows: inout [[Float]], _ changes: [SlowTrack.Change]) {
    let sign = direction(of: changes, rows)
    for (i, change) in changes.enumerated() {
      rows[i].set(.lightScore, log(1 + change.score))
      rows[i].set(.logLightExcursion, log(leastLight + change.excursion))
      rows[i].set(.lightComeback, change.comeback)
      rows[i].set(.lightChange, min(max(sign * change.change, -most), most))
    }
  }

  /// Sets how the heading changed, which is how far the phone turned where it has no gyroscope.
  static func setHeading(
    _ rows: inout [[Float]], _ changes: [SlowTrack.Change], hasGyroscope: Bool
  ) {
    let sign = direction(of: changes, rows)
    for (i, change) in changes.enumerated() {
      rows[i].set(.headingComeback, change.comeback)
      guard !hasGyroscope else { continue }
      rows[i].set(.hasRotation, 1)
      rows[i].set(.logTurn, log(leastTurn + max(abs(change.change), change.excursion)))
      rows[i].set(.turn, sign * change.change)
    }
  }

  /// Light changes below this are alike [nats].
  static let leastLight = 0.02
  /// No change counts for more than this [nats, rad].
  private static let most = 3.0

  /// Which way a quantity changes with movements along the normal, 1 or −1: neither a compass nor a
  /// lamp says where the door's normal points, but the day's swings do, all of them together.
  private static func direction(of changes: [SlowTrack.Change], _ rows: [[Float]]) -> Double {
    var agreement = 0.0
    for (change, row) in zip(changes, rows) where change.score > SlowTrack.clear {
      let push = exp(Double(row[Feature.logSlowPeak.rawValue]))
      agreement +=
        min(max(change.change, -most), most) * min(push, largestSwing)
        * Double(row[Feature.swingDirection.rawValue])
    }
    return agreement < 0 ? -1 : 1
  }
}

extension [Float] {
  fileprivate mutating func set(_ feature: Feature, _ value: Double) {
    self[feature.rawValue] = FeatureRow.limited(value)
  }
}
