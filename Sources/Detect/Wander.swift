import Readings

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How far the resting level wanders around a movement.
///
/// A leaf that is not latched, a loose phone or a sensor in somebody's hand tilts by a few thousandths
/// of a radian within seconds, as smoothly as a gentle swing and by as much. What tells it from one is
/// that it goes on before and after: so a movement is compared with what the mean of a second does
/// nearby.
struct Wander {
  /// How many readings on each side of a swing are looked at, a minute at 5 readings a second.
  static let reach = 300
  /// Readings between two looks.
  static let spacing = 4
  /// Readings between the middles of the two means that are compared, 1.6 s at 5 readings a second: two
  /// looks.
  static let lag = 8
  /// The two means may span so much time with what lies between them [ms]: not across a gap.
  static let longestSpan: Int64 = 5_000
  /// Readings on each side of a movement's strongest that do not count: 2 s at 5 readings a second. What
  /// goes on for longer than a swing is held against it.
  static let swing = 10
  /// The share of the looks that are rest for sure, however busy the door.
  static let restShare = 1.0 / 3
  /// A mean of five that deviates by more than this from rest [m/s²], and by this share of the movement's
  /// strongest, is a push of the same visit, and no wandering: of a recording that holds one visit and
  /// little else the door moves for most. Raising the first takes visits for wandering, lowering it
  /// takes some of the wandering for pushes.
  static let push: Float = 0.25
  static let pushShare: Float = 1.0 / 3
  /// The quantile of χ² with three degrees of freedom there.
  private static let restScore: Float = 1.568
  /// Fewer looks tell nothing.
  static let fewest = 8

  /// Where so many times the wandering is exceeded a movement begins. A quiet sensor's threshold is higher
  /// by itself. Raising it lets movements of a wandering sensor begin later.
  static let onset: Float = 5
  /// What is smaller is alike [m/s²]: a sensor may not change its value at all.
  private static let least = 1e-4

  private let columns: [[Float]]
  private let measuredAt: [Int64]

  init(of readings: CleanReadings) {
    columns = [readings.x, readings.y, readings.z]
    measuredAt = readings.measuredAt
  }

  /// A movement beside the wandering around it.
  struct Comparison: Equatable {
    /// Its strongest second against the wandering [log]; infinite where too little is seen.
    var logRatio = Double.infinity
    /// The first reading that stands out from the wandering too.
    var onset: Int
  }

  /// Compares a movement with what goes on around it.
  ///
  /// - Complexity: O(readings of the movement).
  func comparison(_ movement: Movement, _ score: Score) -> Comparison {
    var comparison = Comparison(onset: movement.onset)
    var (strongest, power) = (movement.range.lowerBound, Float(0))
    for i in movement.range where score.slowPower(at: i) > power {
      (strongest, power) = (i, score.slowPower(at: i))
    }
    let push = max(Self.push, Self.pushShare * power.squareRoot())
    guard
      let size = size(
        around: movement.range, strongest: strongest,
        isPush: { score.slowPower(at: $0) > push * push })
    else { return comparison }
    let least = Self.onset * size
    let later = movement.onset..<max(movement.onset, movement.range.upperBound)
    comparison.onset = later.first { score.fastPower(at: $0) >= least * least } ?? movement.onset
    comparison.logRatio =
      log(max(Self.least, Double(power).squareRoot())) - log(max(Self.least, Double(size)))
    return comparison
  }

  /// Standard deviation, per axis, of the mean of a second around the movement `range` [m/s²]; `nil` where
  /// too little is seen.
  ///
  /// - Parameters:
  ///   - strongest: The movement's strongest reading.
  ///   - isPush: Whether the door was pushed in the second around a reading, which is left out then.
  /// - Complexity: O(1): of some 600 readings.
  func size(
    around range: Range<Int>, strongest: Int, isPush: (Int) -> Bool = { _ in false }
  ) -> Float? {
    let swing = range.clamped(to: strongest - Self.swing..<strongest + Self.swing + 1)
    let first = max(0, swing.lowerBound - Self.reach)
    let last = min(measuredAt.count, swing.upperBound + Self.reach)
    let squares =
      changes(in: first..<swing.lowerBound, isPush) + changes(in: swing.upperBound..<last, isPush)
    guard squares.count >= Self.fewest,
      let square = Quantile.value(at: Self.restShare, of: squares)
    else { return nil }
    return (square / (2 * Self.restScore)).squareRoot()
  }

  /// The mean of five readings somewhere.
  private struct Look {
    var mean: SIMD3<Float>
    var start: Int64
    var end: Int64
    var isPush: Bool
  }

  /// How far two means of five that are no pushes lie apart, squared, again and again [(m/s²)²].
  private func changes(in range: Range<Int>, _ isPush: (Int) -> Bool) -> [Float] {
    let looks = stride(
      from: range.lowerBound + Score.reach, to: range.upperBound - Score.reach, by: Self.spacing
    ).map { look(at: $0, isPush: isPush($0)) }
    return zip(looks, looks.dropFirst(Self.lag / Self.spacing)).compactMap { one, other in
      guard other.end - one.start <= Self.longestSpan, !one.isPush, !other.isPush else {
        return nil
      }
      let difference = other.mean - one.mean
      return (difference * difference).sum()
    }
  }

  private func look(at i: Int, isPush: Bool) -> Look {
    var sum = SIMD3<Float>.zero
    for k in i - Score.reach...i + Score.reach {
      sum += SIMD3(columns[0][k], columns[1][k], columns[2][k])
    }
    return Look(
      mean: sum / Float(2 * Score.reach + 1), start: measuredAt[i - Score.reach],
      end: measuredAt[i + Score.reach], isPush: isPush)
  }
}
