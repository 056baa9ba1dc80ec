import Foundation
import Readings
import Testing

@testable import Report

/// The weekly report against recorded ones, and what a page must be.
struct WeeklyTests {
  static let calendar = Doors.calendar("Europe/Berlin")

  /// Eight weeks of two doors up to the Sunday on which clocks go forward, with a party in the last
  /// one and a door that was left open.
  static let records: [DeviceRecord] = {
    let weeks = Doors.interval("2026-02-01T23:00:00Z", "2026-03-29T22:00:00Z")
    var front = Doors.office(Doors.device(1, "Front door"), in: weeks, calendar: calendar)
    let evening = Doors.instant("2026-03-26T18:00:00Z")
    let party = (0..<90).map { Doors.opening(evening + Int64($0) * 120_000, seconds: 15) }
    let left = Doors.opening(Doors.instant("2026-03-24T11:00:00Z"), seconds: 1_500)
    front = DeviceRecord(
      device: front.device, openings: front.openings + party + [left], coverage: front.coverage)
    let back = Doors.office(
      Doors.device(2, "<Hof> & \"Süd\""), in: Interval(start: evening, end: weeks.end),
      calendar: calendar, perDay: 6, seed: 4)
    return [front, back]
  }()

  static func report(
    _ records: [DeviceRecord] = records, week: String = "2026-W13",
    now: String = "2026-03-30T05:00:00Z", zone: TimeZoneCalendar = calendar
  ) throws -> WeeklyReport {
    let instant = Doors.instant(now)
    let monday = try WeekRequest.monday(of: week, calendar: zone, now: instant)
    return WeeklyReport(
      Doors.context(zone, now: now), span: WeekSpan(monday: monday, calendar: zone),
      records: records, everyone: records,
      health: DataHealth(
        rejectedCount: 3, lastReadings: [1: Doors.instant("2026-03-29T21:59:58Z")],
        pull: PullState(pulledAt: instant)))
  }

  @Test(arguments: [("weekly", 2), ("weekly-empty", 0), ("weekly-unwatched", 1)])
  func `every form is as recorded`(name: String, count: Int) throws {
    let unwatched = [DeviceRecord(device: Doors.device(1, nil), openings: [], coverage: Coverage())]
    let report = try Self.report(count == 2 ? Self.records : count == 0 ? [] : unwatched)
    try GoldenTests.expectGoldenText(name) { report.rendered(as: .text, style: $0) }
    for (format, ending) in [(WeeklyFormat.markdown, "md"), (.html, "html"), (.json, "json")] {
      try Fixtures.expectGolden(report.rendered(as: format, style: Style()), "\(name).\(ending)")
    }
  }

  @Test func `the party is unusual, and the door that was left open is told`() throws {
    let report = try Self.report()
    let front = report.devices[0]
    let evening = Doors.interval("2026-03-26T18:00:00Z", "2026-03-26T21:00:00Z")
    #expect(front.unusual.contains { $0.interval.intersection(evening) != nil })
    #expect(front.unusual.count <= 3, "\(front.unusual)")
    #expect(report.hasDoorLeftOpen)
    #expect(front.longest(1)[0].milliseconds == 1_500_000)
    #expect(report.devices[1].findings.judgements == nil, "two days are no history")
  }

  @Test func `the parts add up to the week`() throws {
    for device in try Self.report().devices {
      let openings = device.total.openings
      #expect(device.days.reduce(0) { $0 + ($1.tally.openings ?? 0) } == openings)
      #expect(device.hours.reduce(0) { $0 + ($1.tally.openings ?? 0) } == openings)
      #expect(device.hours.count == 167, "the day on which clocks go forward has 23 hours")
      let histogram = OpenTimeHistogram(device.openTimes)
      #expect(histogram.counts.reduce(0, +) + histogram.unseenCount == openings)
    }
  }

  @Test func `a page is small, whole, and asks for nothing`() throws {
    let five = (1...5).map { number in
      DeviceRecord(
        device: Doors.device(Int64(number), "Door \(number)"), openings: Self.records[0].openings,
        coverage: Self.records[0].coverage)
    }
    let page = try Self.report(five).rendered(as: .html, style: Style())
    #expect(page.utf8.count < 200_000, "\(page.utf8.count)")
    for outside in ["http", "src=", "@import", "<script", "<link", "url(//"] {
      #expect(!page.contains(outside), "\(outside)")
    }
    #expect(Self.unclosedTags(in: page) == [])
  }

  @Test func `what users name is shown as text in a page`() throws {
    let page = try Self.report().rendered(as: .html, style: Style())
    #expect(page.contains("&lt;Hof&gt; &amp; &quot;Süd&quot;"))
    #expect(!page.contains("<Hof>"))
  }

  @Test func `behind every chart with numbers stands a table`() throws {
    let page = try Self.report().rendered(as: .html, style: Style())
    let charts = page.components(separatedBy: "role=\"img\"").count - 1
    let tables = page.components(separatedBy: "<table>").count - 1
    #expect(charts == 8 && tables >= charts, "\(charts) charts, \(tables) tables")
  }

  @Test func `the week of a year is read, and wrong ones are refused`() throws {
    let now = Doors.instant("2026-03-30T05:00:00Z")
    func monday(_ text: String) throws -> String {
      try WeekRequest.monday(of: text, calendar: Self.calendar, now: now).description
    }
    #expect(try monday("last") == "2026-03-23")
    #expect(try monday("this") == "2026-03-30")
    #expect(try monday("2020-W53") == "2020-12-28")
    #expect(try monday("2021-w01") == "2021-01-04")
    for wrong in ["2021-W53", "2020-W54", "2020-W00"] {
      #expect(throws: WeekError.noSuchWeek(wrong)) { try monday(wrong) }
    }
    for wrong in ["", "next", "2020-10", "2020W10", "W10", "2020-W1"] {
      #expect(throws: WeekError.unreadable(wrong)) { try monday(wrong) }
    }
  }

  /// Elements that are not closed in order; those that never are, are left out.
  private static func unclosedTags(in page: String) -> [Substring] {
    let void: Set<Substring> = ["meta", "rect", "line", "!DOCTYPE"]
    var open: [Substring] = []
    for piece in page.split(separator: "<").dropFirst(page.hasPrefix("<") ? 0 : 1) {
      let name = piece.prefix { $0.isLetter || $0.isNumber || $0 == "/" || $0 == "!" }
      let tag = piece.prefix { $0 != ">" }
      if name.hasPrefix("/") {
        guard open.last == name.dropFirst() else { return open + [name] }
        open.removeLast()
      } else if tag.last != "/", !void.contains(name) || (name == "rect" && tag.last != "/") {
        open.append(name)
      }
    }
    return open
  }
}
