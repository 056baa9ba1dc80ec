import Testing

@testable import Report

struct PoissonIntervalTests {
  @Test(arguments: [
    (0, 0, 3.6889), (1, 0.0253, 5.5716), (3, 0.6187, 8.7673), (10, 4.7954, 18.3904),
  ])
  func `the published check values hold`(count: Int, low: Double, high: Double) {
    let interval = PoissonInterval(count: count)
    #expect(abs(interval.low - low) < 5e-5)
    #expect(abs(interval.high - high) < 5e-5)
  }

  @Test func `rates of the check values hold`() {
    let some = PoissonInterval(count: 23) / 5.25
    #expect(abs(some.low - 2.777148) < 5e-7)
    #expect(abs(some.high - 6.57358) < 5e-6)
    let many = PoissonInterval(count: 214) / 26.1
    #expect(abs(many.low - 7.137) < 5e-4)
    #expect(abs(many.high - 9.374) < 5e-4)
  }

  @Test func `every interval of the table agrees to nine digits`() throws {
    let rows = try Fixtures.rows("fixtures/statistics/poisson-interval.csv")
    #expect(rows.count > 400)
    var worst = 0.0
    for row in rows {
      let numbers = row.compactMap { Double($0) }
      let interval = PoissonInterval(count: Int(numbers[0]), level: numbers[1])
      if numbers[2] == 0 {
        #expect(interval.low == 0)
      } else {
        worst = max(worst, abs(interval.low / numbers[2] - 1))
      }
      worst = max(worst, abs(interval.high / numbers[3] - 1))
    }
    #expect(worst < 1e-9)
  }

  @Test func `the interval holds the count and widens with the level`() {
    for count in [0, 1, 2, 17, 400, 52_000] {
      let usual = PoissonInterval(count: count)
      let wide = PoissonInterval(count: count, level: 0.999)
      #expect(usual.low <= Double(count) && Double(count) < usual.high)
      #expect(wide.low <= usual.low && usual.high < wide.high)
    }
  }

  @Test func `the incomplete gamma functions add up to one and invert each other`() {
    for shape in [0.5, 1, 2.5, 30, 4000] {
      for x in [0.1, 1, 10, 100, 4100.0] {
        let lower = IncompleteGamma.lower(shape: shape, x)
        #expect(abs(lower + IncompleteGamma.upper(shape: shape, x) - 1) < 1e-12)
        guard lower > 1e-6, lower < 1 - 1e-6 else { continue }
        #expect(abs(IncompleteGamma.lowerInverse(shape: shape, lower) / x - 1) < 1e-9)
      }
    }
  }
}

struct RateComparisonTests {
  @Test func `the published check value holds`() throws {
    let comparison = try #require(RateComparison((214, 26.1), (181, 26.0)))
    #expect(abs(comparison.probability - 0.1075) < 5e-5)
    #expect(!comparison.isSeparable)
  }

  @Test func `every comparison of the table agrees`() throws {
    let rows = try Fixtures.rows("fixtures/statistics/rate-comparison.csv")
    #expect(rows.count > 200)
    for row in rows {
      let numbers = row.compactMap { Double($0) }
      let comparison = RateComparison(
        (Int(numbers[0]), numbers[1]), (Int(numbers[2]), numbers[3]))
      let probability = try #require(comparison?.probability)
      let difference = abs(probability - numbers[4])
      #expect(difference <= 1e-8 * numbers[4] || difference < 1e-290, "\(row)")
    }
  }

  @Test func `every small comparison agrees with its definition`() throws {
    for trials in 0...14 {
      for count in 0...trials {
        for (first, second) in [(1.0, 1.0), (1.0, 2.0), (0.3, 11.0)] {
          let naive = naiveProbability(count, trials, first / (first + second))
          let fast = try #require(RateComparison((count, first), (trials - count, second)))
          #expect(abs(fast.probability - naive) < 1e-12, "\(count) of \(trials)")
        }
      }
    }
  }

  @Test func `equal rates give one and nothing observed gives nothing`() {
    #expect(RateComparison((0, 1), (0, 5))?.probability == 1)
    #expect(RateComparison((4, 2), (4, 2))?.probability == 1)
    #expect(RateComparison((4, 0), (4, 2)) == nil)
    #expect(RateComparison((4, 2), (0, 0)) == nil)
  }

  /// The definition, term by term.
  private func naiveProbability(_ count: Int, _ trials: Int, _ success: Double) -> Double {
    var probabilities: [Double] = []
    var choose = 1.0
    for k in 0...trials {
      var term = choose
      for _ in 0..<k { term *= success }
      for _ in k..<trials { term *= 1 - success }
      probabilities.append(term)
      choose *= Double(trials - k) / Double(k + 1)
    }
    return min(1, probabilities.filter { $0 <= probabilities[count] * (1 + 1e-7) }.reduce(0, +))
  }
}
