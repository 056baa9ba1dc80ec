import Readings

/// A count beside another one: how much it changed, and whether that may be chance.
public struct RateChange: Hashable, Sendable {
  public var tally: Tally
  /// (this rate / that rate) − 1; `nil` where one of them is absent or that one is zero.
  public var relative: Double?
  /// `nil` where one of them was not observed.
  public var comparison: RateComparison?

  init(_ current: Tally, since earlier: Tally) {
    tally = earlier
    if let rate = current.rate, let before = earlier.rate, before > 0 {
      relative = rate / before - 1
    }
    comparison = RateComparison(
      (current.openings ?? 0, current.observedHours),
      (earlier.openings ?? 0, earlier.observedHours))
  }
}

/// Everything that is said about one device's week.
public struct DeviceWeek: Sendable {
  public var record: DeviceRecord
  public var series: OpeningSeries
  /// Monday to Sunday; fewer where the zone left a day out.
  public var days: [BucketCount]
  /// What the same weekdays of the four weeks before had, together; one a day.
  public var measures: [Tally]
  public var total: Tally
  public var previous: RateChange
  public var measure: RateChange
  /// The week's hours, 168 but for clock changes.
  public var hours: [BucketCount]
  /// Of the week and the three before it.
  public var hourProfile: [RankedRow]
  public var weekdayProfile: [RankedRow]
  public var openTimes: [OpenTime]
  public var gaps: [Gap]
  public var gapCount: Int
  public var findings: UnusualFindings
  /// The unusual periods that begin within the week.
  public var unusual: [UnusualPeriod]

  init(
    _ record: DeviceRecord, span: WeekSpan, calendar: TimeZoneCalendar, now: Int64,
    gaps: [Gap], leastGap: Int64
  ) {
    let series = OpeningSeries(record)
    func window(_ range: Interval) -> CountingWindow {
      CountingWindow(range: range, now: now, records: [record])
    }
    func total(_ range: Interval) -> Tally { series.total(in: window(range)) }
    func counts(_ unit: CalendarUnit, _ range: Interval) -> [BucketCount] {
      series.counts(in: calendar.buckets(by: unit, in: range), window: window(range))
    }
    self.record = record
    self.series = series
    days = counts(.day, span.week)
    let earlier = counts(.day, span.measure)
    measures = days.map { day in
      Tally(sumOf: earlier.filter { $0.bucket.date.isoWeekday == day.bucket.date.isoWeekday })
    }
    self.total = total(span.week)
    previous = RateChange(self.total, since: total(span.previous))
    measure = RateChange(self.total, since: total(span.measure))
    hours = counts(.hour, span.week)
    let profileHours = counts(.hour, span.profile)
    hourProfile = Profile(.hour, hours: profileHours).ranked()
    weekdayProfile = Profile(.weekday, hours: profileHours).ranked()
    openTimes = record.openTimes(in: span.week)
    self.gaps = gaps.filter { $0.interval.milliseconds >= leastGap }
    gapCount = gaps.count
    findings = UnusualFindings(
      CountSeries(series, window: window(span.history), calendar: calendar))
    unusual = findings.periods.filter { span.week.contains($0.interval.start) }
  }

  /// The longest open times, the longest first; equal ones in order of time.
  func longest(_ count: Int) -> [OpenTime] {
    Array(
      openTimes.filter { $0.milliseconds > 0 }.sorted {
        ($1.milliseconds, $0.opening.openedAt) < ($0.milliseconds, $1.opening.openedAt)
      }.prefix(count))
  }
}

extension Tally {
  /// What several buckets counted together.
  init(sumOf counts: [BucketCount]) {
    self.init(
      count: counts.reduce(0) { $0 + ($1.tally.openings ?? 0) },
      observedMilliseconds: counts.reduce(0) { $0 + $1.tally.observedMilliseconds },
      expectedMilliseconds: counts.reduce(0) { $0 + $1.tally.expectedMilliseconds })
  }
}
