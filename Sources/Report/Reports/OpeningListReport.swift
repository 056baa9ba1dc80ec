import Readings

/// Openings one by one: a row an opening that begins in the range, device by device, in order of
/// time.
///
/// `doorstats openings --list` and `doorstats openings --day`.
public struct OpeningListReport: ReportContent {
  let context: ReportContext
  let window: CountingWindow
  let devices: [(record: DeviceRecord, openings: ArraySlice<Opening>)]

  /// - Parameter range: What is listed [ms UTC].
  public init(_ context: ReportContext, range: Interval, records: [DeviceRecord]) {
    self.context = context
    window = CountingWindow(range: range, now: context.now, records: records)
    devices = records.map { record in
      let first = record.openings.firstIndex { $0.openedAt >= range.start }
      let rest = record.openings[(first ?? record.openings.endIndex)...]
      return (record, rest.prefix { $0.openedAt < range.end })
    }
  }

  public func rendered(as format: Format, style: Style) -> String {
    render(as: format, style: style)
  }

  let columns = [
    "device", "opened_at", "closed_at", "open_s", "peak_score", "evidence", "confidence",
  ]

  func writeRows(to writer: inout RowWriter) {
    for (record, openings) in devices {
      for opening in openings {
        writer.string(record.device.displayName)
        writer.instant(opening.openedAt, in: context.calendar, withMilliseconds: true)
        writer.instant(opening.closedAt, in: context.calendar, withMilliseconds: true)
        writer.seconds(milliseconds: opening.closedAt.map { $0 - opening.openedAt })
        writer.decimal(opening.peakScore, places: 3)
        writer.string(opening.evidence.name)
        writer.decimal(opening.confidence, places: 4)
        writer.endRow()
      }
    }
  }

  func json(style: Style) -> JSONValue {
    .object(
      context.envelope(schema: "doorstats.openings/1", range: window.range)
        + [("by", .null), context.doubted, ("rows", jsonRows(style: style))])
  }

  func sections(style: Style) -> [TextSection] {
    let header = SectionHeader(context: context, window: window, style: style)
    if devices.isEmpty { return [header.empty(what: "openings")] }
    return devices.map { record, openings in
      let series = OpeningSeries(record)
      var section = TextSection(
        title: header.title(series, what: "openings"), facts: header.facts(series))
      if !openings.isEmpty {
        section.table = table(of: openings, style: style)
      } else if series.total(in: window).openings != nil {
        section.remarks = ["No opening in the time that was observed."]
      }
      return section
    }
  }

  private func table(of openings: ArraySlice<Opening>, style: Style) -> TextTable {
    let calendar = context.calendar
    let isOneDay =
      calendar.calendarDay(at: window.range.start) == calendar.calendarDay(at: window.range.end - 1)
    let opened = openings.map { opening in
      isOneDay
        ? calendar.clockLabel(of: opening.openedAt) : calendar.secondLabel(of: opening.openedAt)
    }
    let duration = openings.map { opening in
      opening.closedAt.map { NumberText.duration(milliseconds: $0 - opening.openedAt) }
        ?? "open at the end"
    }
    func number(_ value: Double, _ places: Int) -> String {
      value.isFinite ? NumberText.decimal(value, places: places) : style.absent
    }
    return TextTable(columns: [
      TextTable.Column(header: "opened", cells: opened),
      TextTable.Column(header: "open for", cells: duration, isRightAligned: true),
      TextTable.Column(
        header: "peak", cells: openings.map { number($0.peakScore, 1) }, isRightAligned: true,
        dropOrder: 2),
      TextTable.Column(
        header: "confidence", cells: openings.map { number($0.confidence, 2) },
        isRightAligned: true, dropOrder: 3),
      TextTable.Column(
        header: "evidence", cells: openings.map(\.evidence.name), dropOrder: 1),
    ])
  }
}
