import Readings

/// A run of buckets in which an event was probably on.
public struct UnusualPeriod: Hashable, Sendable {
  public var interval: Interval
  /// Over all channels, in the observed part.
  public var counted: Int
  public var expected: Double
  /// Highest probability of its buckets, 0…1.
  public var probability: Double

  public init(interval: Interval, counted: Int, expected: Double, probability: Double) {
    self.interval = interval
    self.counted = counted
    self.expected = expected
    self.probability = probability
  }
}

/// What was found unusual in one series of counts.
public struct UnusualFindings: Sendable {
  public var series: CountSeries
  /// One a bucket; `nil` where there is too little history to say anything.
  public var judgements: [UnusualModel.Judgement]?
  /// Observed weeks there were to learn from.
  public var weeks: Double
  public var settings: UnusualSettings

  /// Judges the series, or abstains where less than the learning weeks were observed.
  public init(_ series: CountSeries, settings: UnusualSettings = UnusualSettings()) {
    self.series = series
    self.settings = settings
    weeks = series.observedWeeks
    // A few hours short of whole weeks are no reason to be silent.
    let isEnough = weeks >= Double(settings.learningWeeks) * 0.95
    judgements = isEnough ? UnusualModel(settings: settings).judgements(of: series) : nil
  }

  /// Runs of buckets above the threshold, in time order.
  public var periods: [UnusualPeriod] {
    guard let judgements else { return [] }
    var periods: [UnusualPeriod] = []
    var isOpen = false
    for (bucket, judgement) in zip(series.buckets, judgements) {
      guard judgement.probability >= settings.threshold else {
        isOpen = false
        continue
      }
      let part = Self.period(of: bucket, judgement)
      if isOpen, let last = periods.last {
        periods[periods.count - 1] = last.joined(with: part)
      } else {
        periods.append(part)
      }
      isOpen = true
    }
    return periods
  }

  private static func period(
    of bucket: CountSeries.Bucket, _ judgement: UnusualModel.Judgement
  ) -> UnusualPeriod {
    UnusualPeriod(
      interval: bucket.interval, counted: bucket.counts.reduce(0) { $0 + ($1 ?? 0) },
      expected: judgement.expected.reduce(0, +), probability: judgement.probability)
  }

  /// Rank of every bucket as the sign of something unusual, 1 first: by its excess, but those
  /// within an hour and a half of a stronger one only after all others, so that a long event
  /// does not fill the first places.
  public var momentRanks: [Int]? {
    guard let judgements else { return nil }
    let reach = Int(5_400_000 / series.step)
    let order = judgements.indices.sorted {
      (judgements[$1].excess, $0) < (judgements[$0].excess, $1)
    }
    var isNearStronger = [Bool](repeating: false, count: judgements.count)
    var isPeak = [Bool](repeating: false, count: judgements.count)
    for index in order where !isNearStronger[index] {
      isPeak[index] = true
      for near in max(0, index - reach)...min(judgements.count - 1, index + reach) {
        isNearStronger[near] = true
      }
    }
    var ranks = [Int](repeating: 0, count: judgements.count)
    let ranked = order.filter { isPeak[$0] } + order.filter { !isPeak[$0] }
    for (place, index) in ranked.enumerated() { ranks[index] = place + 1 }
    return ranks
  }
}

extension UnusualPeriod {
  fileprivate func joined(with next: UnusualPeriod) -> UnusualPeriod {
    UnusualPeriod(
      interval: Interval(start: interval.start, end: next.interval.end),
      counted: counted + next.counted, expected: expected + next.expected,
      probability: max(probability, next.probability))
  }
}

extension UnusualFindings {
  /// What is unusual in the openings of some devices, hour by hour.
  ///
  /// - Parameter range: What is learned from and judged [ms UTC].
  public static func found(
    in series: [OpeningSeries], grouping: DeviceGrouping = .each, range: Interval, now: Int64,
    calendar: TimeZoneCalendar, settings: UnusualSettings = UnusualSettings()
  ) -> [UnusualFindings] {
    let window = CountingWindow(
      range: range, now: now, coverages: series.flatMap(\.coverages))
    return grouping.grouped(series).map {
      UnusualFindings(CountSeries($0, window: window, calendar: calendar), settings: settings)
    }
  }
}
