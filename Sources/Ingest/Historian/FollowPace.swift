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
  /// A bucket that ended so long before the newest one is not asked about any more [ms].
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

  /// The names without those of buckets that were read to the end and ended long before the newest
  /// did: nothing more will come there.
  static func unsettled(_ names: [String], _ known: [BucketRecord]) -> [String] {
    let ends = names.map { BucketName($0)?.interval()?.end }
    guard let newest = ends.compactMap({ $0 }).max() else { return names }
    let complete = Set(known.filter { $0.state == .complete }.map(\.name))
    return zip(names, ends).filter { name, end in
      guard let end, complete.contains(name) else { return true }
      return end + settledMilliseconds >= newest
    }.map(\.0)
  }
}
