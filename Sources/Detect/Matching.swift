/// Pairs openings with labels by their start times.
///
/// Conventions: both lists in time order; a pair may differ by at most the tolerance; every opening
/// and every label is in at most one pair; the number of pairs is the largest possible.
public struct Matching: Equatable, Sendable {
  /// Index of an opening and of its label, in time order.
  public struct Pair: Equatable, Sendable {
    public var opening: Int
    public var label: Int
  }

  /// The match tolerance that results are reported with [ms].
  public static let standardTolerance: Int64 = 2000

  public private(set) var pairs: [Pair] = []
  public let openingCount: Int
  public let labelCount: Int

  /// Sweeps over both lists and pairs the earliest two that are close enough: in one dimension this
  /// is optimal, because a start that is too early for the other list's next one is too early for
  /// all later ones.
  ///
  /// - Parameters:
  ///   - openings: Starts of openings, in time order [ms UTC].
  ///   - labels: Starts of labels, in time order [ms UTC].
  ///   - tolerance: Largest difference of a pair [ms]; inclusive, not negative.
  /// - Complexity: O(*openings* + *labels*).
  public init(openings: [Int64], labels: [Int64], tolerance: Int64 = standardTolerance) {
    precondition(tolerance >= 0, "a tolerance cannot be negative")
    openingCount = openings.count
    labelCount = labels.count
    var i = 0
    var k = 0
    while i < openings.count, k < labels.count {
      if openings[i] < labels[k] - tolerance {
        i += 1
      } else if labels[k] < openings[i] - tolerance {
        k += 1
      } else {
        pairs.append(Pair(opening: i, label: k))
        i += 1
        k += 1
      }
    }
  }

  /// Share of the openings that are in a pair; `nil` without openings.
  public var precision: Double? {
    openingCount == 0 ? nil : Double(pairs.count) / Double(openingCount)
  }
  /// Share of the labels that are in a pair; `nil` without labels.
  public var recall: Double? {
    labelCount == 0 ? nil : Double(pairs.count) / Double(labelCount)
  }
  /// Harmonic mean of precision and recall; `nil` when there is neither opening nor label.
  public var f1: Double? {
    openingCount + labelCount == 0
      ? nil : 2 * Double(pairs.count) / Double(openingCount + labelCount)
  }
  public var missedLabels: [Int] {
    let matched = Set(pairs.map(\.label))
    return (0..<labelCount).filter { !matched.contains($0) }
  }
  public var falseOpenings: [Int] {
    let matched = Set(pairs.map(\.opening))
    return (0..<openingCount).filter { !matched.contains($0) }
  }
}

/// Which labels anybody could have seen.
public enum Visibility {
  /// A label counts when at least this many readings lie from `before` before to `after` after its
  /// start.
  public static let leastReadings = 3
  public static let before: Int64 = 500
  public static let after: Int64 = 2500

  /// For every label, whether it was visible.
  ///
  /// - Parameters:
  ///   - labels: Starts, in time order [ms UTC].
  ///   - measuredAt: Times of the readings, in order [ms UTC].
  /// - Complexity: O(*labels* · log *readings*).
  public static func isVisible(labels: [Int64], measuredAt: [Int64]) -> [Bool] {
    labels.map { start in
      let first = firstIndex(in: measuredAt, notBefore: start - before)
      let last = first + leastReadings - 1
      return last < measuredAt.count && measuredAt[last] <= start + after
    }
  }

  private static func firstIndex(in times: [Int64], notBefore instant: Int64) -> Int {
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < instant { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
