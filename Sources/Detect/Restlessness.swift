/// How much wider the rest is than its noise from one reading to the next: a leaf in a draught, a phone
/// that hangs loosely, or a sensor that wanders stand out from their own noise all the time, and only
/// what stands out from that counts.
struct Restlessness {
  let share: RestShare
  /// Spread of each axis [m/s²].
  let spread: [Float]

  /// The upper threshold up to which restlessness counts in full [m/s²]: a quiet door's gentle swings
  /// pass it. Where it would ask for more, the door may as well have moved often, and only what is seen
  /// of the rest by itself raises it further; in a recording that is too short to show the rest, nothing
  /// does. Raising it loses swings of recordings in which the door moves for a tenth of the time, and
  /// short ones; lowering it takes the wandering of a loose sensor for swings.
  static let likelyPush: Float = 0.35

  /// The largest upper threshold that restlessness can lead to [m/s²]. Where it would be higher, it was
  /// not the rest that was wide: the door moved for more of the time than it ever does on a day, as when
  /// somebody opens and shuts it for half an hour. Raising it finds fewer swings of such a recording,
  /// lowering it takes a restless sensor for a busy door.
  static let mostPush: Float = 0.75

  /// Scores above this many times the usual quantile of the rest are no rest. White noise reaches it
  /// three times in a million. Raising it lets slow swings pass for rest, lowering it cuts off the
  /// gusts of a restless day.
  static let movingScore: Float = 4.5

  /// Half of the readings are rest, however often somebody moves the door: where the search for the
  /// rest begins.
  private static let calmHalf = 0.5
  /// The median of χ² with three degrees of freedom.
  private static let calmScore: Float = 2.366
  /// Between two rounds of the search that agree so well it ends.
  private static let agreement: Float = 1.01
  private static let mostRounds = 10

  /// What scores are divided by [squared spreads per squared spread], at least 1.
  ///
  /// - Parameters:
  ///   - sampled: Scores.
  ///   - count: Of how many readings' mean they are.
  ///   - on: The score at which an episode starts.
  /// - Complexity: O(*n*) on average.
  func divisor(of sampled: [Float], meanOf count: Float, on: Float) -> Float {
    let usual = share.score / count
    let divisor = max(1, (Quantile.value(at: share.value, of: sampled) ?? 0) / usual)
    let meanSquare = spread.reduce(0) { $0 + $1 * $1 } / Float(spread.count)
    func limit(_ push: Float) -> Float { push * push / (on * meanSquare) }
    let likely = max(1, limit(Self.likelyPush))
    guard divisor > likely else { return divisor }
    // Of a short recording the door may have moved for most.
    guard share.isUsual else { return likely }
    let resting = max(1, amongRest(sampled, meanOf: count))
    return min(divisor, divisor > limit(Self.mostPush) ? resting : max(resting, likely))
  }

  /// The same of the readings at rest alone, which are told apart by how far they stand out from one
  /// another: a wider rest has more readings, and more readings a wider rest, until both agree.
  private func amongRest(_ sampled: [Float], meanOf count: Float) -> Float {
    let usual = share.score / count
    let calm = Quantile.value(at: Self.calmHalf, of: sampled) ?? 0
    var divisor = calm / (Self.calmScore / count)
    for _ in 0..<Self.mostRounds {
      let limit = Self.movingScore * usual * divisor
      let rest = sampled.filter { $0 < limit }
      let next = (Quantile.value(at: share.value, of: rest) ?? 0) / usual
      guard next > divisor * Self.agreement else { break }
      divisor = next
    }
    return divisor
  }
}
