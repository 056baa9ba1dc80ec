#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How far the resting level moved over a movement, at right angles to the hinges.
///
/// Where a hinge leans by *ε*, gravity turns in the phone's axes as the door turns by *θ*: the level of
/// a door that stands open lies *g·ε*·2 sin(*θ*/2) from that of the closed one, 0.03 m/s² for 3 mm a
/// metre and 60 degrees. That is less than one reading's noise, and several times that of the mean of
/// a few seconds. A closing brings the old level back, an opening and closing in one leaves it, and so
/// do knocks. Phones whose gravity is taken off do not show it.
package struct LevelShift: Equatable, Sendable {
  /// Distance between the levels before and after [m/s²].
  package var distance = 0.0
  /// The same in standard errors of the two means.
  package var score = 0.0
  /// How much closer, or farther, the level after the movement is to the one before the last shift
  /// than to the one just before [nats]: a closing that brings the old level back gives −log of its
  /// score. 0 where nothing had shifted.
  package var comeback = 0.0

  /// Readings of rest that make a level, at most and at least.
  static let mostReadings = 60
  static let fewestReadings = 4
  /// From here on a level has shifted [standard errors].
  static let clear = 4.0

  /// Shifts over every movement, in time order.
  ///
  /// - Complexity: O(*n*) in the movements.
  static func shifts(
    over movements: [Movement], readings: CleanReadings, rest: Rest, axes: DoorAxes
  ) -> [LevelShift] {
    let levels = Levels(readings, rest, axes)
    var beforeLast: Levels.Level?
    return movements.indices.map { i in
      let range = movements[i].range
      let first = i == 0 ? 0 : movements[i - 1].range.upperBound
      let last = i + 1 == movements.count ? levels.count : movements[i + 1].range.lowerBound
      guard let before = levels.level(before: range.lowerBound, notBefore: first),
        let after = levels.level(after: range.upperBound, upTo: last)
      else { return LevelShift() }
      var shift = LevelShift()
      let error = levels.error(before, after)
      shift.distance = Levels.distance(before, after)
      shift.score = shift.distance / error
      if let beforeLast {
        shift.comeback =
          log(error + Levels.distance(beforeLast, after)) - log(error + shift.distance)
      }
      if shift.score > clear { beforeLast = before }
      return shift
    }
  }
}

/// Means of the readings at rest, along the normal and the radius.
private struct Levels {
  struct Level {
    var mean: SIMD2<Double>
    var count: Int
  }

  private let readings: CleanReadings
  private let rest: Rest
  private let axes: DoorAxes
  /// Mean variance of a reading along the two directions [m²/s⁴].
  private let variance: Double

  var count: Int { readings.count }

  init(_ readings: CleanReadings, _ rest: Rest, _ axes: DoorAxes) {
    (self.readings, self.rest, self.axes) = (readings, rest, axes)
    variance =
      (0..<3).reduce(0) { sum, k in
        let width = Double(rest.spread[k])
        let share = axes.normal[k] * axes.normal[k] + axes.radial[k] * axes.radial[k]
        return sum + width * width * share
      } / 2
  }

  static func distance(_ one: Level, _ other: Level) -> Double {
    let difference = one.mean - other.mean
    return (difference * difference).sum().squareRoot()
  }

  func error(_ one: Level, _ other: Level) -> Double {
    (variance * (1 / Double(one.count) + 1 / Double(other.count))).squareRoot()
  }

  /// The level of the rest that ends before reading *end*.
  func level(before end: Int, notBefore first: Int) -> Level? {
    let low = max(first, end - 2 * LevelShift.mostReadings)
    return level(of: stride(from: end - 1, through: low, by: -1), from: end)
  }

  /// The level of the rest that begins with reading *start*.
  func level(after start: Int, upTo last: Int) -> Level? {
    let high = min(last, start + 2 * LevelShift.mostReadings)
    return level(of: stride(from: start, to: high, by: 1), from: start - 1)
  }

  private func level<Indices: Sequence<Int>>(of indices: Indices, from edge: Int) -> Level? {
    var (sum, count, previous) = (SIMD3<Double>.zero, 0, edge)
    for i in indices {
      guard
        abs(readings.measuredAt[i] - readings.measuredAt[min(previous, readings.count - 1)])
          <= Episodes.longestSpacing, count < LevelShift.mostReadings
      else { break }
      previous = i
      guard rest.isCalm[i] else { continue }
      sum += SIMD3(Double(readings.x[i]), Double(readings.y[i]), Double(readings.z[i]))
      count += 1
    }
    guard count >= LevelShift.fewestReadings else { return nil }
    let mean = sum / Double(count)
    return Level(mean: SIMD2((mean * axes.normal).sum(), (mean * axes.radial).sum()), count: count)
  }
}
