import Readings
import Testing

@testable import Report

struct AlertTests {
  private let front = Doors.device(1, "Front door")
  private let berlin = Doors.calendar("Europe/Berlin")
  private let minute: Int64 = 60_000
  private let hour: Int64 = 3_600_000

  private func evidence(
    _ openings: [Opening], watched: [Interval]? = nil, last: String? = nil
  ) -> AlertEvidence {
    AlertEvidence(
      record: DeviceRecord(
        device: front, openings: openings,
        coverage: Coverage(
          watched ?? [Doors.interval("2026-03-01T00:00:00Z", "2026-03-03T00:00:00Z")])),
      lastReadingAt: last.map(Doors.instant))
  }

  private func events(
    _ condition: AlertRule.Condition, _ evidence: AlertEvidence,
    since: String = "2026-03-01T00:00:00Z", now: String = "2026-03-03T00:00:00Z"
  ) -> [AlertEvent] {
    AlertFinder(calendar: berlin, now: Doors.instant(now)).events(
      of: AlertRule(name: "rule", condition: condition), since: Doors.instant(since), evidence)
  }

  // MARK: Times of day

  @Test(arguments: [
    ("22:00-06:00", true), ("0:00-24:00", true), ("07:30 - 08:00", true), ("22:00-00:00", true),
    ("07:00-07:00", false), ("24:00-06:00", false), ("7-8", false), ("07:60-08:00", false),
    ("", false), ("07:00-08:00-09:00", false), ("07:00–08:00", false),
  ])
  func `times of day are read or refused`(text: String, isGood: Bool) {
    #expect((DailyWindow(text) != nil) == isGood)
  }

  @Test func `a weekday is known by three letters, and no other`() {
    #expect(DailyWindow("07:00-08:00", weekdays: ["mon", "Tuesday"]) != nil)
    #expect(DailyWindow("07:00-08:00", weekdays: ["mo"]) == nil)
    #expect(DailyWindow("07:00-08:00", weekdays: ["funday"]) == nil)
  }

  @Test func `a night belongs to the weekday on which it begins, on the door's clock`() throws {
    // 2026-03-06 is a Friday; Berlin is an hour ahead.
    let night = try #require(DailyWindow("22:00-06:00", weekdays: ["fri"]))
    for (time, isIn) in [
      ("2026-03-06T20:59:59Z", false), ("2026-03-06T21:00:00Z", true),
      ("2026-03-07T04:59:59Z", true), ("2026-03-07T05:00:00Z", false),
      ("2026-03-07T21:30:00Z", false), ("2026-03-06T03:00:00Z", false),
    ] { #expect(night.contains(Doors.instant(time), calendar: berlin) == isIn, "\(time)") }
  }

  // MARK: Conditions

  @Test func `a door left open is told from the limit on, open ones as at least so long`() {
    let start = Doors.instant("2026-03-02T08:00:00Z")
    let openings = [
      Doors.opening(start, seconds: 599), Doors.opening(start + hour, seconds: 600),
      Doors.opening(start + 2 * hour, seconds: nil),
    ]
    let found = events(.leftOpen(10 * minute), evidence(openings))
    #expect(found.map(\.at) == [start + hour, start + 2 * hour])
    #expect(
      found.map(\.message) == [
        "Front door stood open for 10 min 00 s from 2026-03-02 10:00:00",
        "Front door stood open for at least 14 h 00 min from 2026-03-02 11:00:00",
      ])
    #expect(found[1].until == nil && found[1].title == "Front door left open")
  }

