/// Sections as aligned text, no line wider than the style says.
struct TextRenderer {
  let style: Style

  func text(of sections: [TextSection]) -> String {
    sections.map { section in lines(of: section).map { $0 + "\n" }.joined() }
      .joined(separator: "\n")
  }

  private func lines(of section: TextSection) -> [String] {
    var blocks = [
      wrapped(section.title, separator: "   ", style: style)
        + wrapped(section.facts, separator: style.separator, style: style)
    ]
    if let table = section.table { blocks.append(TableLayout(table, style: style).lines()) }
    if let heatMap = section.heatMap { blocks.append(heatMap.lines(style: style)) }
    let remarks = section.remarks.flatMap { remark in
      wrapped(
        remark.split(separator: " ").map(String.init), separator: " ", style: style)
    }
    blocks.append(remarks)
    return Array(blocks.filter { !$0.isEmpty }.joined(separator: [""]))
  }
}
