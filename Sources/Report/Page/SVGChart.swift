/// A chart under construction, in a coordinate system that a phone's width shows nearly one to
/// one. Colours are classes, so that light, dark and print share one drawing.
struct SVGChart {
  static let width = 440.0

  let width: Double
  let height: Double
  /// What the chart shows, for those who cannot see it.
  let title: String
  private var body = ""

  init(width: Double = SVGChart.width, height: Double, title: String) {
    self.width = width
    self.height = height
    self.title = title
  }

  /// The element. It is an image with a name; the numbers are in the table behind it.
  var text: String { "<svg \(attributes)><title>\(htmlText(title))</title>\n\(body)</svg>\n" }

  /// The chart as a file of its own, with the style sheet that its classes need.
  func document(style: String) -> String {
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.number(width))\" "
      + "height=\"\(Self.number(height))\" \(attributes)><title>\(htmlText(title))</title>\n"
      + "<style>\n\(style)\n</style>\n\(body)</svg>\n"
  }

  private var attributes: String {
    "viewBox=\"0 0 \(Self.number(width)) \(Self.number(height))\" role=\"img\" "
      + "aria-label=\"\(htmlText(title))\""
  }

  /// - Parameter hint: Shown where a pointer rests on it.
  mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, class name: String, hint: String? = nil
  ) {
    body += "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\""
    body += " height=\"\(Self.number(height))\" class=\"\(name)\""
    body += hint.map { "><title>\(htmlText($0))</title></rect>\n" } ?? "/>\n"
  }

  mutating func line(
    from start: (x: Double, y: Double), to end: (x: Double, y: Double), class name: String
  ) {
    body += "<line x1=\"\(Self.number(start.x))\" y1=\"\(Self.number(start.y))\""
    body += " x2=\"\(Self.number(end.x))\" y2=\"\(Self.number(end.y))\" class=\"\(name)\"/>\n"
  }

  /// - Parameter anchor: `start`, `middle` or `end`.
  mutating func label(
    _ text: String, x: Double, y: Double, anchor: String = "middle", class name: String = ""
  ) {
    body += "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" text-anchor=\"\(anchor)\""
    body += name.isEmpty ? "" : " class=\"\(name)\""
    body += ">\(htmlText(text))</text>\n"
  }

  /// A line through points in order.
  mutating func polyline(_ points: [(x: Double, y: Double)], class name: String) {
    let text = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
    body += "<polyline points=\"\(text)\" class=\"\(name)\"/>\n"
  }

  /// An interval as a thin line with short ends.
  mutating func whisker(x: Double, from low: Double, to high: Double) {
    let ends = "M\(Self.number(x - 3)) \(Self.number(low))h6m-3 0V\(Self.number(high))m-3 0h6"
    body += "<path d=\"\(ends)\" class=\"whisker\"/>\n"
  }

  private static func number(_ value: Double) -> String {
    var text = ByteText()
    text.append(value, places: 1, trimmed: true)
    return text.string
  }
}

/// The vertical axis of a chart: from zero to a round number, with lines at round steps.
struct ChartAxis {
  let top: Double
  let bottom: Double
  let highest: Double
  let step: Double

  /// - Parameter largest: What has to fit.
  init(top: Double, bottom: Double, largest: Double) {
    var step = 1e-3
    for (index, factor) in sequence(first: (0, 1.0), next: { ($0.0 + 1, $0.0 % 3 == 1 ? 2.5 : 2) })
      .prefix(40)
    {
      if index > 0 { step *= factor }
      if step * 4 >= largest { break }
    }
    self.step = step
    self.top = top
    self.bottom = bottom
    highest = max(step, (largest / step).rounded(.up) * step)
  }

  func y(_ value: Double) -> Double { bottom - (bottom - top) * min(value, highest) / highest }

  /// Lines across the chart with their values before them.
  func draw(on chart: inout SVGChart, left: Double, right: Double) {
    let places = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3
    for index in 0...Int((highest / step).rounded()) {
      let value = Double(index) * step
      chart.line(
        from: (left, y(value)), to: (right, y(value)), class: index == 0 ? "axis" : "grid")
      chart.label(
        NumberText.decimal(value, places: places), x: left - 5, y: y(value) + 4, anchor: "end",
        class: "muted")
    }
  }
}
