import Readings

@testable import Detect

/// The detector's stages once more, each written straight from its definition: slow, and for
/// comparison only.
enum SlowTwin {
  /// Sorts everything, and compares every reading with the kept ones of its time.
  static func clean(
    _ readings: ReadingColumns<Float>, within window: Interval
  ) -> (times: [Int64], x: [Float], ignored: Int, repeated: Int) {
    let order = readings.measuredAt.indices.sorted {
      (readings.measuredAt[$0], readings.documentHash[$0], $0)
        < (readings.measuredAt[$1], readings.documentHash[$1], $1)
    }
    var kept: [Int] = []
    var ignored = 0
    var repeated = 0
    for i in order where window.contains(readings.measuredAt[i]) {
      let values = acceleration(readings, i)
      if values.contains(where: { !$0.isFinite || abs($0) > 400 }) {
        ignored += 1
      } else if kept.suffix(8).contains(where: {
        readings.measuredAt[$0] == readings.measuredAt[i]
          && acceleration(readings, $0) == values
          && readings.proximity[$0].bitPattern == readings.proximity[i].bitPattern
      }) {
        repeated += 1
      } else {
        kept.append(i)
      }
    }
    return (
      kept.map { readings.measuredAt[$0] }, kept.map { readings.accelerationX[$0] }, ignored,
      repeated
    )
  }

  private static func acceleration(_ readings: ReadingColumns<Float>, _ i: Int) -> [Float] {
    [readings.accelerationX[i], readings.accelerationY[i], readings.accelerationZ[i]]
  }

  /// Mean and variance of the readings of a stretch at most `reach` away, in double precision.
  static func statistics(
    of column: [Float], stretches: [Range<Int>], reach: Int
  ) -> (mean: [Double], variance: [Double]) {
    var mean: [Double] = []
    var variance: [Double] = []
    for i in column.indices {
      let window = window(around: i, reach: reach, stretches).map { Double(column[$0]) }
      let average = window.reduce(0, +) / Double(window.count)
      mean.append(average)
      variance.append(
        window.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(window.count))
    }
    return (mean, variance)
  }

  private static func window(
    around i: Int, reach: Int, _ stretches: [Range<Int>]
  ) -> [Int] {
    stretches.first { $0.contains(i) }.map { stretch in
      stretch.filter { abs($0 - i) <= reach }
    } ?? []
  }

  /// The resting level: at a calm reading its mean, else on the line between the nearest calm
  /// readings of the stretch, else that of the last calm one before the stretch, the first after it,
  /// the median.
  static func level(
    of column: [Float], mean: [Float], isCalm: [Bool], stretches: [Range<Int>]
  ) -> [Float] {
    column.indices.map { i in
      let stretch = stretches.first { $0.contains(i) } ?? 0..<0
      let before = stretch.filter { $0 <= i && isCalm[$0] }.last
      let after = stretch.first { $0 >= i && isCalm[$0] }
      switch (before, after) {
      case (let before?, let after?) where before < after:
        let slope = (mean[after] - mean[before]) / Float(after - before)
        return mean[before] + slope * Float(i - before)
      case (let near?, _), (_, let near?): return mean[near]
      case (nil, nil):
        if let earlier = (0..<i).last(where: { isCalm[$0] }) { return mean[earlier] }
        if let later = (i..<column.count).first(where: { isCalm[$0] }) { return mean[later] }
        return column.sorted()[(column.count - 1) / 2]
      }
    }
  }

  /// Where a bit changes after `lasting` equal ones and before as many.
  static func transitions(of bits: [Bool], lasting: Int) -> [Int] {
    bits.indices.filter { i in
      i >= lasting && i + lasting <= bits.count
        && bits[i - lasting..<i].allSatisfy { $0 != bits[i] }
        && bits[i..<i + lasting].allSatisfy { $0 == bits[i] }
    }
  }

  /// Every way through a trellis with the logarithm of its probability, the states included that
  /// change unseen.
  static func paths(through trellis: Trellis) -> [(kinds: [MovementKind], logProbability: Double)] {
    var paths: [(kinds: [MovementKind], state: DoorState, probability: Double)] =
      DoorState.allCases.map { ([], $0, trellis.initial[$0.rawValue]) }
    for step in trellis.steps {
      paths = paths.flatMap { path in
        MovementKind.allCases.map { kind in
          let change = path.state.rawValue * DoorState.count + kind.start.rawValue
          let weight = exponential(step.logPotential[kind.rawValue])
          return (
            path.kinds + [kind], kind.end,
            path.probability * step.unseen.probabilities[change] * weight
          )
        }
      }
    }
    return paths.map { ($0.kinds, logarithm($0.probability)) }
  }
}
