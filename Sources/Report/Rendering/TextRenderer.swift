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
    if !section.drawing.isEmpty { blocks.append(section.drawing) }
    // Commands follow their title at once.
    if !section.steps.isEmpty { blocks[blocks.count - 1] += lines(of: section.steps) }
    let remarks = section.remarks.flatMap { remark in
      wrapped(
        remark.split(separator: " ").map(String.init), separator: " ", style: style)
    }
    blocks.append(remarks)
    return Array(blocks.filter { !$0.isEmpty }.joined(separator: [""]))
  }

  /// Commands with their purpose behind them where there is space; a long command goes on in the
  /// next line behind a backslash, so that it can still be copied.
  private func lines(of steps: [TextSection.Step]) -> [String] {
    func fits(_ step: TextSection.Step, _ column: Int) -> Bool {
      2 + column + 3 + displayWidth(step.purpose) <= style.width
    }
    let column =
      steps.map { displayWidth($0.command) }.filter { width in
        steps.allSatisfy { fits($0, width) }
      }.max() ?? 0
    return steps.flatMap { step -> [String] in
      if displayWidth(step.command) <= column {
        return ["  " + padded(step.command, to: column) + "   " + step.purpose]
      }
      return continued(step.words)
    }
  }

  private func continued(_ words: [String]) -> [String] {
    var lines: [String] = []
    for word in words {
      if let last = lines.last, displayWidth(last) + displayWidth(word) + 3 <= style.width {
        lines[lines.count - 1] += " " + word
      } else {
        if let last = lines.last { lines[lines.count - 1] = last + " \\" }
        lines.append((lines.isEmpty ? "  " : "    ") + word)
      }
    }
    return lines.map { truncated($0, to: style.width, ellipsis: style.ellipsis) }
  }
}
