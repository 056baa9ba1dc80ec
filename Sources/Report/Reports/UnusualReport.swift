import Readings

/// When more was counted than the hour of the week leads to expect.
///
/// `doorstats unusual`, of a store's openings or of counts from a file.
public struct UnusualReport: ReportContent {
  /// What a row is.
  public enum Row: String, CaseIterable, Sendable {
    /// An unusual period.
    case period
    /// Every bucket of the counts, with what the model says of it.
    case bucket
  }

  let context: ReportContext
  let range: Interval
  let row: Row
  let findings: [UnusualFindings]

  /// - Parameters:
  ///   - range: What is reported [ms UTC]; the findings may have learned from more.
  ///   - findings: One a device, in the order they are to be shown.
  public init(
    _ context: ReportContext, range: Interval, findings: [UnusualFindings], by row: Row = .period
  ) {
    self.context = context
    self.range = range
    self.row = row
    self.findings = findings
  }

  public func rendered(as format: Format, style: Style) -> String {
    render(as: format, style: style)
  }

  var columns: [String] {
    switch row {
    case .period:
      ["device", "period_start", "period_end", "counted", "expected", "probability"]
    case .bucket:
      [
        "device", "bucket_start", "bucket_end", "counted", "expected", "probability", "log_odds",
        "excess", "moment_rank",
      ]
    }
  }

  func writeRows(to writer: inout RowWriter) {
    for finding in findings {
      switch row {
      case .period: for period in periods(of: finding) { write(period, of: finding, to: &writer) }
      case .bucket: writeBuckets(of: finding, to: &writer)
      }
    }
  }

  /// The periods that share time with the range.
  func periods(of finding: UnusualFindings) -> [UnusualPeriod] {
    finding.periods.filter { $0.interval.intersection(range) != nil }
  }

  private func write(
    _ period: UnusualPeriod, of finding: UnusualFindings, to writer: inout RowWriter
  ) {
    writer.string(finding.series.name)
    writer.instant(period.interval.start, in: context.calendar)
    writer.instant(period.interval.end, in: context.calendar)
    writer.integer(period.counted)
    writer.decimal(period.expected, places: 2)
    writer.decimal(period.probability, places: 4)
    writer.endRow()
  }

  private func writeBuckets(of finding: UnusualFindings, to writer: inout RowWriter) {
    let ranks = finding.momentRanks
    for (index, bucket) in finding.series.buckets.enumerated()
    where bucket.interval.intersection(range) != nil {
      let judgement = finding.judgements?[index]
      let counted = bucket.counts.compactMap(\.self)
      writer.string(finding.series.name)
      writer.instant(bucket.interval.start, in: context.calendar)
      writer.instant(bucket.interval.end, in: context.calendar)
      writer.integer(counted.isEmpty ? nil : counted.reduce(0, +))
      writer.decimal(judgement.map { $0.expected.reduce(0, +) }, places: 3)
      writer.decimal(judgement?.probability, places: 6)
      writer.decimal(judgement?.logOdds, places: 4)
      writer.decimal(judgement?.excess, places: 4)
      writer.integer(ranks?[index])
      writer.endRow()
    }
  }

  func json(style: Style) -> JSONValue {
    let learned = findings.map { finding in
      JSONValue.object([
        ("device", .string(finding.series.name)),
        ("observed_weeks", .decimal(finding.weeks, places: 2)),
        ("has_enough_history", .boolean(finding.judgements != nil)),
      ])
    }
    return .object(
      context.envelope(schema: "doorstats.unusual/1", range: range)
        + [
          ("by", .string(row.rawValue)),
          ("learning_weeks", .integer(Int64(findings.first?.settings.learningWeeks ?? 0))),
          ("devices", .array(learned)), ("rows", jsonRows(style: style)),
        ])
  }
}
