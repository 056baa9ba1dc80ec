import Foundation
import Readings
import Testing

@testable import Report

struct CalendarBucketTests {
  private func starts(_ calendar: TimeZoneCalendar, _ unit: CalendarUnit, _ range: Interval)
    -> [String]
  {
    calendar.buckets(by: unit, in: range).map { calendar.label(of: $0.interval.start) }
  }

  @Test func `an empty range has no bucket`() {
    let empty = Interval(start: 1000, end: 1000)
    for unit in CalendarUnit.allCases {
      #expect(TimeZoneCalendar.utc.buckets(by: unit, in: empty).isEmpty)
    }
  }

  @Test func `one instant lies in one bucket of each kind`() {
    let calendar = Doors.calendar("Europe/Berlin")
    let instant = Doors.instant("2026-11-02T07:15:00Z")
    let labels = CalendarUnit.allCases.map {
      calendar.label(of: calendar.bucket(by: $0, containing: instant).interval.start)
    }
    #expect(
      labels == [
        "2026-11-02T08:00:00+01:00", "2026-11-02T00:00:00+01:00", "2026-11-02T00:00:00+01:00",
        "2026-11-01T00:00:00+01:00",
      ])
  }

  @Test func `the repeated hour occurs twice`() {
    let calendar = Doors.calendar("Europe/Berlin")
    let range = Doors.interval("2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z")
    #expect(
      starts(calendar, .hour, range) == [
        "2026-10-25T01:00:00+02:00", "2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00",
        "2026-10-25T03:00:00+01:00",
      ])
  }

  @Test func `the skipped hour does not occur`() {
    let calendar = Doors.calendar("Europe/Berlin")
    let range = Doors.interval("2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z")
    #expect(
      starts(calendar, .hour, range) == ["2026-03-29T01:00:00+01:00", "2026-03-29T03:00:00+02:00"])
  }

  @Test(arguments: [
    ("Europe/Berlin", "2026-03-29", 23.0), ("Europe/Berlin", "2026-10-25", 25),
    ("Europe/Berlin", "2026-07-01", 24), ("Australia/Lord_Howe", "2026-04-05", 24.5),
    ("Australia/Lord_Howe", "2026-10-04", 23.5), ("America/Sao_Paulo", "2018-11-04", 23),
    ("America/Havana", "2026-11-01", 25), ("Africa/Casablanca", "2026-02-15", 25),
  ])
  func `days have the length that their zone gives them`(
    zone: String, day: String, hours: Double
  ) throws {
    let calendar = Doors.calendar(zone)
    let date = try #require(CivilDate(day))
    let interval = try #require(calendar.interval(of: date))
    #expect(interval.seconds == hours * 3600)
  }

  @Test func `half hours of Lord Howe are hours of their own`() {
    let calendar = Doors.calendar("Australia/Lord_Howe")
    let back = Doors.interval("2026-04-04T14:00:00Z", "2026-04-04T16:30:00Z")
    #expect(
      starts(calendar, .hour, back) == [
        "2026-04-05T01:00:00+11:00", "2026-04-05T01:30:00+10:30", "2026-04-05T02:00:00+10:30",
      ])
    let forward = Doors.interval("2026-10-03T14:30:00Z", "2026-10-03T16:00:00Z")
    #expect(
      starts(calendar, .hour, forward) == [
        "2026-10-04T01:00:00+10:30", "2026-10-04T02:30:00+11:00",
      ])
  }

  @Test func `Apia had no 30 December 2011`() throws {
    let calendar = Doors.calendar("Pacific/Apia")
    let range = Doors.interval("2011-12-29T12:00:00Z", "2012-01-01T00:00:00Z")
    #expect(
      starts(calendar, .day, range) == [
        "2011-12-29T00:00:00-10:00", "2011-12-31T00:00:00+14:00", "2012-01-01T00:00:00+14:00",
      ])
    let skipped = try #require(CivilDate("2011-12-30"))
    #expect(calendar.interval(of: skipped) == nil)
  }

  @Test func `a clock put back over midnight makes no second day`() {
    // St. John's until 2011: at 00:01 of 7 November 2010 the clock went back to 23:01.
    let calendar = Doors.calendar("America/St_Johns")
    let range = Doors.interval("2010-11-06T12:00:00Z", "2010-11-08T12:00:00Z")
    let days = calendar.buckets(by: .day, in: range)
    #expect(days.map(\.date.description) == ["2010-11-06", "2010-11-07", "2010-11-08"])
    #expect(days[0].interval.seconds == 24 * 3600 && days[1].interval.seconds == 25 * 3600)
    let repeated = days[1].interval.start + 30 * 60_000
    #expect(calendar.date(at: repeated).description == "2010-11-06")
    #expect(calendar.bucket(by: .day, containing: repeated) == days[1])
  }

  @Test func `weeks begin on Monday and months on the first`() {
    let calendar = Doors.calendar("America/New_York")
    let range = Doors.interval("2026-02-26T12:00:00Z", "2026-03-10T12:00:00Z")
    #expect(
      starts(calendar, .week, range) == [
        "2026-02-23T00:00:00-05:00", "2026-03-02T00:00:00-05:00", "2026-03-09T00:00:00-04:00",
      ])
    #expect(
      starts(calendar, .month, range) == [
        "2026-02-01T00:00:00-05:00", "2026-03-01T00:00:00-05:00",
      ])
  }

  @Test(arguments: [
    "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "Asia/Kathmandu",
    "America/St_Johns", "America/Sao_Paulo", "America/Havana", "Antarctica/Troll", "Asia/Pyongyang",
    "Africa/Cairo", "Europe/Dublin", "Pacific/Kwajalein", "America/Caracas",
  ])
  func `hours and days agree with a walk by minutes through Foundation`(zone: String) throws {
    let calendar = Doors.calendar(zone)
    let moments = calendar.offsets.starts.filter { $0 > Doors.instant("2005-01-01") }.prefix(14)
    for moment in Array(moments) + [Doors.instant("2026-06-15")] {
      let range = Interval(
        start: (moment / 60_000 - 60 * 20) * 60_000, end: (moment / 60_000 + 60 * 20) * 60_000)
      let twin = try NaiveCalendar(zone)
      for unit in [CalendarUnit.hour, .day] {
        let fast = calendar.buckets(by: unit, in: range).dropFirst().map(\.interval.start)
        #expect(fast == twin.starts(unit, in: range), "\(zone) \(unit) around \(moment)")
      }
    }
  }

  @Test func `a year has a bucket for each of its hours`() {
    let calendar = Doors.calendar("Europe/Berlin")
    let year = Doors.interval("2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z")
    #expect(calendar.buckets(by: .hour, in: year).count == 8760)
  }
}

