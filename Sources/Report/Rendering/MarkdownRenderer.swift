/// Sections as Markdown: headings, and tables in the form that GitHub and Pandoc read.
///
/// The width does not matter here: readers wrap tables themselves.
struct MarkdownRenderer {
  let style: Style

  func text(of sections: [TextSection]) -> String {
    sections.map { section in blocks(of: section).joined(separator: "\n") }
      .joined(separator: "\n")
  }

  private func blocks(of section: TextSection) -> [String] {
    var blocks: [String] = []
    if let first = section.title.first {
      blocks.append("## \(escaped(first))\n")
      let rest = section.title.dropFirst().map(escaped)
      if !rest.isEmpty { blocks.append(rest.joined(separator: style.separator) + "\n") }
    }
    if !section.facts.isEmpty {
      blocks.append(section.facts.map(escaped).joined(separator: style.separator) + "\n")
    }
    if let table = section.table { blocks.append(text(of: table)) }
    if let heatMap = section.heatMap { blocks.append(text(of: table(of: heatMap))) }
    if !section.drawing.isEmpty {
      blocks.append("```\n\(section.drawing.joined(separator: "\n"))\n```\n")
    }
    if !section.steps.isEmpty {
      blocks.append(section.steps.map { "- `\($0.command)`: \(escaped($0.purpose))\n" }.joined())
    }
    for remark in section.remarks { blocks.append(escaped(remark) + "\n") }
    return blocks
  }

  private func text(of table: TextTable) -> String {
    var columns = table.columns
    if !table.tails.isEmpty {
      let notes = table.tails.map { $0.note(0) }
      columns.append(TextTable.Column(header: "", cells: notes))
    }
    func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    let rules = columns.map { $0.isRightAligned || $0.headerOverhangs ? "---:" : "---" }
    return row(columns.map { escaped($0.header) }) + row(rules)
      + (0..<table.rowCount).map { place in
        row(columns.map { escaped(trimmed($0.cells[place])) })
      }.joined()
  }

  /// Rates in a table, a row an hour: 24 columns would not fit a page.
  private func table(of heatMap: HeatMap) -> TextTable {
    let hours = TextTable.Column(
      header: "hour", cells: (0..<24).map { HourLabels.range(of: $0, style: style) })
    let days = (0..<7).map { weekday in
      TextTable.Column(
        header: WeekdayNames.short[weekday],
        cells: (0..<24).map { hour in
          heatMap.rates[weekday * 24 + hour].map { NumberText.decimal($0, places: 2) }
            ?? style.absent
        }, isRightAligned: true)
    }
    return TextTable(columns: [hours] + days)
  }

  private func trimmed(_ text: String) -> String {
    trimmedEnd(String(text.drop { $0 == " " }))
  }

  /// `text` so that Markdown shows it as it is, in a table too.
  private func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: Self.isSpecial) else { return text }
    return text.unicodeScalars.reduce(into: "") { escaped, scalar in
      if scalar.isASCII, Self.isSpecial(UInt8(ascii: scalar)) { escaped.append("\\") }
      escaped.unicodeScalars.append(scalar)
    }
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch Unicode.Scalar(byte) {
    case "\\", "|", "*", "_", "`", "<", "[", "]", "#": true
    default: false
    }
  }
}

/// `08–09`.
enum HourLabels {
  static func range(of hour: Int, style: Style) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(hour))\(style.dash)\(two(hour + 1))"
  }
}
