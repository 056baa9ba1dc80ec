import Readings

/// A movement drawn with characters: magnitude with thresholds, the door's axes, proximity, and a time
/// axis below.
///
///      12.3 │            ▂  █
///      0.35 │┄┄┄┄┄▂▅█████▇┄▆█┄┄┄┄   on
///           └──┴───────┴───────┴───
struct MovementChart {
  private static let leftWidth = 8
  private static let rightWidth = 7

  let trace: Explanation.Trace
  let episode: Interval

  init(_ trace: Explanation.Trace, episode: Interval) {
    self.trace = trace
    self.episode = episode
  }

  func lines(calendar: TimeZoneCalendar, style: Style) -> [String] {
    guard !trace.measuredAt.isEmpty else { return [] }
    let canvas = ChartCanvas(
      columns: style.width - Self.leftWidth - Self.rightWidth, isASCII: style.isASCII)
    let lines =
      [heading("m/s², distance from rest (square-root scale): single readings", style)]
      + magnitude(
        canvas, trace.magnitude, trace.thresholds.on, trace.thresholds.off, rows: 6)
      + [heading("means of five readings, which a gentle swing raises", style)]
      + magnitude(
        canvas, trace.slowMagnitude, trace.thresholds.slowOn, trace.thresholds.slowOff, rows: 3)
      + [heading("along the door's normal: above opens, below closes", style)]
      + axis(canvas, trace.normal)
      + [heading("towards the hinges (above): a swing always pulls there", style)]
      + axis(canvas, trace.radial) + proximity(canvas, style) + moved(canvas)
      + timeAxis(canvas, calendar)
    return lines.map(trimmedEnd)
  }

  private func heading(_ text: String, _ style: Style) -> String {
    truncated(style.plain(text), to: style.width, ellipsis: style.ellipsis)
  }

  private func line(
    _ canvas: ChartCanvas, _ label: String, _ cells: [Character], _ note: String = ""
  )
    -> String
  {
    padded(label, to: Self.leftWidth - 2, alignedRight: true) + " " + canvas.edge + String(cells)
      + " " + note
  }

  private func magnitude(
    _ canvas: ChartCanvas, _ values: [Double], _ on: Double, _ off: Double, rows: Int
  ) -> [String] {
    let scale = RootScale(highest: max(trace.largest(values, in: episode), on * 1.5))
    let cells = canvas.cells(of: values, trace)
    func place(of threshold: Double) -> Int {
      min(rows - 1, Int(scale.share(threshold) * Double(rows)))
    }
    return (0..<rows).reversed().map { row in
      var bars = canvas.bars(cells, scale, row: row, of: rows)
      var label = row == rows - 1 ? MovementWords.number(scale.highest) : ""
      var notes: [String] = []
      for (threshold, name) in [(off, "off"), (on, "on")] where place(of: threshold) == row {
        label = MovementWords.number(threshold)
        notes.insert(name, at: 0)
      }
      if !notes.isEmpty { bars = canvas.ruled(bars) }
      return line(canvas, label, bars, notes.joined(separator: "/"))
    }
  }

  private func axis(_ canvas: ChartCanvas, _ values: [Double]) -> [String] {
    let scale = trace.axesScale(episode)
    let cells = canvas.cells(of: values, trace)
    let label = MovementWords.number(scale.highest)
    let above = (0..<2).reversed().map { row in
      line(
        canvas, row == 1 ? "+" + label : "",
        canvas.bars(cells.map { $0.map { max(0, $0) } }, scale, row: row, of: 2))
    }
    let below = (0..<2).map { row in
      line(
        canvas, row == 1 ? "-" + label : "",
        canvas.hanging(cells.map { $0.map { max(0, -$0) } }, scale, row: row, of: 2))
    }
    return above + below
  }

  private func proximity(_ canvas: ChartCanvas, _ style: Style) -> [String] {
    guard !trace.isCovered.isEmpty else { return [] }
    let cells = canvas.cells(of: trace.isCovered.map { $0 ? 1 : 0 }, trace)
    let (covered, free) = canvas.levels
    return [
      heading("proximity: \(covered) covered, \(free) free", style),
      line(canvas, "", cells.map { $0.map { $0 > 0.5 ? covered : free } ?? " " }),
    ]
  }

  private func moved(_ canvas: ChartCanvas) -> [String] {
    let cells = (0..<canvas.columns).map { column in
      canvas.interval(of: column, in: trace.interval).intersection(episode) != nil
    }
    return [line(canvas, "moved", cells.map { $0 ? canvas.mark : " " })]
  }

  private func timeAxis(_ canvas: ChartCanvas, _ calendar: TimeZoneCalendar) -> [String] {
    var rule = [Character](repeating: canvas.rule, count: canvas.columns)
    var labels = ""
    let interval = trace.interval
    for moment in TimeTicks(in: interval, most: canvas.columns / 11).moments {
      let column = Int((moment - interval.start) * Int64(canvas.columns) / interval.milliseconds)
      rule[column] = canvas.tick
      let label = calendar.clockLabel(of: moment)
      let start = Self.leftWidth + column - label.count / 2
      guard start > labels.count, start + label.count <= canvas.columns + Self.leftWidth
      else { continue }
      labels = padded(labels, to: start) + label
    }
    return [
      String(repeating: " ", count: Self.leftWidth - 1) + canvas.corner + String(rule), labels,
    ]
  }
}
