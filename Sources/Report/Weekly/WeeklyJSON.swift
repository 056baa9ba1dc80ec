import Readings

extension WeeklyReport {
  /// The whole report as one object: `doorstats.report.weekly/1`.
  func json() -> JSONValue {
    .object(
      context.envelope(schema: "doorstats.report.weekly/1", range: span.week)
        + [
          ("week", .string(span.name)),
          ("left_open_s", .decimal(Double(leftOpen) / 1000, places: 3)),
          ("rejected_documents", .integer(Int64(health.rejectedCount))),
          ("devices", .array(devices.map(json))),
        ])
  }

  private func json(_ device: DeviceWeek) -> JSONValue {
    let histogram = OpenTimeHistogram(device.openTimes)
    return .object([
      ("device", .string(device.series.name)),
      (
        "last_reading_at",
        .optional(
          health.lastReadings[device.record.device.id].map { context.calendar.label(of: $0) })
      ),
      ("total", .object(members(of: device.total))),
      ("week_before", json(device.previous)), ("four_weeks_before", json(device.measure)),
      ("days", .array(zip(device.days, device.measures).map(json))),
      ("hours", .array(device.hours.map(json))),
      ("hour_profile", .array(device.hourProfile.map(json))),
      ("weekday_profile", .array(device.weekdayProfile.map(json))),
      ("open_times", json(histogram)),
      ("longest_open", .array(device.longest(Self.longestShown).map(json))),
      ("left_open", .array(leftOpenTimes(of: device).map(json))),
      ("has_enough_history", .boolean(device.findings.judgements != nil)),
      ("unusual_periods", .array(device.unusual.map(json))),
      ("gap_count", .integer(Int64(device.gapCount))),
      ("gaps", .array(device.gaps.map(json))),
    ])
  }

  private func members(of tally: Tally) -> [(key: String, value: JSONValue)] {
    func decimal(_ value: Double?) -> JSONValue { value.map { .decimal($0, places: 6) } ?? .null }
    let interval = tally.interval
    return [
      ("openings", .optional(tally.openings)), ("observed_h", decimal(tally.observedHours)),
      ("expected_h", decimal(tally.expectedHours)), ("rate_per_h", decimal(tally.rate)),
      ("ci_low_per_h", decimal(interval?.low)), ("ci_high_per_h", decimal(interval?.high)),
    ]
  }

  private func instant(_ instant: Int64, withMilliseconds: Bool = false) -> JSONValue {
    .string(context.calendar.label(of: instant, withMilliseconds: withMilliseconds))
  }

  private func json(_ change: RateChange) -> JSONValue {
    .object(
      members(of: change.tally) + [
        ("relative_change", change.relative.map { .decimal($0, places: 6) } ?? .null),
        ("separable", change.comparison.map { .boolean($0.isSeparable) } ?? .null),
      ])
  }

  private func json(_ day: BucketCount, _ measure: Tally) -> JSONValue {
    .object(
      [("date", .string("\(day.bucket.date)"))] + members(of: day.tally)
        + [("rate_four_weeks_before_per_h", measure.rate.map { .decimal($0, places: 6) } ?? .null)])
  }

  private func json(_ hour: BucketCount) -> JSONValue {
    .object([("bucket_start", instant(hour.bucket.interval.start))] + members(of: hour.tally))
  }

  private func json(_ row: RankedRow) -> JSONValue {
    let key = row.row.isoWeekday == nil ? "hour" : "weekday"
    return .object(
      [(key, .optional(row.row.isoWeekday ?? row.row.hour))] + members(of: row.row.tally) + [
        ("rank", .optional(row.rank)),
        ("separable_from_busiest", row.isSeparableFromBusiest.map(JSONValue.boolean) ?? .null),
      ])
  }

  private func json(_ histogram: OpenTimeHistogram) -> JSONValue {
    let classes = histogram.counts.enumerated().map { index, count in
      let bound =
        index < OpenTimeHistogram.bounds.count
        ? JSONValue.integer(OpenTimeHistogram.bounds[index] / 1000) : .null
      return JSONValue.object([("below_s", bound), ("openings", .integer(Int64(count)))])
    }
    return .object([
      ("median_s", histogram.median.map { .decimal(Double($0) / 1000, places: 3) } ?? .null),
      ("end_not_seen", .integer(Int64(histogram.unseenCount))), ("classes", .array(classes)),
    ])
  }

  private func json(_ time: OpenTime) -> JSONValue {
    .object([
      ("opened_at", instant(time.opening.openedAt, withMilliseconds: true)),
      ("open_s", .decimal(Double(time.milliseconds) / 1000, places: 3)),
      ("end_seen", .boolean(time.isExact)),
    ])
  }

  private func json(_ period: UnusualPeriod) -> JSONValue {
    .object([
      ("period_start", instant(period.interval.start)),
      ("period_end", instant(period.interval.end)),
      ("counted", .integer(Int64(period.counted))),
      ("expected", .decimal(period.expected, places: 2)),
      ("probability", .decimal(period.probability, places: 4)),
    ])
  }

  private func json(_ gap: Gap) -> JSONValue {
    .object([
      ("gap_start", instant(gap.interval.start, withMilliseconds: true)),
      ("gap_end", instant(gap.interval.end, withMilliseconds: true)),
      ("gap_s", .decimal(Double(gap.interval.milliseconds) / 1000, places: 3)),
      ("cause", .string(gap.cause.rawValue)),
    ])
  }
}
