import Readings

/// What found the openings: the detector's version and a hash of its settings.
public struct DetectorIdentity: Hashable, Sendable {
  public var version: Int
  /// Hexadecimal.
  public var settingsHash: String

  public init(version: Int, settingsHash: String) {
    self.version = version
    self.settingsHash = settingsHash
  }

  /// `1/3f9a`: the hash is cut to four digits.
  var label: String { "\(version)/\(settingsHash.prefix(4))" }
}

/// The days of a device about which something is doubtful.
public struct DeviceDoubts: Sendable {
  /// The device's name, as reports show it.
  public var name: String
  public var days: [DoubtedDay]

  public init(name: String, days: [DoubtedDay]) {
    self.name = name
    self.days = days
  }
}

/// What every report says about itself.
public struct ReportContext: Sendable {
  public var calendar: TimeZoneCalendar
  /// When the report is made [ms UTC].
  public var now: Int64
  public var toolVersion: String
  /// `nil` where nothing has been detected yet.
  public var detector: DetectorIdentity?
  /// Path of the store.
  public var store: String
  /// What is doubtful about the days that a report of openings is about.
  public var doubts: [DeviceDoubts] = []

  public init(
    calendar: TimeZoneCalendar, now: Int64, toolVersion: String, detector: DetectorIdentity?,
    store: String
  ) {
    self.calendar = calendar
    self.now = now
    self.toolVersion = toolVersion
    self.detector = detector
    self.store = store
  }

  /// The member that tells scripts what the sentences below a report tell people.
  var doubted: (key: String, value: JSONValue) {
    let days = doubts.flatMap { device in
      device.days.map { day in
        JSONValue.object([
          ("device", .string(device.name)),
          ("since", .string(calendar.label(of: day.start))),
          ("until", .string(calendar.label(of: day.start + TimeZoneCalendar.dayMilliseconds))),
          ("doubts", .array(day.doubts.map { .string($0.rawValue) })),
        ])
      }
    }
    return ("doubts", .array(days))
  }

  /// The members that every JSON output begins with, in this order.
  func envelope(schema: String, range: Interval?) -> [(key: String, value: JSONValue)] {
    let detector = detector.map {
      JSONValue.object([
        ("version", .integer(Int64($0.version))), ("settings_hash", .string($0.settingsHash)),
      ])
    }
    let range = range.map {
      JSONValue.object([
        ("since", .string(calendar.label(of: $0.start))),
        ("until", .string(calendar.label(of: $0.end))),
      ])
    }
    return [
      ("schema", .string(schema)), ("generated_at", .string(calendar.label(of: now))),
      ("tool_version", .string(toolVersion)), ("detector", detector ?? .null),
      ("store", .string(store)), ("time_zone", .string(calendar.name)), ("range", range ?? .null),
    ]
  }
}

/// A report that can be shown in every format.
public protocol Renderable: Sendable {
  /// The whole output, with a line break at its end.
  func rendered(as format: Format, style: Style) -> String
}

/// What a report hands to the renderers: rows for machines, sections for people.
protocol ReportContent: Renderable {
  /// Names of the columns, which are the keys of JSON too.
  var columns: [String] { get }
  func writeRows(to writer: inout RowWriter)
  /// The whole JSON object.
  func json(style: Style) -> JSONValue
  func sections(style: Style) -> [TextSection]
}

extension ReportContent {
  func render(as format: Format, style: Style) -> String {
    switch format {
    case .csv: return rows(.csv, style).string
    case .tsv: return rows(.tsv, style).string
    case .ndjson: return rows(.ndjson, style).string
    case .json: return json(style: style).document(isASCII: style.isASCII)
    case .text: return TextRenderer(style: style).text(of: sections(style: style))
    case .markdown: return MarkdownRenderer(style: style).text(of: sections(style: style))
    }
  }

  private func rows(_ shape: RowWriter.Shape, _ style: Style) -> ByteText {
    var writer = RowWriter(shape, columns: columns, isASCII: style.isASCII)
    writeRows(to: &writer)
    return writer.text
  }

  /// The rows as the inside of a JSON array.
  func jsonRows(style: Style) -> JSONValue { .rows(rows(.jsonArray(indent: 4), style)) }
}
