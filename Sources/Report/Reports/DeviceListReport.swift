import Readings

/// The devices of a store: `doorstats device list`.
public struct DeviceListReport: ReportContent {
  let context: ReportContext
  let devices: [StoreFacts.DeviceFacts]

  public init(_ context: ReportContext, devices: [StoreFacts.DeviceFacts]) {
    self.context = context
    self.devices = devices
  }

  public func rendered(as format: Format, style: Style) -> String {
    render(as: format, style: style)
  }

  let columns = [
    "id", "type", "name", "time_zone", "readings", "first_reading_at", "last_reading_at",
  ]

  func writeRows(to writer: inout RowWriter) {
    for facts in devices {
      writer.string(facts.device.key.id)
      writer.string(facts.device.key.type)
      writer.string(facts.device.name)
      writer.string(facts.device.timeZone)
      writer.integer(facts.readingCount)
      writer.instant(facts.readings?.start, in: context.calendar, withMilliseconds: true)
      writer.instant(
        facts.readings.map { $0.end - 1 }, in: context.calendar, withMilliseconds: true)
      writer.endRow()
    }
  }

  func json(style: Style) -> JSONValue {
    .object(
      context.envelope(schema: "doorstats.device/1", range: nil)
        + [("rows", jsonRows(style: style))])
  }

  func sections(style: Style) -> [TextSection] {
    guard !devices.isEmpty else {
      return [TextSection(title: ["devices"], remarks: ["The store holds no readings yet."])]
    }
    func date(_ instant: Int64?) -> String {
      instant.map { "\(context.calendar.date(at: $0))" } ?? style.absent
    }
    let table = TextTable(columns: [
      .init(header: "id", cells: devices.map { style.shown($0.device.key.id) }),
      .init(header: "name", cells: devices.map { $0.device.name.map(style.shown) ?? style.absent }),
      .init(
        header: "zone", cells: devices.map { $0.device.timeZone ?? style.absent }, dropOrder: 2),
      .init(header: "type", cells: devices.map { style.shown($0.device.key.type) }, dropOrder: 1),
      .init(
        header: "readings", cells: devices.map { $0.readingCount.grouped }, isRightAligned: true),
      .init(header: "from", cells: devices.map { date($0.readings?.start) }, dropOrder: 3),
      .init(header: "to", cells: devices.map { date($0.readings.map { $0.end - 1 }) }),
    ])
    return [TextSection(title: ["devices"], table: table)]
  }
}
