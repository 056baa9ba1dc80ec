import Readings

/// Openings counted per calendar bucket: one row for every bucket in the range and every device.
///
/// `doorstats openings` and `doorstats openings --by hour|day|week|month`.
public struct OpeningsReport: ReportContent {
  let context: ReportContext
  let window: CountingWindow
  let unit: CalendarUnit
  let devices: [(series: OpeningSeries, counts: [BucketCount])]

  /// - Parameters:
  ///   - range: What is reported [ms UTC]; buckets that it cuts count only what lies inside.
  ///   - series: The devices in the order they are to be shown.
  public init(
    _ context: ReportContext, range: Interval, series: [OpeningSeries],
    by unit: CalendarUnit = .day, grouping: DeviceGrouping = .each
  ) {
    self.context = context
    self.unit = unit
    let window = CountingWindow(
      range: range, now: context.now, coverages: series.flatMap(\.coverages))
    self.window = window
    let buckets = context.calendar.buckets(by: unit, in: range)
    devices = grouping.grouped(series).map {
      ($0, $0.counts(in: buckets, window: window))
    }
  }

  /// The same of whole records.
  public init(
    _ context: ReportContext, range: Interval, records: [DeviceRecord],
    by unit: CalendarUnit = .day, grouping: DeviceGrouping = .each
  ) {
    self.init(
      context, range: range, series: records.map(OpeningSeries.init), by: unit,
      grouping: grouping)
  }

  /// The counts of each device, in order.
  public var counts: [[BucketCount]] { devices.map(\.counts) }

  public func rendered(as format: Format, style: Style) -> String {
    render(as: format, style: style)
  }

  let columns = [
    "device", "bucket_start", "bucket_end", "openings", "observed_s", "expected_s", "rate_per_h",
    "ci_low_per_h", "ci_high_per_h",
  ]

  func writeRows(to writer: inout RowWriter) {
    var known = PoissonIntervals()
    for (series, counts) in devices {
      for count in counts {
        writer.string(series.name)
        writer.instant(count.bucket.interval.start, in: context.calendar)
        writer.instant(count.bucket.interval.end, in: context.calendar)
        writer.write(count.tally, &known)
        writer.endRow()
      }
    }
  }

  func json(style: Style) -> JSONValue {
    .object(
      context.envelope(schema: "doorstats.openings/1", range: window.range)
        + [("by", .string(unit.rawValue)), context.doubted, ("rows", jsonRows(style: style))])
  }

  func sections(style: Style) -> [TextSection] {
    let header = SectionHeader(context: context, window: window, style: style)
    let what = "openings per \(unit.rawValue)"
    if devices.isEmpty { return [header.empty(what: what)] }
    return devices.map { series, counts in
      TextSection(
        title: header.title(series, what: what), facts: header.facts(series),
        table: table(of: counts, style: style))
    }
  }

  private func table(of counts: [BucketCount], style: Style) -> TextTable {
    let labels = TextTable.Column(
      header: unit.rawValue, cells: counts.map { context.calendar.label(of: $0.bucket) })
    let weekdays = TextTable.Column(
      header: "",
      cells: counts.map { WeekdayNames.short[$0.bucket.date.isoWeekday - 1] }, dropOrder: 3)
    let tallies = TallyColumns(counts.map(\.tally), style: style).columns
    let tails = counts.map { TextTable.Tail(value: $0.tally.rate) }
    let showsWeekdays = unit == .day || (unit == .hour && counts.count > 25)
    return TextTable(columns: [labels] + tallies + (showsWeekdays ? [weekdays] : []), tails: tails)
  }
}

extension RowWriter {
  /// `openings,observed_s,expected_s,rate_per_h,ci_low_per_h,ci_high_per_h`.
  mutating func write(_ tally: Tally, _ known: inout PoissonIntervals) {
    let interval = tally.interval(from: &known)
    integer(tally.openings)
    seconds(milliseconds: tally.observedMilliseconds)
    seconds(milliseconds: tally.expectedMilliseconds)
    decimal(tally.rate, places: 6)
    decimal(interval?.low, places: 6)
    decimal(interval?.high, places: 6)
  }
}
