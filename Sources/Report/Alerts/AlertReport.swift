import Readings

/// What `doorstats alert` raised, and what became of it: a row an alert.
public struct AlertReport: ReportContent {
  public enum Outcome: String, Sendable {
    /// Its command or webhook took it.
    case delivered
    /// Its rule has no command and no webhook.
    case shown
    /// It will be tried again on the next run.
    case failed
    /// `--dry-run`: nothing was sent or remembered.
    case pending
  }

  public struct Row: Sendable {
    public var key: String
    public var rule: String
    public var device: String
    /// [ms UTC]
    public var at: Int64
    public var message: String
    public var outcome: Outcome

    public init(
      key: String, rule: String, device: String, at: Int64, message: String, outcome: Outcome
    ) {
      self.key = key
      self.rule = rule
      self.device = device
      self.at = at
      self.message = message
      self.outcome = outcome
    }
  }

  let context: ReportContext
  let ruleCount: Int
  public let rows: [Row]

  /// - Parameter ruleCount: Rules that were looked at.
  public init(_ context: ReportContext, ruleCount: Int, rows: [Row]) {
    self.context = context
    self.ruleCount = ruleCount
    self.rows = rows
  }

  public func rendered(as format: Format, style: Style) -> String {
    render(as: format, style: style)
  }

  let columns = ["key", "rule", "device", "at", "message", "outcome"]

  func writeRows(to writer: inout RowWriter) {
    for row in rows {
      writer.string(row.key)
      writer.string(row.rule)
      writer.string(row.device)
      writer.instant(row.at, in: context.calendar, withMilliseconds: true)
      writer.string(row.message)
      writer.string(row.outcome.rawValue)
      writer.endRow()
    }
  }

  func json(style: Style) -> JSONValue {
    .object(
      context.envelope(schema: "doorstats.alert/1", range: nil)
        + [("rules", .integer(Int64(ruleCount))), ("rows", jsonRows(style: style))])
  }

  func sections(style: Style) -> [TextSection] {
    var section = TextSection(
      title: ["alerts", context.calendar.name],
      facts: [
        "\(NumberText.counted(ruleCount, "rule"))",
        rows.isEmpty ? "nothing to tell" : NumberText.counted(rows.count, "alert"),
      ])
    section.remarks = rows.map { row in
      style.shown("\(row.rule): \(row.message) (\(row.outcome.rawValue))")
    }
    return [section]
  }
}

/// One alert as its command or webhook gets it: a JSON object in one line.
public struct AlertMessage: Sendable {
  public let event: AlertEvent
  let calendar: TimeZoneCalendar
  let toolVersion: String

  public init(_ event: AlertEvent, calendar: TimeZoneCalendar, toolVersion: String) {
    self.event = event
    self.calendar = calendar
    self.toolVersion = toolVersion
  }

  /// The names `title` and `message` are ntfy's, `value1` to `value3` those of IFTTT.
  ///
  /// - Parameter topic: Added as ntfy's `topic`, where given.
  public func json(topic: String? = nil) -> String {
    var columns = [
      "schema", "key", "rule", "kind", "device", "device_type", "device_id", "at", "until",
      "seconds", "title", "message", "value1", "value2", "value3", "tool_version",
    ]
    if topic != nil { columns.append("topic") }
    var writer = RowWriter(.ndjson, columns: columns, isASCII: false)
    writer.string("doorstats.alert.message/1")
    writer.string(event.key)
    writer.string(event.rule.name)
    writer.string(event.rule.condition.kind)
    writer.string(event.device.displayName)
    writer.string(event.device.key.type)
    writer.string(event.device.key.id)
    writer.instant(event.at, in: calendar, withMilliseconds: true)
    writer.instant(event.until, in: calendar, withMilliseconds: true)
    writer.seconds(milliseconds: event.milliseconds)
    writer.string(event.title)
    writer.string(event.message)
    writer.string(event.device.displayName)
    writer.string(event.message)
    writer.instant(event.at, in: calendar)
    writer.string(toolVersion)
    if let topic { writer.string(topic) }
    writer.endRow()
    return String(writer.text.string.dropLast())
  }
}
