/// What `doorstats doctor` found: one row a check.
public struct DoctorReport: ReportContent {
  public enum State: String, Sendable {
    /// As it should be.
    case good
    /// Worth knowing; nothing is wrong yet.
    case notice
    /// Something is wrong.
    case problem
    /// Could not be looked at, because of another problem or because nothing is configured.
    case skipped
  }

  public struct Finding: Sendable {
    /// What was looked at, in a word or two.
    public var check: String
    public var state: State
    /// What was found, in one line.
    public var detail: String
    /// The command that mends it; `nil` where none is needed.
    public var command: String?

    public init(_ check: String, _ state: State, _ detail: String, command: String? = nil) {
      self.check = check
      self.state = state
      self.detail = detail
      self.command = command
    }
  }

  let context: ReportContext
  public let findings: [Finding]

  public init(_ context: ReportContext, findings: [Finding]) {
    self.context = context
    self.findings = findings
  }

  public func rendered(as format: Format, style: Style) -> String {
    render(as: format, style: style)
  }

  let columns = ["check", "state", "detail", "command"]

  func writeRows(to writer: inout RowWriter) {
    for finding in findings {
      writer.string(finding.check)
      writer.string(finding.state.rawValue)
      writer.string(finding.detail)
      writer.string(finding.command)
      writer.endRow()
    }
  }

  func json(style: Style) -> JSONValue {
    .object(
      context.envelope(schema: "doorstats.doctor/1", range: nil)
        + [("rows", jsonRows(style: style))])
  }

  func sections(style: Style) -> [TextSection] {
    let width = max(20, style.width - 26)
    var section = TextSection(title: ["doctor", style.shown(context.store)])
    section.table = TextTable(
      columns: [
        .init(header: "check", cells: findings.map(\.check)),
        .init(header: "state", cells: findings.map(\.state.rawValue)),
        .init(
          header: "finding",
          cells: findings.map {
            truncated(style.shown($0.detail), to: width, ellipsis: style.ellipsis)
          }),
      ], gap: 2)
    section.remarks = findings.filter { $0.state == .problem || $0.state == .notice }
      .map { style.shown("\($0.check): \($0.detail)") }
    var sections = [section]
    let steps = findings.compactMap { finding in
      finding.command.map {
        TextSection.Step(words: [style.shown($0)], purpose: finding.check)
      }
    }
    if !steps.isEmpty { sections.append(TextSection(title: ["to mend it"], steps: steps)) }
    return sections
  }
}
