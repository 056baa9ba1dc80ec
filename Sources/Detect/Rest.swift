import CColumns
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
  /// In a recording that is too short to show what the level does at rest, a window is also calm where it
  /// varies by less than this share of its busiest windows, and by less than this [m/s²]: a sensor that
  /// wanders a little is at rest beside the swings of its door. Raising either lets gentle swings leak into
  /// the resting level, lowering them begins swings with the wandering before them.
  static let calmShareOfBusy: Float = 0.1
  static let widestCalm: Float = 0.03
  /// So many windows may be busier than the one that tells: a blow, which rings for some readings, is in
  /// nine windows and some more.
  static let windowsOfBlow = 12
  /// The longest time that a calm window may span [ms], or as many sample periods as below if that
  /// is longer.
  static let longestCalmSpan: Int64 = 4000
  static let longestCalmSpanInPeriods: Int64 = 12
  /// Windows that count for the median of the variance, about, and every how many-th at least:
  /// neighbouring windows share eight of nine readings, and so many tell the spread to a percent.
  static let spreadSample = 13_500
  static let spreadStride = 8

  package init(of readings: CleanReadings) {
    let columns = [readings.x, readings.y, readings.z]
    spread = columns.map { Self.spread(of: $0, stretches: readings.stretches) }
    let width = Self.calmWidth(of: columns, stretches: readings.stretches)
    let statistics = MovingStatistics.meansAndCalm(
      of: columns, measuredAt: readings.measuredAt, stretches: readings.stretches,
      MovingStatistics.Calm(
        weight: spread.map { max($0, width) }.map { 1 / (3 * $0 * $0) }, most: Self.calmVariance,
        longest: max(Self.longestCalmSpan, Self.longestCalmSpanInPeriods * readings.period)))
    isCalm = statistics.isCalm
    var means = statistics.means
    let unrest = Self.unrest(isCalm, readings.stretches)
    // The means become the deviations in their place: nobody else holds them.
    deviation = columns.map {
      Self.deviation(of: $0, mean: means.removeFirst(), unrest: unrest)
    }
  }

  /// The largest change of the deviation from one reading to the next, the first against the one
  /// before the range [m/s²].
  func largestJump(in range: Range<Int>) -> Double {
    range.dropFirst(range.lowerBound == 0 ? 1 : 0).reduce(0) { largest, i in
      let square = deviation.reduce(Float(0)) { $0 + ($1[i] - $1[i - 1]) * ($1[i] - $1[i - 1]) }
      return max(largest, Double(square.squareRoot()))
    }
  }

  /// √median of the moving variance at rest, not below what the sensor can resolve.
  static func spread(of column: [Float], stretches: [Range<Int>]) -> Float {
    let sampled = MovingStatistics.variances(
      of: column, stretches: stretches,
      every: Quantile.sampleStep(of: column.count, about: spreadSample, stride: spreadStride))
    let median = Quantile.value(at: RestShare(of: column.count).median, of: sampled) ?? 0
    return max(median.squareRoot(), smallestSpread, smallestSpreadInSteps * step(of: column))
  }

  /// How far a calm window of a short recording may vary along each axis, however small the spread
  /// [m/s²]; 0 where the recording is long enough to show its rest by itself.
  static func calmWidth(of columns: [[Float]], stretches: [Range<Int>]) -> Float {
    guard !RestShare(of: columns[0].count).isUsual else { return 0 }
    let variance = columns.reduce(Float(0)) { sum, column in
      let variances = MovingStatistics.variances(of: column, stretches: stretches, every: 1)
      return sum + (variances.sorted(by: >).dropFirst(windowsOfBlow).first ?? 0)
    }
    return min(widestCalm, calmShareOfBusy * variance.squareRoot())
  }

  /// The smallest difference between neighbouring values that differ [m/s²]: the step of a
  /// quantised sensor, next to nothing for others, 0 for a constant column.
  static func step(of column: [Float]) -> Float {
    let pairs = (column.count - 1 + stepStride - 1) / stepStride
    guard pairs > 0 else { return 0 }
    let step = doorstats_smallest_step(column, stepStride, pairs)
    return step.isFinite ? step : 0
  }

  /// Every how many-th pair of neighbours is looked at for the step.
  static let stepStride = 8
}

extension Rest {
  /// Readings of one stretch that follow each other and are not calm.
  struct Unrest: Equatable {
    var range: Range<Int>
    /// Whether a calm reading of the same stretch comes just before, and just after.
    var isAfterCalm: Bool
    var isBeforeCalm: Bool
  }

  /// - Complexity: O(*n*).
  static func unrest(_ isCalm: [Bool], _ stretches: [Range<Int>]) -> [Unrest] {
    var unrest: [Unrest] = []
    isCalm.withUnsafeBytes { isCalm in
      let isCalm = isCalm.bindMemory(to: UInt8.self).baseAddress
      for stretch in stretches {
        var i = stretch.lowerBound
        while i < stretch.upperBound {
          let start = doorstats_first_other(isCalm, 1, i, stretch.upperBound)
          guard start < stretch.upperBound else { break }
          i = doorstats_first_other(isCalm, 0, start, stretch.upperBound)
          unrest.append(
            Unrest(
              range: start..<i, isAfterCalm: start > stretch.lowerBound,
              isBeforeCalm: i < stretch.upperBound))
        }
      }
    }
    return unrest
  }

  /// `column` minus its resting level: the moving mean at calm readings, a straight line between
  /// them, held constant to the edges of a stretch. A stretch without any calm reading takes the
  /// level of the last calm one before it (else after it), and without any the column's median.
  ///
  /// - Complexity: O(*n*).
  static func deviation(
    of column: [Float], mean: consuming [Float], unrest: [Unrest]
  ) -> [Float] {
    var level = mean
    level.withUnsafeMutableBufferPointer { level in
      var end = 0
      var before: Float?
      for part in unrest {
        // Whatever lies between two parts without rest is calm.
        if part.range.lowerBound > end { before = level[part.range.lowerBound - 1] }
        end = part.range.upperBound
        fill(&level, part, before: before)
      }
      fillStart(&level, column, unrest)
      doorstats_deviate(column, level.baseAddress, level.count)
    }
    return level
  }

  private static func fill(
    _ level: inout UnsafeMutableBufferPointer<Float>, _ part: Unrest, before: Float?
  ) {
    let range = part.range
    switch (part.isAfterCalm, part.isBeforeCalm) {
    case (true, true): line(&level, range.lowerBound - 1, range.upperBound)
    case (true, false): level[range].update(repeating: level[range.lowerBound - 1])
    case (false, true): level[range].update(repeating: level[range.upperBound])
    case (false, false): if let before { level[range].update(repeating: before) }
    }
  }

  /// The stretches before the first calm reading.
  private static func fillStart(
    _ level: inout UnsafeMutableBufferPointer<Float>, _ column: [Float], _ unrest: [Unrest]
  ) {
    var end = 0
    let first = unrest.prefix { part in
      defer { end = part.range.upperBound }
      return part.range.lowerBound == end && !part.isAfterCalm && !part.isBeforeCalm
    }
    guard let last = first.last else { return }
    let after = last.range.upperBound
    let value = after < level.count ? level[after] : Quantile.value(at: 0.5, of: column) ?? 0
    level[0..<after].update(repeating: value)
  }

  private static func line(
    _ level: inout UnsafeMutableBufferPointer<Float>, _ from: Int, _ to: Int
  ) {
    let slope = (level[to] - level[from]) / Float(to - from)
    let origin = level[from]
    for i in from + 1..<to { level[i] = origin + slope * Float(i - from) }
  }
}
