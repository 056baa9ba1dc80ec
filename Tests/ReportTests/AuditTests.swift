import Readings
import Testing

@testable import Report

struct AuditTests {
  private static let start = Doors.instant("2026-10-25T06:00:00Z")

  /// A door with one error a kind; `matches` pairs, each opening 300 ms early.
  private static func audit(matches: Int, missed: Int, falseAlarms: Int, hidden: Int = 0)
    -> DeviceAudit
  {
    func times(_ count: Int, minute: Int64) -> [Int64] {
      (0..<count).map { start + Int64($0) * 1_800_000 + minute * 60_000 }
    }
    return DeviceAudit(
      device: Doors.device(1, "Front door"),
      range: Interval(start: start, end: start + 86_400_000), observedMilliseconds: 80_000_000,
      matches: times(matches, minute: 3).map { .init(label: $0, opening: $0 - 300) },
      missed: times(missed, minute: 11), falseAlarms: times(falseAlarms, minute: 17),
      notObservable: times(hidden, minute: 23))
  }

  static let cases: [(name: String, audits: [DeviceAudit])] = [
    ("door", [audit(matches: 36, missed: 4, falseAlarms: 7, hidden: 1)]),
    ("faultless", [audit(matches: 5, missed: 0, falseAlarms: 0)]),
    ("nothing", [audit(matches: 0, missed: 0, falseAlarms: 0)]),
  ]

  @Test(arguments: cases.indices)
  func `audits as recorded`(index: Int) throws {
    let (name, audits) = Self.cases[index]
    try GoldenTests.expectGolden(
      AuditReport(
        Doors.context(Doors.calendar("Europe/Berlin")), tolerance: 2000, devices: audits,
        listsErrors: true), "audit-\(name)")
  }

  @Test func `shares are counts by counts, and absent without a divisor`() {
    let audit = Self.audit(matches: 36, missed: 4, falseAlarms: 2)
    #expect(audit.precision.value == 36.0 / 38)
    #expect(audit.recall.value == 0.9)
    let f1 = 2 * 36.0 / (2 * 36 + 4 + 2)
    #expect(abs((audit.f1 ?? 0) - f1) < 1e-12)
    let interval = audit.f1Interval
    #expect((interval?.low ?? 1) < f1 && f1 < (interval?.high ?? 0))
    let nothing = Self.audit(matches: 0, missed: 0, falseAlarms: 0)
    #expect(nothing.precision.value == nil && nothing.f1 == nil && nothing.f1Interval == nil)
    #expect(nothing.startError == nil)
    let blind = Self.audit(matches: 0, missed: 3, falseAlarms: 0)
    #expect(blind.precision.value == nil && blind.recall.value == 0 && blind.f1 == 0)
  }

  @Test func `every label and opening has one row, in time order`() {
    let rows = Self.audit(matches: 3, missed: 2, falseAlarms: 2, hidden: 1).rows
    #expect(rows.count == 8)
    #expect(zip(rows, rows.dropFirst()).allSatisfy { $0.time <= $1.time })
    #expect(rows.filter { $0.startError != nil }.allSatisfy { $0.startError == -300 })
  }

  @Test func `the worst hours come first`() {
    let hours = Self.audit(matches: 0, missed: 3, falseAlarms: 2).worstHours(in: .utc)
    #expect(hours.map { $0.missed + $0.falseAlarms } == [4, 1])
    #expect(hours[0].start == Self.start)
  }

  @Test func `a sensitivity line is added for people and not for machines`() {
    let line = SensitivityLine(
      device: Doors.device(1, "Front door"), openingCount: 38, recounts: [(0.8, 41), (1.25, 36)],
      daysWithoutReadings: 2)
    let report = AuditReport(Doors.context(.utc), tolerance: 2000, devices: [])
    let with = WithNotes(report, notes: [line.text(style: Style())])
    let style = Style(width: 120)
    #expect(
      with.rendered(as: .text, style: style).hasSuffix(
        "Front door, sensitivity: 38 openings; 41 with thresholds × 0.8, 36 with thresholds × 1.25; "
          + "without 2 days whose readings\nare gone.\n"))
    #expect(line.text(style: Style(isASCII: true)).utf8.allSatisfy { $0 < 0x80 })
    for format in [Format.csv, .tsv, .json, .ndjson] {
      #expect(
        with.rendered(as: format, style: style) == report.rendered(as: format, style: style))
    }
  }
}

struct BinomialIntervalTests {
  @Test func `every interval of the table agrees to nine digits`() throws {
    let rows = try Fixtures.rows("fixtures/statistics/binomial-interval.csv")
    #expect(rows.count > 100)
    for row in rows {
      let numbers = row.compactMap { Double($0) }
      let interval = try #require(
        BinomialInterval(count: Int(numbers[0]), of: Int(numbers[1]), level: numbers[2]))
      #expect(abs(interval.low - numbers[3]) <= 1e-9 * max(1e-6, numbers[3]), "\(row)")
      #expect(abs(interval.high - numbers[4]) <= 1e-9 * numbers[4], "\(row)")
    }
  }

  @Test func `without trials there is no interval`() {
    #expect(BinomialInterval(count: 0, of: 0) == nil)
  }

  @Test func `all or none of the trials reach the ends`() {
    #expect(BinomialInterval(count: 0, of: 7)?.low == 0)
    #expect(BinomialInterval(count: 7, of: 7)?.high == 1)
  }
}
