import Readings
import Testing

@testable import Report

/// Whole outputs against recorded ones under `fixtures/report`; `RECORD_GOLDEN=1 swift test`
/// records them again, and `git diff` shows what changed.
struct GoldenTests {
  static let styles: [(name: String, style: Style)] = [
    ("80", Style()), ("40", Style(width: 40)), ("120", Style(width: 120)),
    ("80-ascii", Style(isASCII: true)), ("40-ascii", Style(width: 40, isASCII: true)),
  ]

  /// The case's name, its devices and its range; in Berlin, whose clocks go forward on 29 March.
  static let cases: [(name: String, records: [DeviceRecord], range: Interval)] = {
    let berlin = Doors.calendar("Europe/Berlin")
    let fortnight = Doors.interval("2026-03-15T23:00:00Z", "2026-03-29T22:00:00Z")
    let week = Doors.interval("2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z")
    let day = Doors.interval("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")
    let front = Doors.device(1, "Front door")
    let one = DeviceRecord(
      device: front, openings: [Doors.opening(Doors.instant("2026-10-25T01:10:00Z"), seconds: 125)],
      coverage: Coverage([Doors.interval("2026-10-25T00:00:00Z", "2026-10-25T04:15:00Z")]))
    let office = Doors.office(front, in: fortnight, calendar: berlin)
    let quiet = Doors.office(
      Doors.device(2, "玄関 🚪, \"Süd\""), in: week, calendar: berlin, perDay: 4, seed: 2)
    return [
      ("empty", [], day), ("one-opening", [one], day), ("one-device", [office], fortnight),
      ("two-devices", [office, quiet], week),
    ]
  }()

  static func expectGoldenText(_ name: String, _ rendered: (Style) -> String) throws {
    for (width, style) in Self.styles {
      let text = rendered(style)
      try Fixtures.expectGolden(text, "\(name).\(width).txt")
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        #expect(displayWidth(String(line)) <= style.width, "\(name) at \(width): \(line)")
        #expect(line.last != " ", "\(name) at \(width): space at the end of \(line)")
      }
      if style.isASCII { #expect(text.utf8.allSatisfy { $0 < 0x80 }) }
    }
  }

  static func expectGolden(_ report: some Renderable, _ name: String) throws {
    try expectGoldenText(name) { report.rendered(as: .text, style: $0) }
    for (format, ending) in [
      (Format.csv, "csv"), (.tsv, "tsv"), (.json, "json"), (.ndjson, "ndjson"), (.markdown, "md"),
    ] {
      try Fixtures.expectGolden(report.rendered(as: format, style: Style()), "\(name).\(ending)")
    }
  }

  @Test(arguments: cases.indices)
  func `openings per day`(index: Int) throws {
    let (name, records, range) = Self.cases[index]
    let context = Doors.context(Doors.calendar("Europe/Berlin"), now: "2026-11-02T09:30:00Z")
    try Self.expectGolden(
      OpeningsReport(context, range: range, records: records), "openings-\(name)")
  }

  @Test func `openings per hour on the day clocks go back`() throws {
    let (_, records, range) = Self.cases[1]
    let context = Doors.context(Doors.calendar("Europe/Berlin"), now: "2026-11-02T09:30:00Z")
    try Self.expectGolden(
      OpeningsReport(context, range: range, records: records, by: .hour), "openings-hours")
  }

  @Test(arguments: cases.indices)
  func `list of openings`(index: Int) throws {
    let (name, records, range) = Self.cases[index]
    let context = Doors.context(Doors.calendar("Europe/Berlin"), now: "2026-11-02T09:30:00Z")
    let first = Interval(start: range.start, end: min(range.end, range.start + 2 * 86_400_000))
    try Self.expectGolden(
      OpeningListReport(context, range: first, records: records), "list-\(name)")
  }

  @Test(arguments: cases.indices)
  func `busiest hours and weekdays`(index: Int) throws {
    let (name, records, range) = Self.cases[index]
    let context = Doors.context(Doors.calendar("Europe/Berlin"), now: "2026-11-02T09:30:00Z")
    try Self.expectGolden(BusiestReport(context, range: range, records: records), "busiest-\(name)")
  }

  @Test func `heat map of the week`() throws {
    let (_, records, range) = Self.cases[2]
    let context = Doors.context(Doors.calendar("Europe/Berlin"), now: "2026-11-02T09:30:00Z")
    try Self.expectGolden(
      BusiestReport(context, range: range, records: records, by: [.hourOfWeek]), "busiest-week")
  }

  @Test func `all devices together`() throws {
    let (_, records, range) = Self.cases[3]
    let context = Doors.context(Doors.calendar("Europe/Berlin"), now: "2026-11-02T09:30:00Z")
    try Self.expectGolden(
      BusiestReport(context, range: range, records: records, by: [.weekday], grouping: .together),
      "busiest-together")
  }

  @Test func `the example of the design, line by line`() {
    let start = Doors.instant("2017-08-06T22:00:00Z")
    let hours: [(hour: Int, openings: Int, tenths: Int64)] = [
      (0, 0, 278), (8, 214, 261), (9, 181, 260), (10, 62, 255),
    ]
    let rows = (0..<24).map { hour in
      let known = hours.first { $0.hour == hour }
      return ProfileRow(
        kind: .hour, index: hour,
        tally: Tally(
          count: known?.openings ?? 0, observedMilliseconds: (known?.tenths ?? 0) * 360_000,
          expectedMilliseconds: 28 * 3_600_000), observedDays: 28)
    }
    var profile = Profile(.hour, hours: [])
    profile.rows = rows
    let report = BusiestReport(
      Doors.context(Doors.calendar("Europe/Berlin")),
      range: Interval(start: start, end: start + 28 * 86_400_000), records: [], by: [.hour])
    let section = report.section(
      OpeningSeries(name: "Front door", openedAt: [], coverages: []), .hour, profile.ranked(),
      style: Style())
    let lines = TextRenderer(style: Style()).text(of: [section]).split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines[0] == "Front door   openings per hour of day   Europe/Berlin   2017-08-07 … 2017-09-03")
    #expect(lines[3] == "hour      n   obs h   per h   95 % interval")
    #expect(lines[4] == "00–01     0    27.8    0.00    0.00–0.13")
    #expect(lines[12] == "08–09   214    26.1    8.20    7.14–9.37   ████████████████████  busiest")
    #expect(
      lines[13] == "09–10   181    26.0    6.96    5.98–8.05   █████████████████     not separable")
    #expect(lines[14] == "10–11    62    25.5    2.43    1.86–3.12   █████▉")
    #expect(lines[17] == "13–14     ·     0.0       ·        ·")
  }
}
