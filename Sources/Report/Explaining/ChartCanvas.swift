import Readings

/// The characters of a chart, and how readings fall into its columns.
struct ChartCanvas {
  let columns: Int
  let isASCII: Bool

  private static let rising = Array(" ▁▂▃▄▅▆▇█")
  private static let risingASCII = Array(" ...:::##")
  private static let hanging = Array(" ▔▔▀▀▀▀██")
  private static let hangingASCII = Array(" ''':::##")

  var edge: String { isASCII ? "|" : "│" }
  var corner: String { isASCII ? "+" : "└" }
  var rule: Character { isASCII ? "-" : "─" }
  var tick: Character { isASCII ? "+" : "┴" }
  var mark: Character { isASCII ? "=" : "━" }
  /// Covered and free.
  var levels: (Character, Character) { isASCII ? ("#", "_") : ("█", "▁") }

  /// The time of one column.
  func interval(of column: Int, in whole: Interval) -> Interval {
    func instant(_ column: Int) -> Int64 {
      whole.start + Int64(Double(whole.milliseconds) * Double(column) / Double(columns))
    }
    return Interval(start: instant(column), end: instant(column + 1))
  }

  /// For every column the value of its readings that is furthest from zero; where it has none, that
  /// of the reading before, as long as there is no gap; absent in a gap.
  func cells(of values: [Double], _ trace: Explanation.Trace) -> [Double?] {
    var next = 0
    var cells: [Double?] = []
    for column in 0..<columns {
      let interval = interval(of: column, in: trace.interval)
      var cell: Double?
      if next > 0, interval.start - trace.measuredAt[next - 1] <= trace.gapLimit {
        cell = values[next - 1]
      }
      let first = next
      while next < values.count, trace.measuredAt[next] < interval.end {
        if next == first || abs(values[next]) > abs(cell ?? 0) { cell = values[next] }
        next += 1
      }
      cells.append(cell)
    }
    return cells
  }

  /// One row of bars that rise from the bottom; row 0 is the lowest of `rows`.
  func bars(_ cells: [Double?], _ scale: RootScale, row: Int, of rows: Int) -> [Character] {
    glyphs(cells, scale, row, rows, isASCII ? Self.risingASCII : Self.rising)
  }

  /// One row of bars that hang from the top; row 0 is the highest.
  func hanging(_ cells: [Double?], _ scale: RootScale, row: Int, of rows: Int) -> [Character] {
    glyphs(cells, scale, row, rows, isASCII ? Self.hangingASCII : Self.hanging)
  }

  private func glyphs(
    _ cells: [Double?], _ scale: RootScale, _ row: Int, _ rows: Int, _ glyphs: [Character]
  ) -> [Character] {
    cells.map { cell in
      guard let cell else { return " " }
      let eighths = Int((scale.share(cell) * Double(rows * 8)).rounded()) - row * 8
      return glyphs[min(8, max(0, eighths))]
    }
  }

  /// The row with a line through what is empty.
  func ruled(_ row: [Character]) -> [Character] {
    row.map { $0 == " " ? (isASCII ? "-" : "┄") : $0 }
  }
}
