import Readings

/// Openings compared with labels: `doorstats audit`.
///
/// A row is a label, an opening, or both as a match; columns `outcome` (`match`, `missed`,
/// `false-alarm`, `not-observable`), `label_at`, `opened_at` and their difference.
public struct AuditReport: ReportContent {
  /// Hours shown as the worst.
  static let mostHours = 5

  let context: ReportContext
  let tolerance: Int64
  let devices: [DeviceAudit]
  let listsErrors: Bool

  /// - Parameters:
  ///   - tolerance: Largest start difference of a match [ms].
  ///   - listsErrors: Whether text lists what was missed and what was counted falsely.
  public init(
    _ context: ReportContext, tolerance: Int64, devices: [DeviceAudit], listsErrors: Bool = false
  ) {
    self.context = context
    self.tolerance = tolerance
    self.devices = devices
    self.listsErrors = listsErrors
  }

  public func rendered(as format: Format, style: Style) -> String {
    render(as: format, style: style)
  }

  let columns = ["device", "outcome", "label_at", "opened_at", "start_error_s"]

  func writeRows(to writer: inout RowWriter) {
    for device in devices {
      for row in device.rows {
        writer.string(device.device.displayName)
        writer.string(row.outcome.rawValue)
        writer.instant(row.label, in: context.calendar, withMilliseconds: true)
        writer.instant(row.opening, in: context.calendar, withMilliseconds: true)
        writer.seconds(milliseconds: row.startError)
        writer.endRow()
      }
    }
  }

  func json(style: Style) -> JSONValue {
    .object(
      context.envelope(schema: "doorstats.audit/1", range: nil)
        + [
          ("tolerance_s", .decimal(Double(tolerance) / 1000, places: 3)),
          ("devices", .array(devices.map(summary))), ("rows", jsonRows(style: style)),
        ])
  }

  private func summary(_ audit: DeviceAudit) -> JSONValue {
    func number(_ value: Double?) -> JSONValue {
      value.map { .decimal($0, places: 6) } ?? .null
    }
    func seconds(_ value: Int64?) -> JSONValue {
      value.map { .decimal(Double($0) / 1000, places: 3) } ?? .null
    }
    func share(_ value: Double?, _ low: Double?, _ high: Double?) -> JSONValue {
      .object([("value", number(value)), ("ci_low", number(low)), ("ci_high", number(high))])
    }
    func instant(_ value: Int64) -> JSONValue {
      .string(context.calendar.label(of: value, withMilliseconds: true))
    }
    let (precision, recall) = (audit.precision, audit.recall)
    let error = audit.startError
    return .object([
      ("device", .string(audit.device.displayName)), ("since", instant(audit.range.start)),
      ("until", instant(audit.range.end)),
      ("observed_s", .decimal(Double(audit.observedMilliseconds) / 1000, places: 3)),
      ("matches", .integer(Int64(audit.matches.count))),
      ("missed", .integer(Int64(audit.missed.count))),
      ("false_alarms", .integer(Int64(audit.falseAlarms.count))),
      ("not_observable", .integer(Int64(audit.notObservable.count))),
      ("precision", share(precision.value, precision.interval?.low, precision.interval?.high)),
      ("recall", share(recall.value, recall.interval?.low, recall.interval?.high)),
      ("f1", share(audit.f1, audit.f1Interval?.low, audit.f1Interval?.high)),
      ("start_error_median_s", seconds(error?.median)),
      ("start_error_low_s", seconds(error?.low)), ("start_error_high_s", seconds(error?.high)),
    ])
  }

  func sections(style: Style) -> [TextSection] {
    devices.flatMap { audit in
      AuditText(audit: audit, context: context, tolerance: tolerance, style: style)
        .sections(listsErrors: listsErrors)
    }
  }
}

extension DeviceAudit {
  enum Outcome: String, CaseIterable, Sendable {
    case match, missed
    case falseAlarm = "false-alarm"
    case notObservable = "not-observable"
  }

  struct Row: Equatable, Sendable {
    var outcome: Outcome
    var label: Int64?
    var opening: Int64?

    var time: Int64 { label ?? opening ?? 0 }
    var startError: Int64? {
      guard let label, let opening else { return nil }
      return opening - label
    }
  }

  /// Everything in time order.
  var rows: [Row] {
    let rows =
      matches.map { Row(outcome: .match, label: $0.label, opening: $0.opening) }
      + missed.map { Row(outcome: .missed, label: $0, opening: nil) }
      + falseAlarms.map { Row(outcome: .falseAlarm, label: nil, opening: $0) }
      + notObservable.map { Row(outcome: .notObservable, label: $0, opening: nil) }
    return rows.sorted { ($0.time, $0.outcome.rawValue) < ($1.time, $1.outcome.rawValue) }
  }
}
