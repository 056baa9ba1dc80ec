/// Writes rows of named columns as CSV, TSV, NDJSON or the members of a JSON array: one
/// implementation, so that the formats cannot drift apart.
///
/// - CSV: RFC 4180 with LF. Cells with a comma, a quote, a line break or a space at an end are
///   quoted. A header line first.
/// - TSV: the same columns; tab, line break and backslash in a cell are written `\t`, `\n`, `\r`,
///   `\\`. A header line first.
/// - NDJSON: one object a line, its keys in the order of the columns.
/// - JSON: the same objects, separated by commas, each on a line of its own.
///
/// An absent value is an empty cell or `null`.
struct RowWriter {
  enum Shape {
    case csv, tsv, ndjson
    case jsonArray(indent: Int)
  }

  private(set) var text = ByteText()
  private let shape: Shape
  private let isASCII: Bool
  /// What stands before each value: a separator, and for JSON the key.
  private let prefixes: [[UInt8]]
  private var column = 0
  private var rowCount = 0

  init(_ shape: Shape, columns: [String], isASCII: Bool) {
    self.shape = shape
    self.isASCII = isASCII
    prefixes = columns.enumerated().map { index, name in
      switch shape {
      case .csv: Array((index == 0 ? "" : ",").utf8)
      case .tsv: Array((index == 0 ? "" : "\t").utf8)
      case .ndjson, .jsonArray: Array("\(index == 0 ? "{" : ",")\"\(name)\":".utf8)
      }
    }
    if !isJSON {
      for name in columns { string(name) }
      endRow()
      rowCount = 0
    }
  }

  private var isJSON: Bool {
    switch shape {
    case .csv, .tsv: false
    case .ndjson, .jsonArray: true
    }
  }

  // MARK: Values, one a column in the order of the columns

  mutating func string(_ value: String?) {
    startValue()
    guard let value else { return absent() }
    switch shape {
    case .csv: csv(isASCII ? asciiText(value) : value)
    case .tsv: tsv(isASCII ? asciiText(value) : value)
    case .ndjson, .jsonArray: text.append(jsonString: value, isASCII: isASCII)
    }
  }

  mutating func integer(_ value: Int?) {
    startValue()
    guard let value else { return absent() }
    text.append(Int64(value))
  }

  /// Fixed-point, without zeros at the end; values that are no number are absent.
  mutating func decimal(_ value: Double?, places: Int) {
    startValue()
    guard let value, value.isFinite else { return absent() }
    text.append(value, places: places, trimmed: true)
  }

  /// The shortest decimal that reads back as the same number; NaN is absent.
  mutating func exact(_ value: Double?) {
    startValue()
    guard let value, value.isFinite else { return absent() }
    text.append(value.description)
  }

  mutating func seconds(milliseconds: Int64?) {
    startValue()
    guard let milliseconds else { return absent() }
    text.append(secondsOf: milliseconds)
  }

  mutating func instant(
    _ value: Int64?, in calendar: TimeZoneCalendar, withMilliseconds: Bool = false
  ) {
    startValue()
    guard let value else { return absent() }
    if isJSON { text.append("\"" as Unicode.Scalar) }
    text.append(instant: value, in: calendar, withMilliseconds: withMilliseconds)
    if isJSON { text.append("\"" as Unicode.Scalar) }
  }

  mutating func boolean(_ value: Bool?) {
    startValue()
    guard let value else { return absent() }
    text.append(value ? "true" : "false")
  }

  mutating func endRow() {
    precondition(column == prefixes.count, "a row has as many values as there are columns")
    if isJSON { text.append("}" as Unicode.Scalar) }
    if case .jsonArray = shape {} else { text.append("\n" as Unicode.Scalar) }
    column = 0
    rowCount += 1
  }

  // MARK: Bytes

  private mutating func startValue() {
    if column == 0, case .jsonArray(let indent) = shape {
      if rowCount > 0 { text.append("," as Unicode.Scalar) }
      text.append("\n" as Unicode.Scalar)
      for _ in 0..<indent { text.append(" " as Unicode.Scalar) }
    }
    text.bytes.append(contentsOf: prefixes[column])
    column += 1
  }

  private mutating func absent() { if isJSON { text.append("null") } }

  private mutating func csv(_ value: String) {
    var needsQuotes = value.utf8.first == 0x20 || value.utf8.last == 0x20
    for byte in value.utf8 where byte == 0x2C || byte == 0x22 || byte == 0x0A || byte == 0x0D {
      needsQuotes = true
    }
    guard needsQuotes else { return text.append(value) }
    text.append("\"" as Unicode.Scalar)
    for byte in value.utf8 {
      if byte == 0x22 { text.bytes.append(byte) }
      text.bytes.append(byte)
    }
    text.append("\"" as Unicode.Scalar)
  }

  private mutating func tsv(_ value: String) {
    for byte in value.utf8 {
      switch byte {
      case 0x09: text.append("\\t")
      case 0x0A: text.append("\\n")
      case 0x0D: text.append("\\r")
      case 0x5C: text.append("\\\\")
      default: text.bytes.append(byte)
      }
    }
  }
}
