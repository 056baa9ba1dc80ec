import Readings

/// When nothing was observed, and why: `doorstats gaps`.
public struct GapsReport: ReportContent {
  struct DeviceGaps: Sendable {
    var record: DeviceRecord
    var series: OpeningSeries
    /// At least as long as asked for.
    var gaps: [Gap]
    /// Those that are shorter.
    var shorterCount: Int
    var shorterMilliseconds: Int64
  }

  let context: ReportContext
  let window: CountingWindow
  let least: Int64
  let devices: [DeviceGaps]
  /// The longest gap of any device [ms]; `nil` where there is none.
  public let longest: Int64?

  /// - Parameters:
  ///   - range: What is reported [ms UTC].
  ///   - records: The devices that are asked about.
  ///   - series: Their openings, where the records come without.
  ///   - everyone: All devices of the store, whose coverage tells causes apart.
  ///   - least: Shorter gaps are only counted [ms].
  public init(
    _ context: ReportContext, range: Interval, records: [DeviceRecord],
    series: [OpeningSeries]? = nil, everyone: [DeviceRecord], pull: PullState, least: Int64
  ) {
    self.context = context
    self.least = least
    let window = CountingWindow(range: range, now: context.now, records: records)
    self.window = window
    let finder = GapFinder(window: window, pull: pull, everyone: everyone)
    let found = records.map(finder.gaps)
    longest = found.joined().map(\.interval.milliseconds).max()
    let series = series ?? records.map(OpeningSeries.init)
    devices = records.indices.map { place in
      let gaps = found[place]
      let shorter = gaps.filter { $0.interval.milliseconds < least }
      return DeviceGaps(
        record: records[place], series: series[place],
        gaps: gaps.filter { $0.interval.milliseconds >= least },
        shorterCount: shorter.count,
        shorterMilliseconds: shorter.reduce(0) { $0 + $1.interval.milliseconds })
    }
  }

  public func rendered(as format: Format, style: Style) -> String {
    render(as: format, style: style)
  }

  let columns = ["device", "gap_start", "gap_end", "gap_s", "cause"]

  func writeRows(to writer: inout RowWriter) {
    for device in devices {
      for gap in device.gaps {
        writer.string(device.record.device.displayName)
        writer.instant(gap.interval.start, in: context.calendar, withMilliseconds: true)
        writer.instant(gap.interval.end, in: context.calendar, withMilliseconds: true)
        writer.seconds(milliseconds: gap.interval.milliseconds)
        writer.string(gap.cause.rawValue)
        writer.endRow()
      }
    }
  }

  func json(style: Style) -> JSONValue {
    let shorter = devices.map { device in
      JSONValue.object([
        ("device", .string(device.record.device.displayName)),
        ("gaps", .integer(Int64(device.shorterCount))),
        ("gap_s", .decimal(Double(device.shorterMilliseconds) / 1000, places: 3)),
      ])
    }
    return .object(
      context.envelope(schema: "doorstats.gaps/1", range: window.range)
        + [
          ("least_s", .decimal(Double(least) / 1000, places: 3)), ("shorter", .array(shorter)),
          ("rows", jsonRows(style: style)),
        ])
  }

  func sections(style: Style) -> [TextSection] {
    let header = SectionHeader(context: context, window: window, style: style)
    if devices.isEmpty { return [header.empty(what: "gaps")] }
    return devices.map { device in
      let series = device.series
      var section = TextSection(
        title: header.title(series, what: "gaps"), facts: header.facts(series))
      if !device.gaps.isEmpty {
        section.table = GapTable(calendar: context.calendar, style: style).table(of: device.gaps)
      }
      section.remarks = remarks(on: device)
      return section
    }
  }

  private func remarks(on device: DeviceGaps) -> [String] {
    if device.gaps.isEmpty, device.shorterCount == 0 { return ["Observed without a gap."] }
    guard device.shorterCount > 0 else { return [] }
    let gaps = NumberText.counted(device.shorterCount, "gap")
    let least = NumberText.limit(milliseconds: least)
    let together = NumberText.duration(milliseconds: device.shorterMilliseconds)
    return ["\(gaps) below \(least), \(together) together."]
  }
}

/// Gaps as a table for people.
struct GapTable {
  let calendar: TimeZoneCalendar
  let style: Style

  func table(of gaps: [Gap]) -> TextTable {
    TextTable(columns: [
      TextTable.Column(
        header: "from", cells: gaps.map { calendar.secondLabel(of: $0.interval.start) }),
      TextTable.Column(
        header: "to", cells: gaps.map { calendar.secondLabel(of: $0.interval.end) }, dropOrder: 1),
      TextTable.Column(
        header: "length",
        cells: gaps.map { NumberText.duration(milliseconds: $0.interval.milliseconds) },
        isRightAligned: true, dropOrder: 2),
      TextTable.Column(header: "cause", cells: gaps.map(\.cause.words)),
    ])
  }
}
