import Readings

/// A movement as a picture: magnitude with thresholds, the door's axes, proximity.
///
/// One SVG file that needs nothing else; light and dark after the reader's setting.
struct MovementPicture {
  private static let width = 720.0
  private static let left = 56.0
  private static let right = 664.0

  /// One panel from top to bottom.
  private struct Panel {
    var top: Double
    var bottom: Double
  }

  private static let magnitude = Panel(top: 86, bottom: 226)
  private static let axes = Panel(top: 268, bottom: 408)
  private static let sensor = Panel(top: 450, bottom: 470)

  let explanation: Explanation
  let device: Device
  let calendar: TimeZoneCalendar

  init(_ explanation: Explanation, of device: Device, calendar: TimeZoneCalendar) {
    self.explanation = explanation
    self.device = device
    self.calendar = calendar
  }

  private var trace: Explanation.Trace { explanation.trace }
  private var interval: Interval { trace.interval }
  private var episode: Interval { explanation.episode.interval }
  private var hasSensor: Bool { !trace.isCovered.isEmpty }
  private var axisLine: Double { hasSensor ? Self.sensor.bottom + 8 : Self.axes.bottom + 8 }

  var text: String {
    var chart = SVGChart(width: Self.width, height: axisLine + 34, title: title)
    chart.rectangle(
      x: 0, y: 0, width: Self.width, height: axisLine + 34, class: "paper")
    chart.label(heading, x: Self.left, y: 28, anchor: "start", class: "title")
    chart.label(verdict, x: Self.left, y: 48, anchor: "start", class: "muted")
    drawEpisode(&chart)
    drawTimes(&chart)
    drawMagnitude(&chart)
    drawAxes(&chart)
    drawSensor(&chart)
    return chart.document(style: PictureStyle.text)
  }

  private var title: String { "\(heading): \(verdict)" }

  private var heading: String {
    "\(device.displayName), \(calendar.secondLabel(of: explanation.episode.interval.start)) "
      + calendar.name
  }

  private var verdict: String {
    let kind = MovementWords.counted(explanation)
    let confidence = NumberText.decimal(explanation.episode.confidence, places: 2)
    return (explanation.isCounted ? "counted as \(kind)" : "not counted: \(kind)")
      + ", confidence \(confidence)"
  }

  // MARK: Time

  private func x(_ instant: Int64) -> Double {
    let share = Double(instant - interval.start) / Double(interval.milliseconds)
    return Self.left + (Self.right - Self.left) * min(1, max(0, share))
  }

  private func drawEpisode(_ chart: inout SVGChart) {
    let start = x(episode.start)
    let end = max(start + 1, x(episode.end))
    chart.rectangle(
      x: start, y: Self.magnitude.top, width: end - start, height: axisLine - Self.magnitude.top,
      class: "episode", hint: "the movement, from its first to its last raised reading")
  }

  private func drawTimes(_ chart: inout SVGChart) {
    chart.line(from: (Self.left, axisLine), to: (Self.right, axisLine), class: "axis")
    for moment in TimeTicks(in: interval, most: 8).moments {
      chart.line(from: (x(moment), axisLine), to: (x(moment), axisLine + 4), class: "axis")
      chart.label(
        calendar.clockLabel(of: moment), x: x(moment), y: axisLine + 18, class: "muted small")
    }
  }

  // MARK: Panels

  private func drawMagnitude(_ chart: inout SVGChart) {
    let panel = Self.magnitude
    let scale = trace.magnitudeScale(episode)
    func y(_ value: Double) -> Double {
      panel.bottom - (panel.bottom - panel.top) * max(0, scale.share(value))
    }
    caption(
      "distance from rest [m/s²]",
      [("reading", "single readings"), ("mean", "means of five")], above: panel, &chart)
    for value in Self.gridValues(upTo: scale.highest) {
      grid(value, at: y(value), &chart)
    }
    drawThresholds(y, &chart)
    lines(trace.slowMagnitude, y, class: "curve mean-line", &chart)
    lines(trace.magnitude, y, class: "curve reading-line", &chart)
  }

  /// Lines where a movement starts and below what it ends, with their values at the right, moved
  /// apart where they would overlap.
  private func drawThresholds(_ y: (Double) -> Double, _ chart: inout SVGChart) {
    let thresholds = trace.thresholds
    let lines = [
      (thresholds.on, "on", "threshold", "reading"),
      (thresholds.slowOn, "on", "threshold", "mean"),
      (thresholds.off, "off", "threshold faint", "reading"),
      (thresholds.slowOff, "off", "threshold faint", "mean"),
    ].sorted { $0.0 < $1.0 }
    var free = Double.infinity
    for (value, name, line, scale) in lines {
      chart.line(
        from: (Self.left, y(value)), to: (Self.right, y(value)), class: "\(line) \(scale)-line")
      free = min(y(value) + 3.5, free - 11)
      chart.label(
        "\(name) \(MovementWords.number(value))", x: Self.right + 5, y: free, anchor: "start",
        class: "small key-\(scale)")
    }
  }

  private func drawAxes(_ chart: inout SVGChart) {
    let panel = Self.axes
    let scale = trace.axesScale(episode)
    let middle = (panel.top + panel.bottom) / 2
    func y(_ value: Double) -> Double {
      middle - (panel.bottom - panel.top) / 2 * scale.share(value)
    }
    caption(
      "along the door's axes [m/s²]",
      [("normal", "normal: + opens"), ("radial", "towards the hinges")], above: panel, &chart)
    for value in Self.gridValues(upTo: scale.highest) where value > 0 {
      for signed in [value, -value] {
        grid(signed, at: y(signed), &chart)
      }
    }
    chart.line(from: (Self.left, middle), to: (Self.right, middle), class: "axis")
    chart.label("0", x: Self.left - 6, y: middle + 4, anchor: "end", class: "muted small")
    lines(trace.radial, y, class: "curve radial-line", &chart)
    lines(trace.normal, y, class: "curve normal-line", &chart)
  }