  @Test func `what began before is not told, and nothing of nothing`() throws {
    let start = Doors.instant("2026-03-02T08:00:00Z")
    let openings = [Doors.opening(start), Doors.opening(start + hour)]
    let always = try #require(DailyWindow("00:00-24:00"))
    let found = events(.opened(always), evidence(openings), since: "2026-03-02T09:00:00Z")
    #expect(found.map(\.at) == [start + hour])
    #expect(
      found[0].message == "Front door was opened at 2026-03-02 10:00:00, within 00:00-24:00")
    #expect(events(.opened(always), evidence([])).isEmpty)
    #expect(events(.unusual, evidence([])).isEmpty)
    #expect(events(.silent(hour), evidence([])).isEmpty)
    #expect(events(.notOpened(hour), evidence([], watched: [])).isEmpty)
  }

  @Test func `only watched time counts as time without an opening`() {
    let opening = Doors.opening(Doors.instant("2026-03-02T00:00:00Z"), seconds: 60)
    let watched = [
      Doors.interval("2026-03-02T00:00:00Z", "2026-03-02T06:01:00Z"),
      Doors.interval("2026-03-02T20:00:00Z", "2026-03-03T00:00:00Z"),
    ]
    let evidence = evidence([opening], watched: watched)
    #expect(events(.notOpened(10 * hour), evidence).map(\.milliseconds) == [10 * hour])
    #expect(events(.notOpened(10 * hour + 1), evidence).isEmpty)
    let never = self.evidence([], watched: watched)
    #expect(events(.notOpened(10 * hour), never)[0].message.hasSuffix("; there was none yet"))
  }

  @Test func `a silent phone is told from the limit on`() {
    let evidence = evidence([], last: "2026-03-02T23:00:00Z")
    #expect(events(.silent(hour), evidence).map(\.at) == [Doors.instant("2026-03-02T23:00:00Z")])
    #expect(events(.silent(hour + 1), evidence).isEmpty)
  }

  @Test func `unusual periods are told where there is enough history`() throws {
    let range = Doors.interval("2026-01-04T23:00:00Z", "2026-03-01T23:00:00Z")
    var record = Doors.office(front, in: range, calendar: berlin)
    let party = Doors.instant("2026-02-28T20:00:00Z")
    record.openings += (0..<60).map { Doors.opening(party + Int64($0) * 100_000) }
    func found(from start: Int64) -> [AlertEvent] {
      let part = Interval(start: start, end: range.end)
      let series = OpeningSeries(
        DeviceRecord(
          device: front, openings: record.openings.filter { part.contains($0.openedAt) },
          coverage: record.coverage.clipped(to: part)))
      var evidence = AlertEvidence(record: record, lastReadingAt: nil)
      evidence.unusual =
        UnusualFindings.found(
          in: [series], range: part, now: range.end, calendar: berlin)[0]
      return events(
        .unusual, evidence, since: "2026-02-27T00:00:00Z", now: "2026-03-01T23:00:00Z")
    }
    let told = try #require(found(from: range.start).first)
    #expect(abs(told.at - party) <= hour)
    #expect(told.message.contains("expected"))
    #expect(found(from: range.end - 14 * 86_400_000).isEmpty, "two weeks are too few")
  }

  // MARK: Known alerts

  private func event(_ condition: AlertRule.Condition, _ at: Int64, until: Int64? = nil)
    -> AlertEvent
  {
    AlertEvent(
      rule: AlertRule(name: "rule", condition: condition), device: front, at: at, until: until,
      milliseconds: nil, title: "", message: "")
  }

  private func known(_ times: Int64..., raised: Int64 = 0) -> KnownAlerts {
    KnownAlerts(times.map { .init(at: $0, raisedAt: raised) })
  }

  @Test func `an event that moved is known, and its neighbour is not taken for it`() {
    let condition = AlertRule.Condition.leftOpen(1)
    let events = [event(condition, 1000), event(condition, 6000)]
    #expect(known().new(among: events).count == 2)
    #expect(known(1000).new(among: events).map(\.at) == [6000])
    #expect(known(1200, 6300).new(among: events).isEmpty)
    #expect(known(20_000).new(among: events).count == 2)
  }

  @Test func `a silence goes on through readings that come late, and a new one is another`() {
    let silence = event(.silent(hour), 5000)
    #expect(known(5000, raised: 9000).new(among: [silence]).isEmpty)
    #expect(known(3000, raised: 9000).new(among: [silence]).isEmpty)
    #expect(known(3000, raised: 4000).new(among: [silence]).count == 1)
  }

  @Test func `an unusual period that grew is known`() {
    let period = event(.unusual, 10 * hour, until: 13 * hour)
    #expect(known(11 * hour).new(among: [period]).isEmpty)
    #expect(known(9 * hour).new(among: [period]).isEmpty)
    #expect(known(13 * hour).new(among: [period]).count == 1)
  }

  @Test func `keys are the same for the same, others for others, and fit for a header`() {
    let one = event(.unusual, 1)
    #expect(one.key == event(.unusual, 1, until: 7).key)
    #expect(one.key != event(.unusual, 2).key)
    #expect(one.key.count == 21 && one.key.hasPrefix("rule-"))
    #expect(one.key.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f })
  }

  // MARK: Outputs

  @Test func `what is sent and what is shown conform to their schemas`() throws {
    var event = event(.leftOpen(1), Doors.instant("2026-03-02T08:00:00Z"))
    event.message = "a \"quoted\" 玄関"
    let message = AlertMessage(event, calendar: berlin, toolVersion: "1.0.0")
    let schema = try SchemaValidator(Fixtures.text("docs/schemas/doorstats.alert.message.1.json"))
    for text in [message.json(), message.json(topic: "door")] {
      #expect(try schema.violations(in: text) == [])
      #expect(!text.contains("\n"))
    }
    #expect(try schema.violations(in: #"{"key":"a"}"#) != [])
    let row = AlertReport.Row(
      key: event.key, rule: "rule", device: "Front door", at: event.at, message: event.message,
      outcome: .delivered)
    let validator = try SchemaValidator(Fixtures.text("docs/schemas/doorstats.alert.1.json"))
    for rows in [[], [row]] {
      let report = AlertReport(Doors.context(berlin), ruleCount: 2, rows: rows)
      #expect(try validator.violations(in: report.rendered(as: .json, style: Style())) == [])
    }
  }

  @Test func `the text names what was raised, or that nothing was`() throws {
    let row = AlertReport.Row(
      key: "k", rule: "night", device: "Front door", at: 0,
      message: "Front door was opened at 2026-03-02 03:12:45, within 22:00-06:00", outcome: .shown)
    for (name, rows) in [("alert-none", []), ("alert-one", [row])] {
      try GoldenTests.expectGolden(
        AlertReport(Doors.context(berlin), ruleCount: 2, rows: rows), name)
    }
  }
}
