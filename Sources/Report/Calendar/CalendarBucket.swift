import Readings

/// Length of a calendar bucket.
public enum CalendarUnit: String, CaseIterable, Sendable {
  case hour, day, week, month
}

/// One calendar hour, day, ISO week or month of a zone, keyed by its UTC start.
///
/// The hour that occurs twice when clocks go back gives two buckets; the one that is skipped gives
/// none. A day has 23, 24 or 25 hours, or none where the zone left it out.
public struct CalendarBucket: Hashable, Sendable {
  public var unit: CalendarUnit
  /// The whole bucket, also where a range cuts it [ms UTC].
  public var interval: Interval
  /// Its local day: for a week its Monday, for a month its first.
  public var date: CivilDate
  /// Local hour of day 0…23; 0 for the longer units.
  public var hour: Int

  public init(unit: CalendarUnit, interval: Interval, date: CivilDate, hour: Int = 0) {
    self.unit = unit
    self.interval = interval
    self.date = date
    self.hour = hour
  }
}

extension TimeZoneCalendar {
  /// Every bucket that shares time with `range`, in order; the first and the last are whole.
  ///
  /// Together they cover the range without overlap. An hour is a longest stretch in which the
  /// clock shows the same day and hour under one offset; so a change by 30 minutes makes a half
  /// hour of its own. A day begins when the clock first shows its date.
  ///
  /// - Complexity: O(*n*) in the number of buckets.
  public func buckets(by unit: CalendarUnit, in range: Interval) -> [CalendarBucket] {
    guard !range.isEmpty else { return [] }
    return unit == .hour ? hours(in: range) : longBuckets(by: unit, in: range)
  }

  /// The bucket that `instant` lies in.
  public func bucket(by unit: CalendarUnit, containing instant: Int64) -> CalendarBucket {
    buckets(by: unit, in: Interval(start: instant, end: instant + 1))[0]
  }

  private func hours(in range: Interval) -> [CalendarBucket] {
    let hour: Int64 = 3_600_000
    var buckets: [CalendarBucket] = []
    buckets.reserveCapacity(Int(range.milliseconds / hour) + 2)
    var index = offsets.index(at: range.start)
    var cursor = range.start
    while cursor < range.end {
      let offset = offsets.offsets[index]
      let segmentStart = offsets.starts[index]
      let segmentEnd = offsets.end(of: index)
      var localHour = floorDivision(cursor + offset, hour)
      while cursor < min(segmentEnd, range.end) {
        let start = max(segmentStart, localHour * hour - offset)
        let end = min(segmentEnd, (localHour + 1) * hour - offset)
        let day = floorDivision(localHour, 24)
        buckets.append(
          CalendarBucket(
            unit: .hour, interval: Interval(start: start, end: end),
            date: CivilDate(daysSince1970: Int(day)), hour: Int(localHour - day * 24)))
        cursor = end
        localHour += 1
      }
      index += 1
    }
    return buckets
  }

  private func longBuckets(by unit: CalendarUnit, in range: Interval) -> [CalendarBucket] {
    var buckets: [CalendarBucket] = []
    var date = first(of: unit, around: calendarDay(at: range.start))
    var start = self.start(of: date)
    while start < range.end {
      let next = following(date, unit)
      let end = self.start(of: next)
      if start < end {
        buckets.append(
          CalendarBucket(unit: unit, interval: Interval(start: start, end: end), date: date))
      }
      (date, start) = (next, end)
    }
    return buckets
  }

  private func first(of unit: CalendarUnit, around date: CivilDate) -> CivilDate {
    switch unit {
    case .hour, .day: date
    case .week: date.monday
    case .month: date.firstOfMonth
    }
  }

  private func following(_ date: CivilDate, _ unit: CalendarUnit) -> CivilDate {
    switch unit {
    case .hour, .day: date + 1
    case .week: date + 7
    case .month: date.adding(months: 1)
    }
  }
}