  private func drawSensor(_ chart: inout SVGChart) {
    guard hasSensor else { return }
    let panel = Self.sensor
    caption("proximity", [("covered", "covered")], above: panel, &chart)
    for run in runs {
      let covered = trace.isCovered[run.lowerBound]
      let start = x(trace.measuredAt[run.lowerBound])
      let end = x(
        run.upperBound < trace.measuredAt.count ? trace.measuredAt[run.upperBound] : interval.end)
      if covered {
        chart.rectangle(
          x: start, y: panel.top, width: end - start, height: panel.bottom - panel.top,
          class: "covered")
      }
    }
    chart.line(
      from: (Self.left, panel.bottom), to: (Self.right, panel.bottom), class: "axis")
  }

  /// Readings in a row with the same proximity.
  private var runs: [Range<Int>] {
    var runs: [Range<Int>] = []
    for i in trace.isCovered.indices {
      if let last = runs.last, trace.isCovered[last.lowerBound] == trace.isCovered[i] {
        runs[runs.count - 1] = last.lowerBound..<i + 1
      } else {
        runs.append(i..<i + 1)
      }
    }
    return runs
  }

  // MARK: Parts

  /// The name of a panel at its left, the meaning of its colours at its right.
  private func caption(
    _ text: String, _ keys: [(class: String, text: String)], above panel: Panel,
    _ chart: inout SVGChart
  ) {
    chart.label(text, x: Self.left, y: panel.top - 10, anchor: "start", class: "strong")
    var end = Self.right
    for key in keys.reversed() {
      chart.label(key.text, x: end, y: panel.top - 10, anchor: "end", class: "muted")
      // No font is at hand to measure with: letters of 12 pixels are about 7 wide.
      end -= Double(key.text.count) * 7 + 10
      chart.rectangle(
        x: end - 8, y: panel.top - 18, width: 14, height: 8, class: "key-\(key.class)")
      end -= 24
    }
  }

  private func grid(_ value: Double, at y: Double, _ chart: inout SVGChart) {
    chart.line(from: (Self.left, y), to: (Self.right, y), class: "grid")
    let places = abs(value) >= 1 || value == 0 ? 0 : abs(value) >= 0.1 ? 1 : 2
    let sign = value < 0 ? "−" : ""
    chart.label(
      sign + NumberText.decimal(abs(value), places: places), x: Self.left - 6, y: y + 4,
      anchor: "end", class: "muted small")
  }

  /// Round values that a scale of square roots shows far enough apart.
  private static func gridValues(upTo highest: Double) -> [Double] {
    var values = [0.0]
    for value in [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200] where value <= highest {
      let roots = (value.squareRoot() - (values.last ?? 0).squareRoot()) / highest.squareRoot()
      if roots >= 0.15 { values.append(value) }
    }
    return values
  }

  /// A line through the readings, with a break at every gap.
  private func lines(
    _ values: [Double], _ y: (Double) -> Double, class name: String, _ chart: inout SVGChart
  ) {
    var points: [(x: Double, y: Double)] = []
    for (i, value) in values.enumerated() {
      if i > 0, trace.measuredAt[i] - trace.measuredAt[i - 1] > trace.gapLimit {
        chart.polyline(points, class: name)
        points = []
      }
      points.append((x(trace.measuredAt[i]), y(value)))
    }
    chart.polyline(points, class: name)
  }
}

/// The colours of a picture that stands by itself.
enum PictureStyle {
  static let text = """
    svg {
      --paper: #ffffff; --ink: #1d2226; --muted: #5f6a73; --line: #e2e0da; --blue: #2f76ab;
      --orange: #c8591b; --green: #3f8f5f; --violet: #7a5aa8; --soft: #eef3f7; --cover: #9aa5ad;
    }
    @media (prefers-color-scheme: dark) {
      svg {
        --paper: #1b2025; --ink: #e8e7e3; --muted: #9ca7b0; --line: #323a42; --blue: #6db3e6;
        --orange: #f08a4b; --green: #6fc794; --violet: #b79ae0; --soft: #263340; --cover: #6c7780;
      }
    }
    text {
      font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
      fill: var(--ink); font-variant-numeric: tabular-nums;
    }
    .title { font-size: 15px; font-weight: 650; } .strong { font-weight: 650; }
    .muted { fill: var(--muted); } .small { font-size: 10.5px; }
    .paper { fill: var(--paper); } .episode { fill: var(--soft); }
    .grid { stroke: var(--line); } .axis { stroke: var(--muted); }
    .curve { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
    .reading-line { stroke: var(--blue); } .mean-line { stroke: var(--orange); }
    .normal-line { stroke: var(--green); } .radial-line { stroke: var(--violet); }
    .threshold { stroke-dasharray: 5 4; stroke-width: 1.2; }
    .faint { stroke-dasharray: 2 4; stroke-width: 1; }
    .key-reading { fill: var(--blue); } .key-mean { fill: var(--orange); }
    .key-normal { fill: var(--green); } .key-radial { fill: var(--violet); }
    .covered, .key-covered { fill: var(--cover); }
    """
}
