import Readings

/// When the door is busiest: profiles by hour of day, weekday or hour of week, ranked by rate.
///
/// `doorstats busiest` and `doorstats busiest --by hour|weekday|hour-of-week`.
public struct BusiestReport: ReportContent {
  struct DeviceProfiles: Sendable {
    var series: OpeningSeries
    /// One for each kind asked for.
    var profiles: [(kind: ProfileKind, rows: [RankedRow])]
  }

  let context: ReportContext
  let window: CountingWindow
  let kinds: [ProfileKind]
  let enough: EnoughData
  let devices: [DeviceProfiles]

  /// - Parameters:
  ///   - range: What is reported [ms UTC].
  ///   - series: The devices in the order they are to be shown.
  ///   - kinds: Hours of day and weekdays, unless told.
  public init(
    _ context: ReportContext, range: Interval, series: [OpeningSeries],
    by kinds: [ProfileKind] = [.hour, .weekday], grouping: DeviceGrouping = .each,
    enough: EnoughData = EnoughData()
  ) {
    self.context = context
    self.kinds = kinds
    self.enough = enough
    let window = CountingWindow(
      range: range, now: context.now, coverages: series.flatMap(\.coverages))
    self.window = window
    let hours = context.calendar.buckets(by: .hour, in: range)
    devices = grouping.grouped(series).map { series in
      let counts = series.counts(in: hours, window: window)
      return DeviceProfiles(
        series: series,
        profiles: kinds.map { ($0, Profile($0, hours: counts).ranked(enough)) })
    }
  }

  /// The same of whole records.
  public init(
    _ context: ReportContext, range: Interval, records: [DeviceRecord],
    by kinds: [ProfileKind] = [.hour, .weekday], grouping: DeviceGrouping = .each,
    enough: EnoughData = EnoughData()
  ) {
    self.init(
      context, range: range, series: records.map(OpeningSeries.init), by: kinds,
      grouping: grouping, enough: enough)
  }

  /// The ranked rows of each device, profile by profile.
  public var rows: [[[RankedRow]]] { devices.map { $0.profiles.map(\.rows) } }

  public func rendered(as format: Format, style: Style) -> String {
    render(as: format, style: style)
  }

  private var showsWeekday: Bool { kinds != [.hour] }
  private var showsHour: Bool { kinds != [.weekday] }

  /// With several profiles in one table both `weekday` and `hour` are columns, and the one that a
  /// row is not about is empty.
  var columns: [String] {
    ["device"] + (showsWeekday ? ["weekday"] : []) + (showsHour ? ["hour"] : [])
      + [
        "openings", "observed_h", "rate_per_h", "ci_low_per_h", "ci_high_per_h", "rank",
        "separable_from_busiest",
      ]
  }

  func writeRows(to writer: inout RowWriter) {
    for device in devices {
      for profile in device.profiles {
        for row in profile.rows { write(row, of: device.series.name, to: &writer) }
      }
    }
  }

  private func write(_ ranked: RankedRow, of device: String, to writer: inout RowWriter) {
    let tally = ranked.row.tally
    let interval = tally.interval
    writer.string(device)
    if showsWeekday { writer.integer(ranked.row.isoWeekday) }
    if showsHour { writer.integer(ranked.row.hour) }
    writer.integer(tally.openings)
    writer.decimal(tally.observedHours, places: 6)
    writer.decimal(tally.rate, places: 6)
    writer.decimal(interval?.low, places: 6)
    writer.decimal(interval?.high, places: 6)
    writer.integer(ranked.rank)
    writer.boolean(ranked.isSeparableFromBusiest)
    writer.endRow()
  }

  func json(style: Style) -> JSONValue {
    .object(
      context.envelope(schema: "doorstats.busiest/1", range: window.range)
        + [
          ("by", .array(kinds.map { .string($0.rawValue) })),
          ("minimum_days", .integer(Int64(enough.minimumDays))),
          ("minimum_share", .decimal(enough.minimumShare, places: 6)),
          ("rows", jsonRows(style: style)),
        ])
  }
}
