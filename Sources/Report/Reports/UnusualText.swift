import Readings

extension UnusualReport {
  func sections(style: Style) -> [TextSection] {
    if findings.isEmpty {
      let window = CountingWindow(range: range, now: context.now, records: [])
      return [
        SectionHeader(context: context, window: window, style: style).empty(what: "unusual periods")
      ]
    }
    return findings.map { section($0, style: style) }
  }

  private func section(_ finding: UnusualFindings, style: Style) -> TextSection {
    var section = TextSection(
      title: [
        style.shown(finding.series.name), "unusual periods", context.calendar.name,
        context.calendar.label(of: range, ellipsis: style.ellipsis),
      ],
      facts: [Self.learned(finding), context.detector.map { "detector \($0.label)" } ?? ""])
    guard finding.judgements != nil else {
      section.remarks = [Self.abstention(finding, style: style)]
      return section
    }
    switch row {
    case .period:
      let periods = periods(of: finding)
      if periods.isEmpty {
        section.remarks = ["Nothing unusual: never more than the hour of the week leads to expect."]
      } else {
        section.table = UnusualPeriodTable(calendar: context.calendar, style: style)
          .table(of: periods)
      }
    case .bucket: section.table = bucketTable(of: finding, style: style)
    }
    return section
  }

  private static func learned(_ finding: UnusualFindings) -> String {
    "\(NumberText.decimal(finding.weeks, places: 1)) weeks observed"
  }

  /// Why nothing is said of a series.
  static func abstention(_ finding: UnusualFindings, style: Style) -> String {
    let weeks = NumberText.decimal(finding.weeks, places: 1)
    let needed = NumberText.counted(finding.settings.learningWeeks, "week")
    return "Too little history: \(weeks) weeks observed, what is usual is learned from \(needed)."
  }

  private func bucketTable(of finding: UnusualFindings, style: Style) -> TextTable {
    let rows = zip(finding.series.buckets, finding.judgements ?? [])
      .filter { $0.0.interval.intersection(range) != nil }
    func column(
      _ header: String, _ text: ((CountSeries.Bucket, UnusualModel.Judgement)) -> String
    ) -> TextTable.Column {
      TextTable.Column(header: header, cells: rows.map(text), isRightAligned: true)
    }
    return TextTable(
      columns: [
        TextTable.Column(
          header: "begins",
          cells: rows.map { context.calendar.minuteLabel(of: $0.0.interval.start) }),
        column("counted") { row in
          let counts = row.0.counts.compactMap(\.self)
          return counts.isEmpty ? style.absent : NumberText.integer(counts.reduce(0, +))
        },
        column("expected") { NumberText.decimal($0.1.expected.reduce(0, +), places: 1) },
        column("probability") { NumberText.decimal($0.1.probability, places: 2) },
      ], tails: rows.map { TextTable.Tail(value: $0.1.probability) })
  }
}

/// Unusual periods as a table for people.
struct UnusualPeriodTable {
  let calendar: TimeZoneCalendar
  let style: Style

  func table(of periods: [UnusualPeriod]) -> TextTable {
    func column(
      _ header: String, dropOrder: Int? = nil, _ text: (UnusualPeriod) -> String
    ) -> TextTable.Column {
      TextTable.Column(
        header: header, cells: periods.map(text), isRightAligned: true, dropOrder: dropOrder)
    }
    return TextTable(columns: [
      TextTable.Column(
        header: "day", cells: periods.map { dayLabel(of: $0.interval.start) }),
      TextTable.Column(header: "from", cells: periods.map { clock(of: $0.interval.start) }),
      TextTable.Column(header: "to", cells: periods.map { clock(of: $0.interval.end) }),
      column("counted") { NumberText.integer($0.counted) },
      column("expected", dropOrder: 3) { NumberText.decimal($0.expected, places: 1) },
      column("times", dropOrder: 1) {
        NumberText.decimal(Double($0.counted) / max(0.1, $0.expected), places: 1)
      },
      column("probability", dropOrder: 2) { Self.probability($0.probability) },
    ])
  }

  func dayLabel(of instant: Int64) -> String {
    let date = calendar.date(at: instant)
    return "\(WeekdayNames.short[date.isoWeekday - 1]) \(date)"
  }

  func clock(of instant: Int64) -> String { String(calendar.clockLabel(of: instant).prefix(5)) }

  /// Never 1.00: certainty is not to be had.
  static func probability(_ value: Double) -> String {
    value > 0.995 ? ">0.99" : NumberText.decimal(value, places: 2)
  }
}
