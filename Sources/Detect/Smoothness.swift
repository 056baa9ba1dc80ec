/// How much the readings of a movement are like their neighbours, every reading capped at twice the
/// median size: one slam does not make a swing rough, but a row of knocks stays rough.
///
/// Depends on no direction, so it is the same in the phone's axes and in the door's.
struct Smoothness {
  /// Lag-1 correlation over all readings of the movement itself.
  private(set) var whole = 0.0
  /// The highest of any two seconds that are not the quietest: a swing that ends in a slam was smooth
  /// before, a row of knocks never is. −1 to 1.
  private(set) var smoothestPart = 0.0

  /// Readings of such a part: two seconds.
  static let partReadings = 10
  /// Parts whose mean square is below this share of the median size squared say nothing.
  static let leastShare = 0.25
  /// Smallest deviation that counts as something [m/s²]; keeps divisors from zero.
  private static let little = 1e-3

  /// - Parameters:
  ///   - readings: Deviation from rest, with a few readings around the movement [m/s²].
  ///   - core: The movement itself, as indices of `readings`.
  init(of readings: [SIMD3<Double>], core: Range<Int>) {
    let sizes = readings.map { ($0 * $0).sum().squareRoot() }
    let sorted = sizes[core].sorted()
    guard sorted.count > 1 else { return }
    let median = sorted[sorted.count / 2]
    let cap = 2 * median + Self.little
    let capped = readings.indices.map { readings[$0] * (sizes[$0] > cap ? cap / sizes[$0] : 1) }
    let squares = capped.map { ($0 * $0).sum() }
    let products = zip(capped, capped.dropFirst()).map { ($0 * $1).sum() }
    whole = Self.correlation(squares, products, core)
    let length = min(Self.partReadings, capped.count)
    let least = Self.leastShare * median * median * Double(length)
    smoothestPart = -1
    for start in 0...capped.count - length {
      let part = start..<start + length
      guard Self.sum(squares, part, from: 0) >= least else { continue }
      smoothestPart = max(smoothestPart, Self.correlation(squares, products, part))
    }
  }

  /// Lag-1 correlation over a part.
  ///
  /// - Parameters:
  ///   - squares: Of every reading with itself.
  ///   - products: Of every reading with the next.
  private static func correlation(
    _ squares: [Double], _ products: [Double], _ part: Range<Int>
  ) -> Double {
    sum(products, part.lowerBound..<part.upperBound - 1, from: 0)
      / sum(squares, part, from: little * little)
  }

  private static func sum(_ values: [Double], _ part: Range<Int>, from start: Double) -> Double {
    var sum = start
    for i in part { sum += values[i] }
    return sum
  }

  /// A movement this long [s] is a row of knocks, whatever its strength, where its smoothest part and
  /// 0.4 of its smoothness as a whole are below this, and its strongest second is below this share of
  /// its strongest reading: on seeds 101–110 that holds for three of five long runs of knocking, and
  /// for less than one in a hundred openings that last as long. A swing in strong noise is rough as
  /// well, but its push lasts. Raising either, or shortening the time, lets fewer knocks and fewer
  /// rough openings pass.
  static let knockingSeconds = 6.0
  static let knockingSmoothness = 0.65
  static let wholeShare = 0.4
  static let knockingPush = 0.4

  /// - Parameter push: The strongest mean of five readings, against the strongest reading.
  static func isRowOfKnocks(
    seconds: Double, whole: Double, smoothestPart: Double, push: Double
  ) -> Bool {
    seconds > knockingSeconds && smoothestPart + wholeShare * whole < knockingSmoothness
      && push < knockingPush
  }
}
