import Readings

/// How long the door stood open, in classes: `doorstats openings --durations`.
public struct DurationsReport: ReportContent {
  let context: ReportContext
  let window: CountingWindow
  let devices: [(record: DeviceRecord, histogram: OpenTimeHistogram)]

  /// - Parameter range: What is reported [ms UTC]: openings that begin in it.
  public init(_ context: ReportContext, range: Interval, records: [DeviceRecord]) {
    self.context = context
    window = CountingWindow(range: range, now: context.now, records: records)
    devices = records.map { ($0, OpenTimeHistogram($0.openTimes(in: range))) }
  }

  public func rendered(as format: Format, style: Style) -> String {
    render(as: format, style: style)
  }

  let columns = ["device", "from_s", "below_s", "openings"]

  func writeRows(to writer: inout RowWriter) {
    let bounds = OpenTimeHistogram.bounds
    for (record, histogram) in devices {
      for (index, count) in histogram.counts.enumerated() {
        writer.string(record.device.displayName)
        writer.seconds(milliseconds: index == 0 ? 0 : bounds[index - 1])
        writer.seconds(milliseconds: index < bounds.count ? bounds[index] : nil)
        writer.integer(count)
        writer.endRow()
      }
    }
  }

  func json(style: Style) -> JSONValue {
    let facts = devices.map { record, histogram in
      JSONValue.object([
        ("device", .string(record.device.displayName)),
        ("median_s", histogram.median.map { .decimal(Double($0) / 1000, places: 3) } ?? .null),
        ("end_not_seen", .integer(Int64(histogram.unseenCount))),
      ])
    }
    return .object(
      context.envelope(schema: "doorstats.durations/1", range: window.range)
        + [("devices", .array(facts)), context.doubted, ("rows", jsonRows(style: style))])
  }

  func sections(style: Style) -> [TextSection] {
    let header = SectionHeader(context: context, window: window, style: style)
    if devices.isEmpty { return [header.empty(what: "how long the door stood open")] }
    return devices.map { record, histogram in
      let series = OpeningSeries(record)
      var section = histogram.section(style: style)
      section.title = header.title(series, what: "how long the door stood open")
      section.facts = header.facts(series)
      return section
    }
  }
}

extension OpenTimeHistogram {
  /// The classes as bars, and what the middle one is, in words.
  func section(style: Style, remark: String? = nil) -> TextSection {
    guard let median else {
      return TextSection(remarks: ["No opening whose end was seen."])
    }
    var remarks = [
      ["Half of them at most \(NumberText.duration(milliseconds: median)).", remark]
        .compactMap(\.self).joined(separator: " ")
    ]
    if unseenCount > 0 {
      remarks.append("The end of \(NumberText.counted(unseenCount, "opening")) was not seen.")
    }
    return TextSection(
      table: TextTable(
        columns: [
          TextTable.Column(
            header: "open for", cells: Self.labels.map(style.shownDash), isRightAligned: true),
          TextTable.Column(
            header: "n", cells: counts.map(NumberText.integer), isRightAligned: true),
        ], tails: counts.map { TextTable.Tail(value: Double($0)) }), remarks: remarks)
  }
}
