import Readings

/// Counts at regular times, of one thing or of several that are counted side by side (people in,
/// people out): what `UnusualModel` looks at.
public struct CountSeries: Sendable {
  /// One bucket of time.
  public struct Bucket: Hashable, Sendable {
    public var interval: Interval
    /// The local day that it begins on.
    public var date: CivilDate
    /// Place within the local day, in buckets from midnight.
    public var slot: Int
    /// One a channel; `nil` where nothing was observed.
    public var counts: [Int?]
    /// Share of the bucket that was observed, 0…1.
    public var observedShare: Double

    public init(
      interval: Interval, date: CivilDate, slot: Int, counts: [Int?], observedShare: Double
    ) {
      self.interval = interval
      self.date = date
      self.slot = slot
      self.counts = counts
      self.observedShare = observedShare
    }

    /// Less than a hundredth observed says nothing.
    var isObserved: Bool { observedShare >= 0.01 && counts.contains { $0 != nil } }
  }

  public var name: String
  /// What is counted, one name a channel.
  public var channels: [String]
  /// Ascending and disjoint.
  public var buckets: [Bucket]
  /// Length of a bucket [ms].
  public var step: Int64

  public init(name: String, channels: [String], buckets: [Bucket], step: Int64) {
    precondition(step > 0 && buckets.allSatisfy { $0.counts.count == channels.count })
    self.name = name
    self.channels = channels
    self.buckets = buckets
    self.step = step
  }

  /// Openings by the local hour, over the part of the window that can have been watched.
  public init(_ series: OpeningSeries, window: CountingWindow, calendar: TimeZoneCalendar) {
    let hours = calendar.buckets(by: .hour, in: window.expected)
    let counts = series.counts(in: hours, window: window)
    self.init(
      name: series.name, channels: ["openings"],
      buckets: counts.map { count in
        let share =
          Double(count.tally.observedMilliseconds)
          / Double(max(1, count.bucket.interval.milliseconds * Int64(series.coverages.count)))
        return Bucket(
          interval: count.bucket.interval, date: count.bucket.date, slot: count.bucket.hour,
          counts: [count.tally.openings], observedShare: min(1, share))
      }, step: 3_600_000)
  }

  /// Buckets in a local day.
  var slotsPerDay: Int { max(1, Int(TimeZoneCalendar.dayMilliseconds / step)) }

  /// Observed time in weeks.
  public var observedWeeks: Double {
    buckets.filter(\.isObserved).reduce(0) { $0 + $1.observedShare } * Double(step)
      / Double(7 * TimeZoneCalendar.dayMilliseconds)
  }
}
