/// A report with what people should know about it below; formats for machines stay as they are.
public struct WithNotes: Renderable {
  private let report: any Renderable
  private let notes: [String]

  public init(_ report: any Renderable, notes: [String]) {
    self.report = report
    self.notes = notes
  }

  public func rendered(as format: Format, style: Style) -> String {
    let text = report.rendered(as: format, style: style)
    guard format.isForPeople, !notes.isEmpty else { return text }
    let shown = notes.map { words in
      format == .markdown
        ? words + "\n"
        : wrapped(
          words.split(separator: " ").map(String.init), separator: " ", style: style
        ).map { $0 + "\n" }.joined()
    }
    return text + "\n" + shown.joined()
  }
}
