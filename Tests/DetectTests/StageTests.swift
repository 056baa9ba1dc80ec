import Readings
import Testing

@testable import Detect

/// Every stage against the same written straight from its definition, on random input.
@Suite struct StageTests {
  static let seeds: ClosedRange<UInt64> = 1...20

  /// Still times, movements, steps of the level and gaps.
  private func signal(_ random: inout SplitMix, count: Int) -> (
    column: [Float], stretches: [Range<Int>]
  ) {
    var column: [Float] = []
    var level: Float = 9.81
    while column.count < count {
      let noise: Float = Bool.random(using: &random) ? 0.01 : 1
      if Int.random(in: 0..<4, using: &random) == 0 { level += random.normal() }
      for _ in 0..<Int.random(in: 1...40, using: &random) {
        column.append(level + noise * random.normal())
      }
    }
    var stretches: [Range<Int>] = []
    var start = 0
    while start < column.count {
      let end = min(column.count, start + Int.random(in: 1...60, using: &random))
      stretches.append(start..<end)
      start = end
    }
    return (column, stretches)
  }

  @Test(arguments: seeds) func `cleaning keeps what sorting and comparing everything keeps`(
    seed: UInt64
  ) {
    var random = SplitMix(seed: seed)
    var readings = ReadingColumns<Float>()
    var time = midnight
    for _ in 0..<400 {
      time += Int64.random(in: seed % 2 == 0 ? 0...2 : -3...9, using: &random)
      let candidates: [Float] = [0, 1, .nan, 500]
      let x = candidates.randomElement(using: &random) ?? 0
      readings.append(
        at: time, Bool.random(using: &random) ? 1 : x, 0, 9,
        proximity: Bool.random(using: &random) ? 5 : .nan,
        hash: UInt32.random(in: 0...3, using: &random))
    }
    let window = Interval(start: midnight + 100, end: midnight + 300)
    let clean = Cleaning.clean(readings, within: window)
    let twin = SlowTwin.clean(readings, within: window)
    #expect(clean.measuredAt == twin.times)
    #expect(clean.x == twin.x)
    #expect(clean.ignoredCount == twin.ignored)
    #expect(clean.repeatedCount == twin.repeated)
    #expect(clean.count > 0 && clean.ignoredCount > 0)
  }

  @Test(arguments: seeds) func `moving statistics are those of every window by itself`(
    seed: UInt64
  ) {
    var random = SplitMix(seed: seed)
    let (column, stretches) = signal(&random, count: 500)
    let means = means(of: column, stretches)
    let twin = SlowTwin.statistics(
      of: column, stretches: stretches, reach: MovingStatistics.reach)
    for step in [1, 8] {
      let variances = MovingStatistics.variances(of: column, stretches: stretches, every: step)
      #expect(variances.count == (column.count + step - 1) / step)
      for k in variances.indices {
        let variance = twin.variance[k * step]
        #expect(abs(Double(variances[k]) - variance) < 1e-5 * (1 + variance))
      }
    }
    for i in column.indices { #expect(abs(Double(means[i]) - twin.mean[i]) < 1e-5) }
  }

  /// Moving means, by way of three equal axes.
  private func means(of column: [Float], _ stretches: [Range<Int>]) -> [Float] {
    MovingStatistics.meansAndCalm(
      of: [column, column, column], measuredAt: column.indices.map { Int64($0) * 200 },
      stretches: stretches,
      MovingStatistics.Calm(weight: [1, 1, 1], most: 1, longest: 4000)
    ).means[2]
  }

  @Test(arguments: seeds) func `a window is calm where it varies little and spans little`(
    seed: UInt64
  ) {
    var random = SplitMix(seed: seed)
    let (column, stretches) = signal(&random, count: 1500)
    let reach = MovingStatistics.reach
    var times: [Int64] = [0]
    for _ in column.dropFirst() {
      times.append(times[times.count - 1] + Int64.random(in: 100...700, using: &random))
    }
    let variances = MovingStatistics.variances(of: column, stretches: stretches, every: 1)
    let most = 3 * (Quantile.value(at: 0.5, of: variances) ?? 0)
    let isCalm = MovingStatistics.meansAndCalm(
      of: [column, column, column], measuredAt: times, stretches: stretches,
      MovingStatistics.Calm(weight: [1, 1, 1], most: most, longest: 3200)
    ).isCalm
    for i in column.indices {
      let isWhole = stretches.contains {
        $0.contains(i - reach) && $0.contains(i + reach) && $0.contains(i)
      }
      let variance = variances[i] + variances[i] + variances[i]
      #expect(
        isCalm[i]
          == (isWhole && variance < most && times[i + reach] - times[i - reach] < 3200))
    }
    #expect(isCalm.contains(true) && isCalm.contains(false))
  }

