/// Metrics of one name, as OpenMetrics has them.
struct MetricFamily {
  /// Only these two: node_exporter refuses a whole file for a type that it does not know.
  enum Kind: String { case gauge, counter }

  enum Value {
    case integer(Int64)
    /// A time in milliseconds, written in seconds.
    case milliseconds(Int64)
  }

  struct Sample {
    var labels: [(name: String, value: String)] = []
    var value: Value
  }

  /// Ends with the unit, where there is one.
  var name: String
  var kind = Kind.gauge
  /// Base unit, in the plural: `seconds`, `bytes`.
  var unit: String?
  /// What it tells, in one line.
  var help: String
  /// None where nothing is known: absent is not zero.
  var samples: [Sample]
}

/// The text format of OpenMetrics 1.0, which the Prometheus text format's readers take too.
enum OpenMetricsText {
  static func text(of families: [MetricFamily]) -> String {
    families.filter { !$0.samples.isEmpty }.map(lines).joined() + "# EOF\n"
  }

  private static func lines(_ family: MetricFamily) -> String {
    var text = "# TYPE \(family.name) \(family.kind.rawValue)\n"
    if let unit = family.unit { text += "# UNIT \(family.name) \(unit)\n" }
    text += "# HELP \(family.name) \(escaped(family.help))\n"
    let name = family.name + (family.kind == .counter ? "_total" : "")
    for sample in family.samples {
      text += "\(name)\(labels(sample.labels)) \(number(sample.value))\n"
    }
    return text
  }

  private static func labels(_ labels: [(name: String, value: String)]) -> String {
    guard !labels.isEmpty else { return "" }
    return "{" + labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",") + "}"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing("\"", with: "\\\"")
  }

  private static func number(_ value: MetricFamily.Value) -> String {
    switch value {
    case .integer(let integer): return String(integer)
    case .milliseconds(let milliseconds):
      let (seconds, rest) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
      let digits = String(rest)
      let sign = milliseconds < 0 ? "-" : ""
      return sign + "\(seconds)." + String(repeating: "0", count: 3 - digits.count) + digits
    }
  }
}
