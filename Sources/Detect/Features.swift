import Readings

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What is measured of one movement, as a row of numbers for the model of kinds.
///
/// Signed features change their sign with the sign of the door's normal; the others do not.
package enum Feature: Int, CaseIterable, Sendable {
  case logDuration
  case logPeakScore
  case logPeakDeviation
  /// Lag-1 correlation of the readings: 0.7–0.8 for swings, about 0.2 for knocks.
  case smoothness
  case normalSmoothness
  case normalShare
  case radialShare
  case inwardPull
  case centripetalAgreement
  case logSpeed
  case logTravel
  case logEnergy
  case jumpShare
  case logJump
  case jumpPlace
  case peakPlace
  case logTimeBefore
  case logTimeAfter
  case turnBack
  case speedAtEnd
  /// As `smoothness`, with every reading capped at twice the median size: one slam does not make a
  /// swing rough, but a row of knocks stays rough.
  case cappedSmoothness
  /// Largest mean of five deviations [log m/s²]: a sustained push, where knocks average out.
  case logSlowPeak
  /// How far the resting level after the movement lies from that before it, against the peak: 1 to 2
  /// where the level stepped and nothing moved.
  case levelChange
  /// `logSlowPeak` against that of the day's strong, lasting movements: what a door does to a phone
  /// is of one size, whatever that size is. Set by `FeatureRow.compare`.
  case slowPeakRank
  /// The same comparison of `logJump`, `logDuration` and `logSpeed`: whether a closing ends in the
  /// frame as this door's closings do.
  case jumpRank
  case durationRank
  case speedRank
  /// Largest change from one reading to the next at the movement's beginning and at its end [log
  /// m/s²], and the latter against the movement's peak: the bolt that leaves the strike, the leaf
  /// that meets the frame.
  case logStartJump
  case logEndJump
  case endJumpShare
  /// The highest `cappedSmoothness` of any two seconds that are not the movement's quietest.
  case smoothestPart
  /// Whether the phone sends its rotation, 0 or 1, and how far the movement turned it at its widest
  /// [log rad].
  case hasRotation
  case logTurn
  /// How far the level at rest lies from where it lay before the movement [log m/s²], in standard
  /// errors [log], and from where it lay before the last shift; see `LevelShift`.
  case logLevelShift
  case levelShiftScore
  case levelComeback
  /// The same comeback of the direction in which the phone faces, where it tells; see `SlowTrack`.
  case headingComeback
  /// Whether the light changed for good [log standard errors], the farthest that it was from what it
  /// was before [log nats], and whether it came back.
  case lightScore
  case logLightExcursion
  case lightComeback
  /// Time of rough and of smooth movements nearby [log s]; see `Surroundings`.
  case roughNearby
  case smoothNearby

  // Signed: positive means "as an opening" when the normal points into the opening direction.
  case swingDirection
  case netSpeed
  case netTravel
  case travelDirection
  case firstLobe
  case lastLobe
  case halfDifference
  case jumpDirection
  case turnOrder
  case earlySpeed
  /// How far the movement turned the phone about the hinges, from its beginning to its end [rad].
  case turn
  /// How the light changed, counted positive where this day's openings change it so [nats].
  case lightChange

  package static let count = allCases.count
  package var isSigned: Bool { rawValue >= Feature.swingDirection.rawValue }

  /// `features` as they were with the normal pointing the other way.
  package static func mirrored(_ features: [Float]) -> [Float] {
    allCases.map { $0.isSigned ? -features[$0.rawValue] : features[$0.rawValue] }
  }
}

