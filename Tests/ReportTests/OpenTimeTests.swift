import Readings
import Testing

@testable import Report

struct OpenTimeTests {
  private let day = Interval(start: 0, end: 86_400_000)

  private func times(
    _ openings: [Opening], watched: [Interval] = [Interval(start: 0, end: 86_400_000)]
  ) -> [OpenTime] {
    DeviceRecord(
      device: Doors.device(1, nil), openings: openings, coverage: Coverage(watched)
    ).openTimes(in: day)
  }

  @Test func `none, and one that was seen to its end`() {
    #expect(times([]) == [])
    #expect(times([Doors.opening(1000, seconds: 7)]).map(\.milliseconds) == [7000])
  }

  @Test func `one that crosses midnight belongs to the day in which it begins`() {
    let late = Doors.opening(day.end - 1000, seconds: 60)
    #expect(times([Doors.opening(-1000, seconds: 60), late]).map(\.opening) == [late])
    #expect(times([late])[0].milliseconds == 60_000)
  }

  @Test func `without an end it lasts to where it was last seen, unless its end was missed`() {
    let open = times(
      [Doors.opening(1000, seconds: nil), Doors.opening(500_000, seconds: nil)],
      watched: [Interval(start: 0, end: 600_000)])
    #expect(open.map(\.milliseconds) == [0, 100_000])
    #expect(open.allSatisfy { !$0.isExact })
    let unseen = times([Doors.opening(700_000, seconds: nil)], watched: [])
    #expect(unseen.map(\.milliseconds) == [0])
  }

  @Test func `classes hold every opening whose end was seen`() {
    let seconds = [0.0, 4.999, 5, 59, 60, 600, 86_000]
    let histogram = OpenTimeHistogram(
      times(seconds.map { Doors.opening(1000, seconds: $0) } + [Doors.opening(5, seconds: nil)]))
    #expect(histogram.counts == [2, 1, 0, 1, 1, 0, 2])
    #expect(histogram.unseenCount == 1 && histogram.median == 59_000)
    #expect(OpenTimeHistogram([]).median == nil)
  }

  @Test func `a door left open says so in a line`() {
    let record = DeviceRecord(
      device: Doors.device(1, "Haustür"),
      openings: [Doors.opening(0, seconds: 599), Doors.opening(3_600_000, seconds: 600)],
      coverage: Coverage([day]))
    let found = record.leftOpen(for: 600_000, in: day, calendar: .utc)
    #expect(
      found.map { $0.text(ascii: true) } == [
        "Haustur stood open for 10 min 00 s from 1970-01-01 01:00:00"
      ])
  }

  @Test func `reports of open times are as recorded`() throws {
    let context = Doors.context(WeeklyTests.calendar, now: "2026-03-30T05:00:00Z")
    let week = Doors.interval("2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z")
    try GoldenTests.expectGolden(
      DurationsReport(context, range: week, records: WeeklyTests.records), "durations-two-devices")
    try GoldenTests.expectGolden(
      DurationsReport(context, range: week, records: []), "durations-empty")
  }
}
