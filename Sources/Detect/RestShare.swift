/// The share of readings that are rest for sure.
///
/// A door moves for less than a tenth of a day. A recording of a quarter of a minute may be half a
/// movement: its noise is then told by its calmer readings alone.
struct RestShare: Equatable {
  /// 0.3…0.9.
  let value: Double

  /// Readings that may be movement in however short a recording: ten seconds.
  static let mostMoving = 50.0
  static let range = 0.3...0.9

  /// - Parameter count: Readings in all.
  init(of count: Int) {
    let share = 1 - Self.mostMoving / Double(max(1, count))
    value = min(max(share, Self.range.lowerBound), Self.range.upperBound)
  }

  /// Whether it is that of a day.
  var isUsual: Bool { value == Self.range.upperBound }

  /// Where the median of what is rest stands among all, 0…0.5.
  var median: Double { 0.5 * value / Self.range.upperBound }

  /// The score of single readings that this share of a door's readings at rest stays below, when its
  /// noise is white: the quantile of χ² with three degrees of freedom. That of means of five is a
  /// fifth of it.
  var score: Float {
    let place = (value - Self.range.lowerBound) * 10
    let i = Int(place)
    guard i + 1 < Self.quantiles.count else { return Self.quantiles[Self.quantiles.count - 1] }
    let fraction = Float(place - Double(i))
    return Self.quantiles[i] + fraction * (Self.quantiles[i + 1] - Self.quantiles[i])
  }

  /// Quantiles of χ² with three degrees of freedom at 0.3, 0.4, … 0.9.
  private static let quantiles: [Float] = [1.424, 1.869, 2.366, 2.946, 3.665, 4.642, 6.25]
}