/// One movement in the door's axes, with a few readings of rest around it.
package struct MovementTrace: Sendable {
  /// Seconds since the first reading.
  var seconds: [Double] = []
  /// Deviation along the door's axes [m/s²].
  var normal: [Double] = []
  var radial: [Double] = []
  var third: [Double] = []
  /// Distance between the resting levels before and after [m/s²].
  var levelChange = 0.0
  /// Where the movement itself lies within the columns.
  var core: Range<Int> = 0..<0
  /// Unit vector in the phone's axes about which an opening door turns, where the normal points into
  /// the opening direction.
  var hinge = SIMD3<Double>.zero

  /// Readings of rest on each side that belong to the trace.
  static let padding = 3

  var count: Int { seconds.count }

  /// Reading after reading, along normal, radius and third axis [m/s²].
  var readings: [SIMD3<Double>] {
    (0..<count).map { SIMD3(normal[$0], radial[$0], third[$0]) }
  }

  func square(_ i: Int) -> Double {
    normal[i] * normal[i] + radial[i] * radial[i] + third[i] * third[i]
  }

  /// Time that reading *i* stands for [s], not above a second.
  func step(_ i: Int) -> Double {
    i + 1 < count ? min(1, seconds[i + 1] - seconds[i]) : 0
  }

  /// The traces of `movements`; readings are turned into the door's axes in one matrix product.
  static func traces(
    of movements: [Movement], readings: CleanReadings, deviation: [[Float]], axes: DoorAxes
  ) -> [MovementTrace] {
    let ranges = movements.map { padded($0.range, readings.measuredAt) }
    let (x, y, z) = (deviation[0], deviation[1], deviation[2])
    var rows: [Double] = []
    rows.reserveCapacity(3 * ranges.reduce(0) { $0 + $1.count })
    for range in ranges {
      for i in range {
        rows.append(Double(x[i]))
        rows.append(Double(y[i]))
        rows.append(Double(z[i]))
      }
    }
    let turned = LinearAlgebra.product(rows, axes.matrix, columns: 3, outputs: 3)
    var offset = 0
    return zip(movements, ranges).map { movement, range in
      defer { offset += range.count }
      var trace = trace(movement, range, readings.measuredAt, turned, offset)
      trace.levelChange = levelChange(over: range, readings, deviation)
      trace.hinge = axes.hinge
      return trace
    }
  }

  private static func levelChange(
    over range: Range<Int>, _ readings: CleanReadings, _ deviation: [[Float]]
  ) -> Double {
    guard let first = range.first, let last = range.last else { return 0 }
    func square(_ column: [Float], _ deviation: [Float]) -> Float {
      let before = column[first] - deviation[first]
      let after = column[last] - deviation[last]
      return (after - before) * (after - before)
    }
    let sum =
      square(readings.x, deviation[0]) + square(readings.y, deviation[1])
      + square(readings.z, deviation[2])
    return Double(sum.squareRoot())
  }

  private static func padded(_ range: Range<Int>, _ measuredAt: [Int64]) -> Range<Int> {
    var low = range.lowerBound
    while low > 0, range.lowerBound - low < padding,
      measuredAt[low] - measuredAt[low - 1] <= Episodes.longestSpacing
    { low -= 1 }
    var high = range.upperBound
    while high < measuredAt.count, high - range.upperBound < padding,
      measuredAt[high] - measuredAt[high - 1] <= Episodes.longestSpacing
    { high += 1 }
    return low..<high
  }

  private static func trace(
    _ movement: Movement, _ range: Range<Int>, _ measuredAt: [Int64], _ turned: [Double],
    _ offset: Int
  ) -> MovementTrace {
    var trace = MovementTrace()
    let origin = measuredAt[range.lowerBound]
    trace.seconds = range.map { Double(measuredAt[$0] - origin) / 1000 }
    let rows = offset..<offset + range.count
    trace.normal = rows.map { turned[$0 * 3] }
    trace.radial = rows.map { turned[$0 * 3 + 1] }
    trace.third = rows.map { turned[$0 * 3 + 2] }
    let start = movement.range.lowerBound - range.lowerBound
    trace.core = start..<start + movement.range.count
    return trace
  }
}
