import Readings

/// The door at rest: how wide its noise is, where its resting level lies, and how far every reading
/// deviates from it.
///
/// The resting level follows bias, drift and re-hanging, because it is taken anew from every calm
/// stretch; so gravity may be in the acceleration or not.
package struct Rest: Sendable {
  /// Robust width of the noise of each axis [m/s²].
  package var spread: [Float]
  /// Whether the readings around reading *i* are at rest.
  package var isCalm: [Bool]
  /// Deviation from the resting level, per axis [m/s²].
  package var deviation: [[Float]]

  /// The smallest spread [m/s²]. Below it lies no phone's noise, and a lower value would let a
  /// sensor that hardly ever changes its value turn its steps into movements. Raising it makes the
  /// detector less sensitive on quiet phones.
  static let smallestSpread: Float = 0.006
  /// The smallest spread in steps of a quantised sensor [steps].
  static let smallestSpreadInSteps: Float = 0.4
  /// A window is calm where its variance is on average below this many squared spreads. The median
  /// is 1 by construction; raising it lets slow movements leak into the resting level.
  static let calmVariance: Float = 2.6
  /// The longest time that a calm window may span [ms], or as many sample periods as below if that
  /// is longer.
  static let longestCalmSpan: Int64 = 4000
  static let longestCalmSpanInPeriods: Int64 = 12
  /// Every how many-th window counts for the median of the variance. Neighbouring windows share
  /// eight of nine readings, so nothing is lost.
  static let spreadStride = 8

  package init(of readings: CleanReadings) {
    let columns = [readings.x, readings.y, readings.z]
    let statistics = columns.map { MovingStatistics(of: $0, stretches: readings.stretches) }
    spread = zip(columns, statistics).map { Self.spread(of: $0, variance: $1.variance) }
    isCalm = Self.calm(readings, statistics.map(\.variance), spread)
    deviation = []
    for (column, statistic) in zip(columns, statistics) {
      deviation.append(
        Self.deviation(of: column, mean: statistic.mean, isCalm: isCalm, readings.stretches))
    }
  }

  /// √median of the moving variance, not below what the sensor can resolve.
  static func spread(of column: [Float], variance: [Float]) -> Float {
    let sampled = stride(from: 0, to: variance.count, by: spreadStride).map { variance[$0] }
    let median = Quantile.value(at: 0.5, of: sampled) ?? 0
    return max(median.squareRoot(), smallestSpread, smallestSpreadInSteps * step(of: column))
  }

  /// The smallest difference between neighbouring values that differ [m/s²]: the step of a
  /// quantised sensor, next to nothing for others, 0 for a constant column.
  static func step(of column: [Float]) -> Float {
    var step = Float.infinity
    for i in stride(from: 1, to: column.count, by: spreadStride) {
      let difference = abs(column[i] - column[i - 1])
      if difference > 0 { step = min(step, difference) }
    }
    return step.isFinite ? step : 0
  }

  private static func calm(
    _ readings: CleanReadings, _ variance: [[Float]], _ spread: [Float]
  ) -> [Bool] {
    let reach = MovingStatistics.reach
    let longest = max(longestCalmSpan, longestCalmSpanInPeriods * readings.period)
    let weight = spread.map { 1 / (3 * $0 * $0) }
    let (x, y, z) = (variance[0], variance[1], variance[2])
    var calm = [Bool](repeating: false, count: readings.count)
    for stretch in readings.stretches where stretch.count > 2 * reach {
      for i in stretch.lowerBound + reach..<stretch.upperBound - reach {
        let excess = x[i] * weight[0] + y[i] * weight[1] + z[i] * weight[2]
        let span = readings.measuredAt[i + reach] - readings.measuredAt[i - reach]
        calm[i] = excess < calmVariance && span < longest
      }
    }
    return calm
  }
}

extension Rest {
  /// `column` minus its resting level: the moving mean at calm readings, a straight line between
  /// them, held constant to the edges of a stretch. A stretch without any calm reading takes the
  /// level of the last calm one before it (else after it), and without any the column's median.
  static func deviation(
    of column: [Float], mean: [Float], isCalm: [Bool], _ stretches: [Range<Int>]
  ) -> [Float] {
    var level = mean
    var before: Float?
    var unknown: [Range<Int>] = []
    for stretch in stretches {
      if let last = interpolate(&level, isCalm, stretch) {
        for range in unknown { fill(&level, range, level[stretch.lowerBound]) }
        unknown.removeAll(keepingCapacity: true)
        before = level[last]
      } else if let before {
        fill(&level, stretch, before)
      } else {
        unknown.append(stretch)
      }
    }
    if !unknown.isEmpty {
      let median = Quantile.value(at: 0.5, of: column) ?? 0
      for range in unknown { fill(&level, range, median) }
    }
    for i in level.indices { level[i] = column[i] - level[i] }
    return level
  }

  private static func fill(_ level: inout [Float], _ range: Range<Int>, _ value: Float) {
    for i in range { level[i] = value }
  }

  /// Fills the readings of `stretch` that are not calm; gives the last calm one, or `nil`.
  private static func interpolate(
    _ level: inout [Float], _ isCalm: [Bool], _ stretch: Range<Int>
  ) -> Int? {
    var lastCalm: Int?
    for i in stretch where isCalm[i] {
      if let lastCalm {
        if i - lastCalm > 1 { line(&level, lastCalm, i) }
      } else {
        fill(&level, stretch.lowerBound..<i, level[i])
      }
      lastCalm = i
    }
    if let lastCalm { fill(&level, lastCalm + 1..<stretch.upperBound, level[lastCalm]) }
    return lastCalm
  }

  private static func line(_ level: inout [Float], _ from: Int, _ to: Int) {
    let slope = (level[to] - level[from]) / Float(to - from)
    let origin = level[from]
    for i in from + 1..<to { level[i] = origin + slope * Float(i - from) }
  }
}
