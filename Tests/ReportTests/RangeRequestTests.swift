import Readings
import Testing

@testable import Report

struct TimeExpressionTests {
  private let berlin = Doors.calendar("Europe/Berlin")
  private let now = Doors.instant("2026-03-02T23:30:00Z")  // 00:30 on 3 March in Berlin

  private func read(_ text: String, _ side: TimeExpression.Side = .since) throws -> String {
    let time = try TimeExpression(text, calendar: berlin, now: now)
    return berlin.label(of: time.instant(as: side, calendar: berlin), withMilliseconds: true)
  }

  @Test(arguments: [
    ("today", "2026-03-03T00:00:00.000+01:00"), ("Yesterday", "2026-03-02T00:00:00.000+01:00"),
    ("tomorrow", "2026-03-04T00:00:00.000+01:00"), ("now", "2026-03-03T00:30:00.000+01:00"),
    ("14:30", "2026-03-03T14:30:00.000+01:00"), ("00:00:01.5", "2026-03-03T00:00:01.500+01:00"),
    ("14:30Z", "2026-03-03T15:30:00.000+01:00"),
    ("2026-07-01", "2026-07-01T00:00:00.000+02:00"),
    ("2026-07-01T14:30", "2026-07-01T14:30:00.000+02:00"),
    ("2026-07-01 14:30:15", "2026-07-01T14:30:15.000+02:00"),
    ("2026-07-01T14:30:15.25", "2026-07-01T14:30:15.250+02:00"),
    ("2026-07-01T12:30:00Z", "2026-07-01T14:30:00.000+02:00"),
    ("2026-07-01T12:30:00.123456+00:00", "2026-07-01T14:30:00.123+02:00"),
    ("2026-07-01T08:30-0400", "2026-07-01T14:30:00.000+02:00"),
    ("2026-07-01T13:30+01", "2026-07-01T14:30:00.000+02:00"),
  ])
  func `every form is read`(text: String, label: String) throws {
    #expect(try read(text) == label)
  }

  @Test func `a local time that occurs twice is the first for since and the second for until`()
    throws
  {
    #expect(try read("2026-10-25T02:30", .since) == "2026-10-25T02:30:00.000+02:00")
    #expect(try read("2026-10-25T02:30", .until) == "2026-10-25T02:30:00.000+01:00")
  }

  @Test func `a local time that the clock skips moves forward`() throws {
    #expect(try read("2026-03-29T02:30", .since) == "2026-03-29T03:30:00.000+02:00")
    #expect(try read("2026-03-29T02:00", .until) == "2026-03-29T03:00:00.000+02:00")
  }

  @Test(arguments: [
    "", "monday", "2026", "2026-3-1", "2026-03-01T", "2026-03-01T25:00", "2026-03-01T12",
    "2026-03-01T12:60", "2026-03-01T12:30:61", "2026-03-01T12:30+", "2026-03-01T12:30Zulu",
    "2026-03-01x12:30", "12:3", "24:00", "12:30:", "1:30", "12:30x", "2026-03-01T12:30:00.",
    "١٢٣٤-٠١-٠١",
  ])
  func `what is no time is refused with a hint`(text: String) {
    #expect(throws: TimeExpressionError.unreadable(text)) {
      try TimeExpression(text, calendar: berlin, now: now)
    }
    #expect(TimeExpressionError.unreadable(text).description.contains("2026-03-05"))
  }

  @Test func `a day that the calendar lacks is refused by name`() {
    #expect(throws: TimeExpressionError.noSuchDate("2026-02-30")) {
      try TimeExpression("2026-02-30", calendar: berlin, now: now)
    }
  }
}

struct RangeRequestTests {
  private let berlin = Doors.calendar("Europe/Berlin")
  private let now = Doors.instant("2026-03-31T09:00:00Z")

  private func range(
    since: String? = nil, until: String? = nil, last: String? = nil,
    data: Interval? = Doors.interval("2026-03-02T10:00:00Z", "2026-03-15T20:00:00Z")
  ) throws -> [String] {
    let request = RangeRequest(since: since, until: until, last: last)
    let interval = try request.interval(calendar: berlin, now: now, data: data)
    return [berlin.label(of: interval.start), berlin.label(of: interval.end)].map {
      String($0.prefix(16))
    }
  }

  @Test func `nothing asked for is the whole days with data`() throws {
    #expect(try range() == ["2026-03-02T00:00", "2026-03-16T00:00"])
    #expect(try range(data: nil) == ["2026-03-31T00:00", "2026-04-01T00:00"])
  }

  @Test func `since and until limit one end or both`() throws {
    #expect(try range(since: "2026-03-05") == ["2026-03-05T00:00", "2026-03-16T00:00"])
    #expect(try range(since: "2026-03-20") == ["2026-03-20T00:00", "2026-04-01T00:00"])
    #expect(try range(until: "2026-03-05") == ["2026-03-02T00:00", "2026-03-05T00:00"])
    #expect(
      try range(since: "2026-03-05T12:00", until: "today") == [
        "2026-03-05T12:00", "2026-03-31T00:00",
      ])
  }

  @Test(arguments: [
    ("24h", "2026-03-30T11:00", "2026-03-31T11:00"), ("1d", "2026-03-31T00:00", "2026-04-01T00:00"),
    ("7d", "2026-03-25T00:00", "2026-04-01T00:00"), ("4w", "2026-03-04T00:00", "2026-04-01T00:00"),
    ("1m", "2026-03-01T00:00", "2026-04-01T00:00"), ("2m", "2026-02-01T00:00", "2026-04-01T00:00"),
  ])
  func `last counts back from now`(last: String, start: String, end: String) throws {
    #expect(try range(last: last) == [start, end])
  }

  @Test func `last counts back from until where it is given`() throws {
    #expect(try range(until: "2026-03-16", last: "7d") == ["2026-03-09T00:00", "2026-03-16T00:00"])
    #expect(
      try range(until: "2026-03-16", last: "48h") == ["2026-03-14T00:00", "2026-03-16T00:00"])
  }

  @Test func `what cannot be is an error`() {
    #expect(throws: RangeError.lastWithSince) { try range(since: "today", last: "7d") }
    for text in ["", "7", "d", "0d", "-1d", "7x", "1.5h", "9999999d", "7 d"] {
      #expect(throws: RangeError.unreadableLast(text)) { try range(last: text) }
    }
    #expect(throws: RangeError.time(.unreadable("soon"))) { try range(since: "soon") }
    #expect(throws: RangeError.outsideCalendar) { try range(since: "1950-01-01") }
    #expect(throws: RangeError.outsideCalendar) { try range(last: "900000d") }
    let empty = #expect(throws: RangeError.self) {
      try range(since: "2026-03-05", until: "2026-03-05")
    }
    #expect(empty?.description.contains("2026-03-05T00:00:00+01:00") == true)
  }
}