  @Test(arguments: seeds) func `the resting level is the one of its definition`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let (column, stretches) = signal(&random, count: 300)
    let mean = means(of: column, stretches)
    let calmShare = Double.random(in: 0...1, using: &random)
    let isCalm = column.indices.map { _ in
      Double.random(in: 0..<1, using: &random) < calmShare * calmShare
    }
    let deviation = Rest.deviation(
      of: column, mean: mean, unrest: Rest.unrest(isCalm, stretches))
    let level = SlowTwin.level(of: column, mean: mean, isCalm: isCalm, stretches: stretches)
    for i in column.indices { #expect(abs(deviation[i] - (column[i] - level[i])) < 1e-5) }
  }

  @Test func `without any calm reading the level is the median`() {
    let column: [Float] = [5, 1, 3, 2, 4]
    let deviation = Rest.deviation(
      of: column, mean: column,
      unrest: Rest.unrest([Bool](repeating: false, count: 5), [0..<2, 2..<5]))
    #expect(deviation == [2, -2, 0, -1, 1])
  }

  @Test(arguments: seeds) func `scores are sums of squares over spreads`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let stretches = signal(&random, count: 300).stretches
    let count = stretches.last?.upperBound ?? 0
    // Rest all the time, so that the score is not scaled down.
    let deviation = (0..<3).map { _ in (0..<count).map { _ in 0.1 * random.normal() } }
    let spread: [Float] = [0.2, 0.3, 0.4]
    let score = Score(of: deviation, spread: spread, stretches: stretches)
    let means = deviation.map {
      SlowTwin.statistics(of: $0, stretches: stretches, reach: Score.reach).mean
    }
    for i in 0..<count {
      let fast = (0..<3).map { pow2(Double(deviation[$0][i] / spread[$0])) }.reduce(0, +)
      let slow = (0..<3).map { pow2(means[$0][i] / Double(spread[$0])) }.reduce(0, +)
      #expect(abs(Double(score.fast(at: i)) - fast) < 1e-5 * (1 + fast))
      #expect(abs(Double(score.slow(at: i)) - slow) < 1e-5 * (1 + slow))
      #expect(abs(Double(score.slowPower(at: i)) - means.map { pow2($0[i]) }.reduce(0, +)) < 1e-5)
    }
  }

  @Test(arguments: seeds) func `levels are those of every reading by itself`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let stretches = signal(&random, count: 1500).stretches
    let count = stretches.last?.upperBound ?? 0
    let deviation = (0..<3).map { _ in
      (0..<count).map { _ in (Bool.random(using: &random) ? 0.02 : 0.2) * random.normal() }
    }
    let score = Score(of: deviation, spread: [0.02, 0.03, 0.04], stretches: stretches)
    #expect(score.fastDivisor > 1 && score.slowDivisor > 1)
    let levels = Episodes.levels(of: score, sensitivity: 2)
    let (fast, slow) = (Thresholds.fast.scaled(by: 2), Thresholds.slow.scaled(by: 2))
    func level(_ score: Float, _ power: Float, _ thresholds: Thresholds, _ mark: Level) -> Level {
      guard score >= thresholds.off, power >= thresholds.offDeviation * thresholds.offDeviation
      else { return [] }
      let isOn = score >= thresholds.on && power >= thresholds.onDeviation * thresholds.onDeviation
      return isOn ? [mark, .raised, .on] : [mark, .raised]
    }
    for i in 0..<count {
      let expected = level(score.fast(at: i), score.fastPower(at: i), fast, .fast)
        .union(level(score.slow(at: i), score.slowPower(at: i), slow, .raised))
      #expect(levels[i] == expected.rawValue)
    }
    #expect(Set(levels).count > 2)
  }

  @Test(arguments: seeds) func `a bit's lasting changes are those between long runs`(
    seed: UInt64
  ) throws {
    var random = SplitMix(seed: seed)
    var values: [Float] = []
    while values.count < 2000 {
      let value: Float = values.last == 0 ? 5 : 0
      values += Array(repeating: value, count: Int.random(in: 2...20, using: &random))
    }
    let proximity = try #require(Proximity(of: values))
    #expect(proximity.isHigh == values.map { $0 > 2 })
    #expect(
      proximity.transitions
        == SlowTwin.transitions(of: proximity.isHigh, lasting: Proximity.lastingReadings))
    #expect(!proximity.transitions.isEmpty)
  }

  @Test(arguments: seeds) func `a quantile is the value at its rank`(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let values = (0..<Int.random(in: 1...200, using: &random)).map { _ in
      Float(Int.random(in: 0...50, using: &random))
    }
    let sorted = values.sorted()
    for fraction in [0, 0.002, 0.5, 0.9, 1] {
      let rank = Int(Double(values.count - 1) * fraction)
      #expect(Quantile.value(at: fraction, of: values) == sorted[rank])
      let range = try #require(Quantile.range(within: fraction, of: values))
      #expect(range.low == sorted[rank])
      #expect(range.high == sorted[Int(Double(values.count - 1) * (1 - fraction))])
    }
  }

  @Test(arguments: seeds) func `a quantile of many values is the value at its rank`(
    seed: UInt64
  ) throws {
    var random = SplitMix(seed: seed)
    let values = (0..<3000).map { _ in random.normal() * 100 } + [0, -0.0, 0]
    let sorted = values.sorted()
    for fraction in [0, 0.002, 0.3, 0.5, 0.9, 1] {
      let rank = Int(Double(values.count - 1) * fraction)
      #expect(Quantile.value(at: fraction, of: values) == sorted[rank])
      let range = try #require(Quantile.range(within: fraction, of: values))
      #expect(range.low == sorted[rank])
      #expect(range.high == sorted[Int(Double(values.count - 1) * (1 - fraction))])
    }
  }

  @Test func `a slow stream is filled along straight lines, and no gap is`() {
    var readings = CleanReadings()
    for (time, x, proximity) in [(0, 0, 1), (400, 4, 0), (1000, 1, 0), (4000, 7, 1)]
      as [(Int64, Float, Float)]
    {
      readings.measuredAt.append(midnight + time)
      readings.x.append(x)
      readings.y.append(-x)
      readings.z.append(9.81)
      readings.proximity.append(proximity)
    }
    readings.period = 500
    let full = Thinning.thinned(readings)
    #expect(full.measuredAt.map { $0 - midnight } == [0, 200, 400, 600, 800, 1000, 4000])
    for (x, expected) in zip(full.x, [0, 2, 4, 3, 2, 1, 7] as [Float]) {
      #expect(abs(x - expected) < 1e-5)
    }
    #expect(full.proximity == [1, 1, 0, 0, 0, 0, 1])
    #expect(full.period == 200)
    readings.period = 250
    #expect(Thinning.thinned(readings).measuredAt == readings.measuredAt)
  }

  private func pow2(_ value: Double) -> Double { value * value }
}
