import Readings

/// One movement for people: what it was, a drawing, what was measured, how likely every kind was, and
/// what would have changed that.
struct MovementText {
  let explanation: Explanation
  let device: Device
  let moment: Int64
  let context: ReportContext
  let style: Style

  private var calendar: TimeZoneCalendar { context.calendar }
  private var evidence: Explanation.Evidence { explanation.evidence }
  private var words: MovementWords {
    MovementWords(explanation: explanation, calendar: calendar, style: style)
  }

  var sections: [TextSection] { [summary, drawing, measured, likely, changes] }

  // MARK: Words first

  private var summary: TextSection {
    let episode = explanation.episode
    return TextSection(
      title: [
        style.shown(device.displayName), calendar.secondLabel(of: episode.interval.start),
        calendar.name,
      ],
      facts: [
        explanation.isCounted
          ? "counted as \(MovementWords.counted(explanation))" : "not counted",
        "confidence \(NumberText.decimal(episode.confidence, places: 2))",
        "evidence \(episode.evidence.name)",
        context.detector.map { "detector \($0.label)" } ?? "",
      ],
      remarks: [
        style.plain(
          ([words.verdict, words.observation, words.door] + words.doubts + [asked])
            .filter { !$0.isEmpty }.joined(separator: " "))
      ])
  }

  private var asked: String {
    let distance = explanation.episode.interval.distance(to: moment)
    guard distance >= 1000 else { return "" }
    let time = NumberText.duration(milliseconds: distance)
    return "(Asked about \(calendar.clockLabel(of: moment)), \(time) from this movement.)"
  }

  private var drawing: TextSection {
    TextSection(
      title: ["what the phone felt"],
      drawing: MovementChart(explanation.trace, episode: explanation.episode.interval)
        .lines(calendar: calendar, style: style))
  }

  // MARK: Numbers

  private var measured: TextSection {
    let rows = MeasureRows(explanation: explanation, style: style).rows
    return TextSection(
      title: ["measured"],
      table: TextTable(columns: [
        TextTable.Column(header: "", cells: rows.map { style.plain($0.name) }),
        TextTable.Column(
          header: "value", cells: rows.map { style.plain($0.value) }, isRightAligned: true),
        TextTable.Column(
          header: "to compare with", cells: rows.map { style.plain($0.note) }, dropOrder: 1),
      ]))
  }

  private var likely: TextSection {
    let kinds = evidence.kinds.sorted {
      ($0.posterior, -$0.shortfall) > ($1.posterior, -$1.shortfall)
    }
    func column(
      _ header: String, dropOrder: Int?, _ value: (Explanation.KindEvidence) -> String
    ) -> TextTable.Column {
      TextTable.Column(
        header: header, cells: kinds.map(value), isRightAligned: true, dropOrder: dropOrder)
    }
    func nats(_ value: Double) -> String {
      MovementWords.signed(value, places: 1, style: style)
    }
    return TextSection(
      title: ["how likely each kind is", "nats"],
      table: TextTable(columns: [
        TextTable.Column(header: "kind", cells: kinds.map { Self.name(of: $0.kind) }),
        column("felt", dropOrder: 4) { nats($0.motion) },
        column("proximity", dropOrder: 3) { nats($0.proximity) },
        column("usual", dropOrder: 2) { nats($0.prior) },
        column("day's course", dropOrder: 1) { nats(-$0.shortfall) },
        column("probability", dropOrder: nil) { NumberText.decimal($0.posterior, places: 3) },
      ]),
      remarks: [
        style.plain(
          "Nats are natural logarithms: −3 is odds of 1 to 20, −7 of 1 to 1,100. \"usual\" is how "
            + "common the kind is\(habit); \"day's course\" is what the whole "
            + "day's best course loses if this movement is forced to be that.")
      ])
  }

  private var habit: String {
    switch evidence.habit {
    case .usual: ""
    case .oftenAjar: " where the door is often left ajar, as it seems to be that day"
    case .undisturbed: " where hardly anything but the door moves, as it seems that day"
    }
  }

  static func name(of kind: Explanation.Kind) -> String {
    switch kind {
    case .nothingWhileClosed: "nothing (door closed)"
    case .opening: "opening"
    case .closing: "closing"
    case .openingAndClosing: "opening and closing"
    case .nothingWhileOpen: "nothing (door open)"
    case .closingToAjar: "closing to ajar"
    case .movementWhileAjar: "anything (door ajar)"
    }
  }

  private var changes: TextSection {
    var rows: [(name: String, kind: Explanation.Kind?, isCounted: Bool, support: Double?)] = [
      ("as it was", explanation.kind, explanation.isCounted, evidence.support)
    ]
    rows += explanation.variations.map {
      (MovementWords.name(of: $0.change), $0.kind, explanation.isCounted(under: $0), $0.support)
    }
    return TextSection(
      title: ["what would have changed it"],
      table: TextTable(columns: [
        TextTable.Column(header: "change", cells: rows.map { style.plain($0.name) }),
        TextTable.Column(
          header: "then it is", cells: rows.map { $0.kind.map(Self.name) ?? "no movement" },
          dropOrder: 1),
        TextTable.Column(
          header: "counted", cells: rows.map { $0.isCounted ? "yes" : "no" }),
        TextTable.Column(
          header: "support",
          cells: rows.map {
            $0.support.map { MovementWords.signed($0, places: 1, style: style) } ?? style.absent
          },
          isRightAligned: true),
      ]),
      remarks: [
        style.plain(
          "Support is how much likelier the day's best course with it as an opening is than the "
            + "best without [nats]; what is below 0 is not counted. Each line is the decision made "
            + "again. Thresholds × 0.8 and × 1.25 are --sensitivity 1.25 and 0.8.")
      ])
  }
}
