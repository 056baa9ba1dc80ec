import Store

/// How often a pull that follows looks for more.
///
/// It polls. A phone on a door sends five documents a second, and a long poll ends with the first
/// of them: 300 requests a minute, where a poll every half minute takes up 150 documents with two
/// or three. While nothing comes, the polls become rarer, up to one a minute.
struct FollowPace {
  /// Longest wait between two looks [s].
  static let longestSeconds = 60.0
  /// How often what was written in small parts is put in its final order [s].
  static let orderSeconds = 3600.0
  /// A bucket whose time is over for so long is not asked about any more [ms].
  private static let settledMilliseconds: Int64 = 2 * 86_400_000

  private let shortestSeconds: Double
  private(set) var seconds: Double

  init(shortestSeconds: Double) {
    self.shortestSeconds = shortestSeconds
    seconds = shortestSeconds
  }

  /// Hears how many documents a round brought.
  mutating func note(documents: Int) {
    seconds =
      documents > 0
      ? shortestSeconds : max(shortestSeconds, min(seconds * 2, Self.longestSeconds))
  }

  /// Whether a bucket was read to the end and its time is long over: nothing more will come.
  static func isSettled(_ name: String, _ known: [BucketRecord], now: Int64) -> Bool {
    guard let end = BucketName(name)?.interval()?.end, end + settledMilliseconds < now else {
      return false
    }
    return known.contains { $0.name == name && $0.state == .complete }
  }
}
