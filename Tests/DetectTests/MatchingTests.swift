import Testing

@testable import Detect

@Suite struct MatchingTests {
  @Test func nothingAgainstNothingIsAbsentNotZero() {
    let matching = Matching(openings: [], labels: [])
    #expect(matching.precision == nil && matching.recall == nil && matching.f1 == nil)
  }

  @Test func missedLabelsHaveNoPrecision() {
    let matching = Matching(openings: [], labels: [1])
    #expect(matching.precision == nil)
    #expect(matching.recall == 0 && matching.f1 == 0)
    #expect(matching.missedLabels == [0])
  }

  @Test func theToleranceIsInclusive() {
    #expect(Matching(openings: [2000], labels: [0]).pairs.count == 1)
    #expect(Matching(openings: [2001], labels: [0]).pairs.isEmpty)
    #expect(Matching(openings: [0], labels: [2000]).pairs.count == 1)
  }

  @Test func anOpeningCountsOnce() {
    let matching = Matching(openings: [1000], labels: [500, 1500])
    #expect(matching.pairs == [.init(opening: 0, label: 0)])
    #expect(matching.missedLabels == [1])
  }

  @Test func theSweepFindsAsManyPairsAsExhaustiveSearch() {
    var random = SplitMix(seed: 7)
    for _ in 0..<300 {
      let openings = (0..<Int.random(in: 0...6, using: &random))
        .map { _ in Int64.random(in: 0...40, using: &random) }.sorted()
      let labels = (0..<Int.random(in: 0...6, using: &random))
        .map { _ in Int64.random(in: 0...40, using: &random) }.sorted()
      let matching = Matching(openings: openings, labels: labels, tolerance: 4)
      #expect(matching.pairs.count == mostPairs(openings[...], labels[...], tolerance: 4))
    }
  }

  /// The obvious twin: tries every pairing.
  private func mostPairs(
    _ openings: ArraySlice<Int64>, _ labels: ArraySlice<Int64>, tolerance: Int64
  ) -> Int {
    guard let opening = openings.first else { return 0 }
    var best = mostPairs(openings.dropFirst(), labels, tolerance: tolerance)
    for (place, label) in labels.enumerated() where abs(opening - label) <= tolerance {
      var rest = Array(labels)
      rest.remove(at: place)
      best = max(best, 1 + mostPairs(openings.dropFirst(), rest[...], tolerance: tolerance))
    }
    return best
  }

  @Test func aLabelIsVisibleWithThreeReadingsAroundItsStart() {
    let times: [Int64] = [9500, 10_000, 12_500, 30_000, 32_501, 32_502]
    #expect(Visibility.isVisible(labels: [10_000], measuredAt: times) == [true])
    #expect(Visibility.isVisible(labels: [30_000], measuredAt: times) == [false])
    #expect(Visibility.isVisible(labels: [99_000], measuredAt: times) == [false])
  }
}
