import Readings

/// The form of a weekly report.
public enum WeeklyFormat: String, CaseIterable, Sendable {
  case text, markdown, html, json
}

/// How complete the data behind a report is.
public struct DataHealth: Hashable, Sendable {
  /// Documents of the whole store that could not become readings.
  public var rejectedCount: Int
  /// Last reading of each device [ms UTC].
  public var lastReadings: [Device.ID: Int64]
  public var pull: PullState

  public init(rejectedCount: Int, lastReadings: [Device.ID: Int64], pull: PullState) {
    self.rejectedCount = rejectedCount
    self.lastReadings = lastReadings
    self.pull = pull
  }
}

/// One page about one ISO week: `doorstats report weekly`.
public struct WeeklyReport: Sendable {
  /// Gaps below this are only counted [ms].
  static let leastGap: Int64 = 60_000
  static let longestShown = 5
  /// Rows of gaps and of open doors that are shown; the rest is counted.
  static let mostRows = 12

  let context: ReportContext
  let span: WeekSpan
  let health: DataHealth
  /// Open times from which a door was left open [ms].
  let leftOpen: Int64
  let devices: [DeviceWeek]

  /// - Parameters:
  ///   - records: The devices in the order they are to be shown, with all of `span.history`.
  ///   - everyone: All devices of the store, whose coverage tells the causes of gaps apart.
  ///   - leftOpen: Open time from which a door was left open [ms].
  public init(
    _ context: ReportContext, span: WeekSpan, records: [DeviceRecord], everyone: [DeviceRecord],
    health: DataHealth, leftOpen: Int64 = 600_000
  ) {
    self.context = context
    self.span = span
    self.health = health
    self.leftOpen = leftOpen
    let window = CountingWindow(range: span.week, now: context.now, records: records)
    let finder = GapFinder(window: window, pull: health.pull, everyone: everyone)
    devices = records.map { record in
      DeviceWeek(
        record, span: span, calendar: context.calendar, now: context.now,
        gaps: finder.gaps(of: record), leastGap: Self.leastGap)
    }
  }

  /// Whether a door stood open for as long as `leftOpen`, or longer.
  public var hasDoorLeftOpen: Bool {
    devices.contains { !leftOpenTimes(of: $0).isEmpty }
  }

  func leftOpenTimes(of device: DeviceWeek) -> [OpenTime] {
    device.openTimes.filter { $0.milliseconds >= leftOpen }
  }

  /// The whole output, with a line break at its end.
  public func rendered(as format: WeeklyFormat, style: Style) -> String {
    switch format {
    case .text: TextRenderer(style: style).text(of: sections(style: style))
    case .markdown: MarkdownRenderer(style: style).text(of: sections(style: style))
    case .json: json().document(isASCII: style.isASCII)
    case .html: WeeklyPage(report: self).text
    }
  }

  /// `Front door`, `week 45 of 2026`, `2026-11-02 … 2026-11-08`.
  func title(of device: DeviceWeek, style: Style) -> [String] {
    [
      style.shown(device.series.name), "week \(span.name)", context.calendar.name,
      context.calendar.label(of: span.week, ellipsis: style.ellipsis),
    ]
  }
}
