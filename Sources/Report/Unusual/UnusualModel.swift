import Foundation

/// Finds the hours in which more was counted than the hour of the week leads to expect.
///
/// Ordinary time is counted with a mean that depends on the time of day and on the day of the week;
/// a hidden state says whether an event is on, which adds a number of its own. Both numbers vary
/// like negative binomial ones. The probability of the state at each bucket comes from the forward
/// and backward recursions; what is expected is learned again from what was found ordinary.
///
///     counted    2 1 2 3 14 22 17 9 3 2
///     expected   2 2 2 3  3  3  3 3 2 2
///     event on             [--------)
///
/// Each day is judged by what was expected from the days before it (the learning weeks, by each
/// other). Only more than expected is unusual, never less.
///
/// Reference: A. Ihler, J. Hutchins, P. Smyth, "Adaptive Event Detection with Time-Varying Poisson
/// Processes", KDD 2006. Differences: point estimates in place of sampling; negative binomial in
/// place of Poisson counts; weekdays drawn to their kind of day.
public struct UnusualModel: Sendable {
  /// What is known of one bucket.
  public struct Judgement: Hashable, Sendable {
    /// Expected in ordinary time, over the observed part, one a channel.
    public var expected: [Double]
    /// Logarithm of the odds that an event was on.
    public var logOdds: Double
    /// How far the first channel exceeded what was expected over the hour that ends with the
    /// bucket [spreads].
    public var excess: Double

    /// Probability that an event was on, 0…1.
    public var probability: Double { 1 / (1 + exp(-min(700, max(-700, logOdds)))) }
  }

  /// Rounds of learning what is ordinary, and judging by it.
  private static let rounds = 3

  public let settings: UnusualSettings

  public init(settings: UnusualSettings = UnusualSettings()) { self.settings = settings }

  /// Judges every bucket of a series.
  ///
  /// - Complexity: O(buckets + total count).
  public func judgements(of series: CountSeries) -> [Judgement] {
    var weights = [Double](repeating: 1, count: series.buckets.count)
    var expected: [[Double]] = []
    var logOdds: [Double] = []
    for _ in 0..<Self.rounds {
      expected = series.channels.indices.map {
        ExpectedCounts.values(of: series, channel: $0, weights: weights, settings: settings)
      }
      logOdds = self.logOdds(of: evidence(of: series, expected), step: series.step)
      weights = logOdds.map { 1 / (1 + exp(min(50, max(-50, $0)))) }
    }
    let excess = excess(of: series, expected: expected[0])
    return series.buckets.indices.map { index in
      Judgement(
        expected: expected.map { $0[index] * series.buckets[index].observedShare },
        logOdds: logOdds[index], excess: excess[index])
    }
  }

  /// How much more probable each bucket's counts are with an event than without [log ratio].
  private func evidence(of series: CountSeries, _ expected: [[Double]]) -> [Double] {
    let eventMeans = expected.map(Self.busyTenth)
    return series.buckets.indices.map { index in
      let bucket = series.buckets[index]
      guard bucket.isObserved else { return 0 }
      return series.channels.indices.reduce(0) { sum, channel in
        guard let count = bucket.counts[channel] else { return sum }
        let ordinary = NegativeBinomial(
          size: settings.ordinarySize, mean: expected[channel][index] * bucket.observedShare)
        let event = NegativeBinomial(
          size: settings.eventShape, mean: eventMeans[channel] * bucket.observedShare)
        return sum + ordinary.logProbability(ofSum: count, with: event)
          - ordinary.logProbability(of: count)
      }
    }
  }

  /// What an event adds on average: as much as the busiest tenth of ordinary time expects, so that
  /// the model fits a quiet door and a station alike; at least 3.
  private static func busyTenth(_ expected: [Double]) -> Double {
    guard !expected.isEmpty else { return 3 }
    return max(3, expected.sorted()[expected.count * 9 / 10])
  }

  /// Forward and backward recursion of the two-state chain, on log odds.
  private func logOdds(of evidence: [Double], step: Int64) -> [Double] {
    let chain = EventChain(settings: settings, hours: Double(step) / 3_600_000)
    var odds = [Double](repeating: 0, count: evidence.count)
    var forward = chain.startLogOdds
    for index in evidence.indices {
      if index > 0 { forward = chain.forward(forward) }
      forward += evidence[index]
      odds[index] = forward
    }
    var backward = 0.0
    for index in evidence.indices.reversed().dropFirst() {
      backward = chain.backward(backward + evidence[index + 1])
      odds[index] += backward
    }
    return odds
  }

  private func excess(of series: CountSeries, expected: [Double]) -> [Double] {
    let width = max(1, Int(3_600_000 / series.step))
    return series.buckets.indices.map { index in
      var (counted, ordinary) = (0.0, 0.0)
      for place in max(0, index - width + 1)...index {
        let bucket = series.buckets[place]
        guard bucket.isObserved, let count = bucket.counts[0] else { continue }
        counted += Double(count)
        ordinary += expected[place] * bucket.observedShare
      }
      return (counted - ordinary) / (ordinary + settings.momentVariance).squareRoot()
    }
  }
}

/// The hidden state's chain: ordinary (0) or event (1), with the odds of 1 as logarithms.
struct EventChain {
  private let beginning: (stay: Double, change: Double)
  private let ending: (stay: Double, change: Double)

  /// - Parameter hours: Length of a step [h].
  init(settings: UnusualSettings, hours: Double) {
    func logarithms(of rate: Double) -> (stay: Double, change: Double) {
      (-rate * hours, log(-expm1(-rate * hours)))
    }
    beginning = logarithms(of: settings.eventsPerHour)
    ending = logarithms(of: 1 / settings.eventHours)
  }

  var startLogOdds: Double { beginning.change - ending.change }

  func forward(_ odds: Double) -> Double {
    Self.logSum(beginning.change, odds + ending.stay)
      - Self.logSum(beginning.stay, odds + ending.change)
  }

  /// - Parameter odds: Evidence of the next step and all after it.
  func backward(_ odds: Double) -> Double {
    Self.logSum(ending.change, ending.stay + odds)
      - Self.logSum(beginning.stay, beginning.change + odds)
  }

  private static func logSum(_ left: Double, _ right: Double) -> Double {
    let highest = max(left, right)
    return highest + log(exp(left - highest) + exp(right - highest))
  }
}
