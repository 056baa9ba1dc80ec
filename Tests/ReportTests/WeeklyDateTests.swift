import Readings
import Testing

@testable import Report

struct WeeklyDateTests {
  private let berlin = Doors.calendar("Europe/Berlin")

  private func due(_ date: String, sent: [String], now: String) throws -> [String] {
    let date = try #require(WeeklyDate([date]))
    return date.dueMondays(sent: sent, now: Doors.instant(now), calendar: berlin)
      .map { WeekSpan(monday: $0, calendar: berlin).name }
  }

  @Test(arguments: [
    (["mon", "07:00"], true), (["Sunday 7:05"], true), (["mon"], false), (["mon", "24:00"], false),
    (["mo", "07:00"], false), (["mon", "07:00", "x"], false), (["07:00", "mon"], false),
    ([], false),
  ])
  func `a day and a time are read or refused`(words: [String], isGood: Bool) {
    #expect((WeeklyDate(words) != nil) == isGood)
  }

  @Test func `a report falls due on the minute, of the door's clock`() throws {
    // 2026-03-02 is a Monday, of week 10; Berlin is an hour ahead.
    #expect(try due("mon 07:00", sent: ["2026-W08"], now: "2026-03-02T05:59:59Z") == [])
    #expect(try due("mon 07:00", sent: ["2026-W08"], now: "2026-03-02T06:00:00Z") == ["2026-W09"])
    #expect(try due("mon 07:00", sent: ["2026-W09"], now: "2026-03-02T06:00:00Z") == [])
    #expect(try due("sun 22:00", sent: ["2026-W08"], now: "2026-03-08T20:59:59Z") == [])
    #expect(try due("sun 22:00", sent: ["2026-W08"], now: "2026-03-08T21:00:00Z") == ["2026-W09"])
  }

  @Test func `missed weeks are due, the last five, and only one where none was ever sent`() throws {
    let now = "2026-03-05T12:00:00Z"
    #expect(try due("mon 07:00", sent: [], now: now) == ["2026-W09"])
    #expect(
      try due("mon 07:00", sent: ["2026-W06"], now: now) == ["2026-W07", "2026-W08", "2026-W09"])
    #expect(
      try due("mon 07:00", sent: ["2025-W40"], now: now)
        == ["2026-W05", "2026-W06", "2026-W07", "2026-W08", "2026-W09"])
  }

  @Test func `over the turn of the year and clock changes no week is left out or doubled`() throws {
    var sent = ["2025-W50"]
    var now = Doors.instant("2025-12-22T06:00:00Z")
    let date = try #require(WeeklyDate(["mon 02:30"]))
    for _ in 0..<(24 * 7 * 20) {
      for monday in date.dueMondays(sent: sent, now: now, calendar: berlin) {
        sent.append(WeekSpan(monday: monday, calendar: berlin).name)
      }
      now += 3_600_000
    }
    #expect(sent.count == 22 && Set(sent).count == 22 && sent == sent.sorted())
    #expect(sent.last == "2026-W19")
  }
}
