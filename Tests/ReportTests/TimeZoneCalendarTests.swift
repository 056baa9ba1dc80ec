import Foundation
import Testing

@testable import Report

struct TimeZoneCalendarTests {
  @Test(arguments: [
    ("Europe/Berlni", "Europe/Berlin"), ("europe/berlin", "Europe/Berlin"),
    ("Berlin", "Europe/Berlin"), ("America/NewYork", "America/New_York"),
    ("Asia/Tokio", "Asia/Tokyo"),
  ])
  func `an unknown zone is an error with the nearest name`(wrong: String, right: String) {
    #expect {
      try TimeZoneCalendar(named: wrong)
    } throws: { error in
      (error as? UnknownTimeZone)?.nearest.first == right && "\(error)".contains(right)
    }
  }

  @Test(arguments: ["", "GMT+3", "UTC+1", "PST", "+01:00", "Nowhere/At_All_In_This_World", "Mars"])
  func `offsets, abbreviations and nonsense are no zones`(name: String) {
    #expect(throws: UnknownTimeZone.self) { try TimeZoneCalendar(named: name) }
  }

  @Test(arguments: [
    "UTC", "Etc/UTC", "US/Pacific", "Europe/Kyiv", "CET", "Etc/GMT+3", "Asia/Kolkata",
  ])
  func `aliases and fixed zones of the database are zones`(name: String) throws {
    #expect(try TimeZoneCalendar(named: name).name == name)
  }

  @Test func `an error cannot smuggle control characters`() {
    let error = UnknownTimeZone(name: "\u{1B}[31mX\n", nearest: [])
    #expect(!error.description.contains("\u{1B}") && !error.description.contains("\n"))
  }

  @Test func `offsets agree with Foundation in every zone`() throws {
    var random = SplitMix(seed: 7)
    for name in TimeZone.knownTimeZoneIdentifiers {
      let zone = try #require(TimeZone(identifier: name))
      let calendar = Doors.calendar(name)
      for _ in 0..<40 {
        let second = Int64(random.next(below: 3_000_000_000))
        let date = Date(timeIntervalSince1970: Double(second))
        #expect(
          calendar.offset(at: second * 1000) == Int64(zone.secondsFromGMT(for: date)) * 1000,
          "\(name) at \(date)")
      }
    }
  }

  @Test func `labels carry the offset and milliseconds where wanted`() {
    let berlin = Doors.calendar("Europe/Berlin")
    let instant = Doors.instant("2026-11-02T07:00:00.250Z")
    #expect(berlin.label(of: instant) == "2026-11-02T08:00:00+01:00")
    #expect(berlin.label(of: instant, withMilliseconds: true) == "2026-11-02T08:00:00.250+01:00")
    #expect(
      Doors.calendar("America/St_Johns").label(of: instant) == "2026-11-02T03:30:00-03:30")
    #expect(TimeZoneCalendar.utc.label(of: 0) == "1970-01-01T00:00:00+00:00")
    #expect(
      TimeZoneCalendar.utc.label(of: -1, withMilliseconds: true).hasPrefix(
        "1969-12-31T23:59:59.999"))
  }

  @Test func `a clock label has its offset only where the clock shows it twice`() {
    let berlin = Doors.calendar("Europe/Berlin")
    #expect(berlin.clockLabel(of: Doors.instant("2026-10-25T00:30:00Z")) == "02:30:00+02:00")
    #expect(berlin.clockLabel(of: Doors.instant("2026-10-25T01:30:00Z")) == "02:30:00+01:00")
    #expect(berlin.clockLabel(of: Doors.instant("2026-10-25T02:30:00Z")) == "03:30:00")
  }

  @Test(arguments: [("", "abc", 3), ("abc", "abc", 0), ("ab", "ba", 1), ("kitten", "sitting", 3)])
  func `the distance of names counts edits`(left: String, right: String, distance: Int) {
    #expect(ZoneNames.editDistance(Array(left.utf8), Array(right.utf8)) == distance)
  }
}
