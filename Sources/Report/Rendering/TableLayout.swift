/// Fits a table into a width: the bar shrinks first, then columns drop, nothing wraps.
struct TableLayout {
  private static let smallestBar = 3

  private let style: Style
  private let gap: Int
  private var columns: [TextTable.Column]
  private let tails: [TextTable.Tail]
  /// 0 where there is no space for bars.
  private(set) var barColumns = 0
  private var showsNotes = true
  /// Of the remarks that stand behind bars.
  private let noteWidth: Int
  /// The value of a full bar.
  private let highest: Double
  /// Which form of the remarks is shown.
  private var noteForm = 0

  init(_ table: TextTable, style: Style) {
    self.style = style
    gap = table.gap
    columns = table.columns
    tails = table.tails
    noteWidth = tails.filter { $0.value != nil }.map { displayWidth($0.note(0)) }.max() ?? 0
    highest = tails.compactMap(\.value).max() ?? 0
    fit()
    let space = style.width - columnsWidth - gap
    let words = tails.filter { $0.value == nil }
    let forms = words.map(\.notes.count).max() ?? 0
    while noteForm + 1 < forms, words.contains(where: { displayWidth($0.note(noteForm)) > space }) {
      noteForm += 1
    }
  }

  /// The header, and a line a row; linear in the number of rows.
  func lines() -> [String] {
    let widths = columns.map(width)
    let header = line(widths) { columns[$0].header }
    let rows = (0..<(columns.first?.cells.count ?? 0)).map { row in
      line(widths, tail: row < tails.count ? tails[row] : nil) { columns[$0].cells[row] }
    }
    return [header] + rows
  }

  // MARK: Fitting

  private mutating func fit() {
    let largestBar = style.width / 4
    let wantsBars = highest > 0
    while true {
      let left = style.width - columnsWidth - gap
      let notes = noteWidth > 0 ? noteWidth + 2 : 0
      barColumns = wantsBars ? min(largestBar, left - notes) : 0
      let fits =
        wantsBars
        ? barColumns >= Self.smallestBar : left >= (noteWidth > 0 ? noteWidth : -gap)
      if fits { return }
      guard dropColumn() else { break }
    }
    barColumns = 0
    showsNotes = style.width - columnsWidth - gap >= noteWidth
    cutLabels()
  }

  /// The last resort: cuts the first column, which holds the labels, and never a number.
  private mutating func cutLabels() {
    let excess = columnsWidth - style.width
    guard excess > 0, !columns.isEmpty else { return }
    let left = max(1, width(columns[0]) - excess)
    func cut(_ text: String) -> String { truncated(text, to: left, ellipsis: style.ellipsis) }
    columns[0].header = cut(columns[0].header)
    columns[0].cells = columns[0].cells.map(cut)
  }

  private mutating func dropColumn() -> Bool {
    let next = columns.enumerated().filter { $0.element.dropOrder != nil }
      .min { $0.element.dropOrder! < $1.element.dropOrder! }
    guard let next else { return false }
    columns.remove(at: next.offset)
    return true
  }

  private func width(_ column: TextTable.Column) -> Int {
    let cells = column.cells.map(displayWidth).max() ?? 0
    let header = displayWidth(column.header) - (column.headerOverhangs ? gap : 0)
    return max(cells, header)
  }

  private var columnsWidth: Int {
    let overhang = columns.last?.headerOverhangs == true && tails.isEmpty ? gap : 0
    return columns.map(width).reduce(0, +) + gap * max(0, columns.count - 1) + overhang
  }

  // MARK: Lines

  /// Built as bytes: a list of a year has ten thousands of lines.
  private func line(
    _ widths: [Int], tail: TextTable.Tail? = nil, cell: (Int) -> String
  ) -> String {
    var line = ByteText()
    var width = 0
    var place = 0
    for index in columns.indices {
      let text = cell(index)
      let textWidth = displayWidth(text)
      let padding = max(0, widths[index] - textWidth)
      line.append(spaces: place - width)
      if columns[index].isRightAligned { line.append(spaces: padding) }
      line.append(text)
      if !columns[index].isRightAligned { line.append(spaces: padding) }
      width = max(width, place) + textWidth + padding
      place += widths[index] + gap
    }
    let text = tail.map { tailText($0, space: style.width - place) } ?? ""
    if text.isEmpty {
      line.trimEnd()
      let whole = line.string
      return width <= style.width
        ? whole : truncated(whole, to: style.width, ellipsis: style.ellipsis)
    }
    line.append(spaces: place - width)
    line.append(text)
    return line.string
  }

  private func tailText(_ tail: TextTable.Tail, space: Int) -> String {
    var bar = ""
    if let value = tail.value, barColumns > 0 {
      bar = Bar.text(value, of: highest, columns: barColumns, isASCII: style.isASCII)
    }
    guard showsNotes || tail.value == nil, !tail.notes.isEmpty else { return bar }
    // Remarks stand one below the other, behind the longest bar; words in place of a bar do not.
    if tail.value != nil, barColumns > 0 { bar = padded(bar, to: barColumns) + "  " }
    let left = space - displayWidth(bar)
    let form = tail.value == nil ? noteForm : 0
    let note = truncated(tail.note(form), to: max(0, left), ellipsis: style.ellipsis)
    let shown = tail.isEmphasised ? style.emphasised(note) : note
    return bar + shown
  }
}

func trimmedEnd(_ text: String) -> String {
  var text = text
  while text.last == " " { text.removeLast() }
  return text
}

/// Joins parts by `separator`, with a line break where the next one would exceed `width`.
func wrapped(_ parts: [String], separator: String, style: Style) -> [String] {
  var lines: [String] = []
  for part in parts where !part.isEmpty {
    if let last = lines.last,
      displayWidth(last) + displayWidth(separator) + displayWidth(part) <= style.width
    {
      lines[lines.count - 1] = last + separator + part
    } else {
      lines.append(truncated(part, to: style.width, ellipsis: style.ellipsis))
    }
  }
  return lines.map(trimmedEnd)
}