/// The slow obvious twin: asks Foundation's calendar minute by minute.
private struct NaiveCalendar {
  private var calendar = Calendar(identifier: .gregorian)
  private let zone: TimeZone

  init(_ name: String) throws {
    zone = try #require(TimeZone(identifier: name))
    calendar.timeZone = zone
  }

  /// Bucket starts after the first minute of `range`.
  func starts(_ unit: CalendarUnit, in range: Interval) -> [Int64] {
    var starts: [Int64] = []
    var previous = key(unit, range.start)
    var latestDay = previous
    for instant in stride(from: range.start + 60_000, to: range.end, by: 60_000) {
      let key = key(unit, instant)
      if unit == .hour, key != previous { starts.append(instant) }
      if unit == .day, latestDay.lexicographicallyPrecedes(key) {
        starts.append(instant)
        latestDay = key
      }
      previous = key
    }
    return starts
  }

  private func key(_ unit: CalendarUnit, _ instant: Int64) -> [Int] {
    let date = Date(timeIntervalSince1970: Double(instant) / 1000)
    let parts = calendar.dateComponents([.year, .month, .day, .hour], from: date)
    let day = [parts.year ?? 0, parts.month ?? 0, parts.day ?? 0]
    return unit == .day ? day : day + [parts.hour ?? 0, zone.secondsFromGMT(for: date)]
  }
}
