/// How many are expected in each bucket, from the days before it.
///
/// The expected count of an hour of the week is its own mean, drawn to the mean of that hour over
/// all working days or all days of the weekend. Each bucket counts by how probably it was ordinary,
/// so that unusual hours do not pollute what is expected, and by how much of it was observed.
struct ExpectedCounts {
  /// Weighted counts and the observed weight they were counted in.
  private struct Mean {
    var sum = 0.0
    var weight = 0.0

    mutating func add(_ count: Int, share: Double, weight: Double) {
      sum += weight * Double(count)
      self.weight += weight * share
    }
  }

  private let settings: UnusualSettings
  private let slotsPerDay: Int
  private var byWeekday: [Mean]
  private var byKindOfDay: [Mean]
  private var byHour: [Mean]

  private init(slotsPerDay: Int, settings: UnusualSettings) {
    self.settings = settings
    self.slotsPerDay = slotsPerDay
    byWeekday = Array(repeating: Mean(), count: 7 * slotsPerDay)
    byKindOfDay = Array(repeating: Mean(), count: 2 * slotsPerDay)
    byHour = Array(repeating: Mean(), count: slotsPerDay)
  }

  /// The expected count of every bucket if it is watched as a whole, of one channel.
  ///
  /// - Parameter weights: Probability that a bucket was ordinary, 0…1, one a bucket.
  static func values(
    of series: CountSeries, channel: Int, weights: [Double], settings: UnusualSettings
  ) -> [Double] {
    var means = ExpectedCounts(slotsPerDay: series.slotsPerDay, settings: settings)
    let buckets = series.buckets
    var values: [Double] = []
    values.reserveCapacity(buckets.count)
    let learned = series.learningEnd(weeks: settings.learningWeeks)
    for index in 0..<learned { means.add(buckets[index], channel, weights[index]) }
    for index in 0..<learned { values.append(means.value(buckets[index])) }
    var pending = learned
    for index in learned..<buckets.count {
      while buckets[pending].date < buckets[index].date {
        means.add(buckets[pending], channel, weights[pending])
        pending += 1
      }
      values.append(means.value(buckets[index]))
    }
    return values
  }

  private mutating func add(_ bucket: CountSeries.Bucket, _ channel: Int, _ weight: Double) {
    guard bucket.isObserved, let count = bucket.counts[channel] else { return }
    let places = places(of: bucket)
    byWeekday[places.weekday].add(count, share: bucket.observedShare, weight: weight)
    byKindOfDay[places.kind].add(count, share: bucket.observedShare, weight: weight)
    byHour[places.hour].add(count, share: bucket.observedShare, weight: weight)
  }

  private func value(_ bucket: CountSeries.Bucket) -> Double {
    let places = places(of: bucket)
    let (hour, kind, own) = (
      byHour[places.hour], byKindOfDay[places.kind], byWeekday[places.weekday]
    )
    let hourMean = hour.weight > 0 ? hour.sum / hour.weight : 0
    let kindMean = kind.weight > 0 ? kind.sum / kind.weight : hourMean
    let prior = settings.weekdayPriorWeeks
    return max(
      settings.leastExpected, (own.sum + prior * kindMean) / (own.weight + prior))
  }

  private func places(of bucket: CountSeries.Bucket) -> (weekday: Int, kind: Int, hour: Int) {
    let hour = min(max(0, bucket.slot), slotsPerDay - 1)
    let weekday = bucket.date.isoWeekday
    return ((weekday - 1) * slotsPerDay + hour, (weekday > 5 ? slotsPerDay : 0) + hour, hour)
  }
}

extension CountSeries {
  /// The first bucket after so many weeks since the first observed one.
  func learningEnd(weeks: Int) -> Int {
    guard let first = buckets.first(where: \.isObserved)?.date else { return buckets.count }
    return buckets.firstIndex { $0.date >= first + 7 * weeks } ?? buckets.count
  }
}
