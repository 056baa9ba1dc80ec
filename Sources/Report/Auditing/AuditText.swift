import Readings

/// One device's audit for people.
struct AuditText {
  let audit: DeviceAudit
  let context: ReportContext
  let tolerance: Int64
  let style: Style

  private var calendar: TimeZoneCalendar { context.calendar }

  func sections(listsErrors: Bool) -> [TextSection] {
    [summary] + [worstHours, listsErrors ? errors : nil].compactMap(\.self)
  }

  private var summary: TextSection {
    TextSection(
      title: [
        style.shown(audit.device.displayName), "audit", calendar.name,
        "\(calendar.secondLabel(of: audit.range.start)) \(style.ellipsis) "
          + calendar.secondLabel(of: audit.range.end),
      ],
      facts: [
        "observed \(hours(audit.observedMilliseconds)) of \(hours(audit.range.milliseconds)) h",
        NumberText.counted(audit.recall.total, "label"),
        NumberText.counted(audit.precision.total, "opening"),
        "at most \(NumberText.limit(milliseconds: tolerance)) apart",
        context.detector.map { "detector \($0.label)" } ?? "",
      ],
      table: table, remarks: remarks)
  }

  private func hours(_ milliseconds: Int64) -> String {
    NumberText.decimal(Double(milliseconds) / 3_600_000, places: 1)
  }

  private var table: TextTable {
    let (precision, recall) = (audit.precision, audit.recall)
    let rows: [(name: String, value: Double?, low: Double?, high: Double?, words: String)] = [
      (
        "precision", precision.value, precision.interval?.low, precision.interval?.high,
        "\(NumberText.integer(precision.count)) of \(NumberText.integer(precision.total)) openings "
          + "have a label"
      ),
      (
        "recall", recall.value, recall.interval?.low, recall.interval?.high,
        "\(NumberText.integer(recall.count)) of \(NumberText.integer(recall.total)) labels were found"
      ),
      (
        style.isASCII ? "F1" : "F₁", audit.f1, audit.f1Interval?.low, audit.f1Interval?.high,
        "\(NumberText.integer(audit.missed.count)) missed, "
          + NumberText.counted(audit.falseAlarms.count, "false alarm")
      ),
    ]
    func number(_ value: Double?) -> String? { value.map { NumberText.decimal($0, places: 3) } }
    return TextTable(columns: [
      TextTable.Column(header: "", cells: rows.map(\.name)),
      TextTable.Column(
        header: "value", cells: rows.map { number($0.value) ?? style.absent },
        isRightAligned: true),
      TextTable.Column(
        header: "95 % interval",
        cells: rows.map { row in
          guard let low = number(row.low), let high = number(row.high) else { return style.absent }
          return low + style.dash + high
        }, dropOrder: 2),
      TextTable.Column(header: "", cells: rows.map(\.words), dropOrder: 1),
    ])
  }

  private var remarks: [String] {
    var remarks: [String] = []
    if let error = audit.startError {
      remarks.append(
        "Start error, + where an opening was seen late: median \(seconds(error.median)) s; 95 % lie "
          + "within \(seconds(error.low)) and \(seconds(error.high)) s.")
    }
    if !audit.notObservable.isEmpty {
      remarks.append(
        "\(NumberText.counted(audit.notObservable.count, "label")) could not be seen by anybody "
          + "(fewer than 3 readings around the start) and count neither way.")
    }
    remarks.append(
      "Only the time that the labels cover was looked at. Intervals of precision and recall are "
        + "exact (Clopper\(style.dash)Pearson); that of \(style.isASCII ? "F1" : "F₁") is the exact one of "
        + "J = matches / (matches + missed + false alarms), carried over by 2J/(1+J).")
    return remarks
  }

  private func seconds(_ milliseconds: Int64) -> String {
    MovementWords.signed(Double(milliseconds) / 1000, places: 2, style: style)
  }

  private var worstHours: TextSection? {
    let hours = audit.worstHours(in: calendar)
    guard !hours.isEmpty else { return nil }
    let shown = hours.prefix(AuditReport.mostHours)
    let rest = hours.count - shown.count
    return TextSection(
      title: ["worst hours"],
      table: TextTable(columns: [
        TextTable.Column(header: "hour", cells: shown.map { calendar.minuteLabel(of: $0.start) }),
        TextTable.Column(
          header: "missed", cells: shown.map { NumberText.integer($0.missed) },
          isRightAligned: true),
        TextTable.Column(
          header: "false alarms", cells: shown.map { NumberText.integer($0.falseAlarms) },
          isRightAligned: true),
      ]),
      remarks: rest > 0
        ? ["\(NumberText.counted(rest, "more hour")) with something missed or falsely counted."]
        : [])
  }

  /// Every error with the command that shows why.
  private var errors: TextSection? {
    let rows = audit.rows.filter { $0.outcome == .missed || $0.outcome == .falseAlarm }
    guard !rows.isEmpty else { return nil }
    return TextSection(
      title: ["missed and falsely counted"],
      steps: rows.map { row in
        TextSection.Step(
          words: ["doorstats", "explain", calendar.label(of: row.time)],
          purpose: row.outcome == .missed ? "missed" : "false alarm")
      })
  }
}
