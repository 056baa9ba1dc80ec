import Foundation
import Readings
import Testing

@testable import Report

struct CountingTests {
  private let hour: Int64 = 3_600_000
  private let start = Doors.instant("2026-03-02T00:00:00Z")

  private func counts(
    openings: [Int64], watched: [Interval], range: Interval? = nil, now: Int64? = nil
  ) -> [BucketCount] {
    let record = DeviceRecord(
      device: Doors.device(1, nil), openings: openings.map { Doors.opening($0) },
      coverage: Coverage(watched))
    let range = range ?? Interval(start: start, end: start + 3 * hour)
    let window = CountingWindow(range: range, now: now ?? range.end, records: [record])
    return OpeningSeries(record).counts(
      in: TimeZoneCalendar.utc.buckets(by: .hour, in: range), window: window)
  }

  @Test func `not watched, watched and none, and watched and some are three values`() {
    let counts = counts(
      openings: [start + 2 * hour],
      watched: [Interval(start: start + hour, end: start + 3 * hour)])
    #expect(counts.map(\.tally.openings) == [nil, 0, 1])
    #expect(counts.map(\.tally.rate) == [nil, 0, 1])
    #expect(counts.map { $0.tally.interval == nil } == [true, false, false])
  }

  @Test func `an opening belongs to the bucket in which it begins`() {
    let counts = counts(
      openings: [start, start + hour - 1, start + hour],
      watched: [Interval(start: start, end: start + 3 * hour)])
    #expect(counts.map(\.tally.openings) == [2, 1, 0])
  }

  @Test func `observed time is split at the buckets`() {
    let counts = counts(
      openings: [],
      watched: [
        Interval(start: start - hour, end: start + 10),
        Interval(start: start + hour - 5, end: start + hour + 7),
        Interval(start: start + hour + 20, end: start + hour + 21),
      ])
    #expect(counts.map(\.tally.observedMilliseconds) == [15, 8, 0])
  }

  @Test func `a range that cuts buckets counts only what lies inside`() {
    let range = Interval(start: start + hour / 2, end: start + hour + hour / 4)
    let counts = counts(
      openings: [start, start + hour / 2, start + hour, start + hour + hour / 4],
      watched: [Interval(start: start, end: start + 3 * hour)], range: range)
    #expect(counts.map(\.bucket.interval.start) == [start, start + hour])
    #expect(counts.map(\.tally.openings) == [1, 1])
    #expect(counts.map(\.tally.expectedMilliseconds) == [hour / 2, hour / 4])
    #expect(counts.map(\.tally.observedMilliseconds) == [hour / 2, hour / 4])
  }

  @Test func `the future is not expected, but data ahead of the clock is`() {
    let now = start + hour + hour / 2
    #expect(
      counts(openings: [], watched: [], now: now).map(\.tally.expectedMilliseconds) == [
        hour, hour / 2, 0,
      ])
    let ahead = Interval(start: start, end: start + 2 * hour + 5)
    #expect(
      counts(openings: [], watched: [ahead], now: start).map(\.tally.expectedMilliseconds) == [
        hour, hour, 5,
      ])
  }

  @Test func `an opening that nobody watched is still counted, without a rate`() {
    let tally = counts(openings: [start], watched: [])[0].tally
    #expect(tally.openings == 1 && tally.rate == nil && tally.interval == nil)
  }

  @Test func `devices together add openings and observed time`() {
    let watched = Coverage([Interval(start: start, end: start + hour)])
    let records = [1, 2].map {
      DeviceRecord(
        device: Doors.device($0, nil), openings: [Doors.opening(start + $0)], coverage: watched)
    }
    let range = Interval(start: start, end: start + hour)
    let window = CountingWindow(range: range, now: range.end, records: records)
    let total = OpeningSeries(together: records.map(OpeningSeries.init)).total(in: window)
    #expect(total.openings == 2)
    #expect(total.observedHours == 2 && total.expectedHours == 2 && total.rate == 1)
  }
}

struct ProfileTests {
  private let berlin = Doors.calendar("Europe/Berlin")

  private func profile(
    _ kind: ProfileKind, day: String, openings: [String] = [], watched: Bool = true
  ) throws -> Profile {
    let date = try #require(CivilDate(day))
    let range = try #require(berlin.interval(of: date))
    let record = DeviceRecord(
      device: Doors.device(1, nil), openings: openings.map { Doors.opening(Doors.instant($0)) },
      coverage: Coverage(watched ? [range] : []))
    let window = CountingWindow(range: range, now: range.end, records: [record])
    let hours = OpeningSeries(record).counts(
      in: berlin.buckets(by: .hour, in: range), window: window)
    return Profile(kind, hours: hours)
  }

  @Test func `the repeated hour adds its openings and its observed time to one row`() throws {
    let rows = try profile(
      .hour, day: "2026-10-25", openings: ["2026-10-25T00:10:00Z", "2026-10-25T01:10:00Z"]
    ).rows
    #expect(rows.count == 24)
    #expect(rows[2].tally.openings == 2 && rows[2].tally.observedHours == 2)
    #expect(rows[2].observedDays == 1)
    #expect(rows[1].tally.observedHours == 1)
  }

  @Test func `the skipped hour adds neither`() throws {
    let rows = try profile(.hour, day: "2026-03-29").rows
    #expect(rows[2].tally.openings == nil && rows[2].tally.expectedMilliseconds == 0)
    #expect(rows[3].tally.openings == 0 && rows[3].tally.observedHours == 1)
  }

  @Test func `weekdays begin with Monday`() throws {
    let sunday = try profile(.weekday, day: "2026-03-29", openings: ["2026-03-29T10:00:00Z"]).rows
    #expect(sunday.map(\.tally.openings) == [nil, nil, nil, nil, nil, nil, 1])
    #expect(sunday[6].tally.observedHours == 23)
    #expect(sunday.map(\.isoWeekday) == [1, 2, 3, 4, 5, 6, 7])
  }

  @Test func `hours of the week are weekday by hour`() throws {
    let rows = try profile(
      .hourOfWeek, day: "2026-03-24", openings: ["2026-03-24T07:30:00Z"]
    ).rows
    #expect(rows.count == 168)
    #expect(rows.filter { ($0.tally.openings ?? 0) > 0 }.map(\.index) == [24 + 8])
    #expect(rows[32].hour == 8 && rows[32].isoWeekday == 2)
  }

  @Test func `nothing watched is a profile of absent values`() throws {
    let rows = try profile(.hour, day: "2026-03-24", watched: false).rows
    #expect(rows.allSatisfy { $0.tally.openings == nil && $0.observedDays == 0 })
  }
}

struct RankingTests {
  private func row(_ index: Int, _ openings: Int, hours: Double, of expected: Double, days: Int)
    -> ProfileRow
  {
    ProfileRow(
      kind: .hour, index: index,
      tally: Tally(
        count: openings, observedMilliseconds: Int64(hours * 3_600_000),
        expectedMilliseconds: Int64(expected * 3_600_000)), observedDays: days)
  }

  private func ranked(_ rows: [ProfileRow]) -> [RankedRow] {
    var profile = Profile(.hour, hours: [])
    profile.rows = rows
    return profile.ranked()
  }

  @Test func `the busiest row has the highest rate, not the highest count`() {
    let rows = ranked([
      row(0, 60, hours: 30, of: 30, days: 30), row(1, 58, hours: 16, of: 30, days: 16),
    ])
    #expect(rows.map(\.rank) == [2, 1])
    #expect(rows[1].standing == .busiest)
    #expect(rows.map(\.isSeparableFromBusiest) == [true, nil])
  }

  @Test func `the check value is not separable`() {
    let rows = ranked([
      row(8, 214, hours: 26.1, of: 28, days: 28), row(9, 181, hours: 26, of: 28, days: 28),
      row(10, 62, hours: 25.5, of: 28, days: 28),
    ])
    #expect(rows.map(\.rank) == [1, 2, 3])
    #expect(rows.map(\.isSeparableFromBusiest) == [nil, false, true])
  }

  @Test func `too little data is never ranked`() {
    let rows = ranked([
      row(0, 9, hours: 1, of: 1, days: 1), row(1, 9, hours: 4, of: 10, days: 4),
      row(2, 0, hours: 0, of: 10, days: 0), row(3, 1, hours: 10, of: 10, days: 10),
    ])
    #expect(rows.map(\.rank) == [nil, nil, nil, 1])
    #expect(rows[0].standing == .tooFewDays(1))
    #expect(rows[1].standing == .tooLittleObserved(share: 0.4))
    #expect(rows[2].standing == .notObserved)
    #expect(rows[3].standing == .busiest)
  }

  @Test func `equal rates share a rank and the first of them is busiest`() {
    let rows = ranked([
      row(0, 1, hours: 4, of: 4, days: 4), row(1, 8, hours: 4, of: 4, days: 4),
      row(2, 8, hours: 4, of: 4, days: 4), row(3, 1, hours: 4, of: 4, days: 4),
    ])
    #expect(rows.map(\.rank) == [3, 1, 1, 3])
    #expect(rows[1].standing == .busiest && rows[2].isSeparableFromBusiest == false)
  }

  @Test func `without any opening no row is busiest`() {
    let rows = ranked([
      row(0, 0, hours: 4, of: 4, days: 4), row(1, 0, hours: 4, of: 4, days: 4),
    ])
    #expect(rows.allSatisfy { $0.standing == .quiet && $0.isSeparableFromBusiest == nil })
  }
}

struct BucketPropertyTests {
  @Test func `in every zone the buckets hold every opening and every observed moment once`() {
    var random = SplitMix(seed: 20_260_302)
    for name in TimeZone.knownTimeZoneIdentifiers {
      let calendar = Doors.calendar(name)
      let start = Int64(random.next(below: 1_900_000_000)) * 1000 + Int64(random.next(below: 1000))
      let range = Interval(
        start: start, end: start + 1 + Int64(random.next(below: 40 * 86_400_000)))
      let record = Self.record(in: range, &random)
      let window = CountingWindow(range: range, now: range.end, records: [record])
      let series = OpeningSeries(record)
      let total = series.total(in: window)
      var hourCounts: [BucketCount] = []
      for unit in CalendarUnit.allCases {
        let buckets = calendar.buckets(by: unit, in: range)
        let counts = series.counts(in: buckets, window: window)
        Self.expectTiling(buckets, range, name)
        Self.expectSums(counts, total, name)
        if unit == .hour { hourCounts = counts }
      }
      for kind in ProfileKind.allCases {
        let tallies = Profile(kind, hours: hourCounts).rows.map(\.tally)
        #expect(tallies.reduce(0) { $0 + ($1.openings ?? 0) } == total.openings ?? 0)
        let observed = tallies.reduce(0) { $0 + $1.observedMilliseconds }
        #expect(observed == total.observedMilliseconds)
      }
    }
  }

  private static func record(in range: Interval, _ random: inout SplitMix) -> DeviceRecord {
    let span = UInt64(range.milliseconds) + 20_000_000
    func instant(_ random: inout SplitMix) -> Int64 {
      range.start - 10_000_000 + Int64(random.next(below: span))
    }
    let watched = (0..<30).map { _ in
      let start = instant(&random)
      return Interval(start: start, end: start + Int64(random.next(below: 90_000_000)))
    }
    let openings = (0..<200).map { _ in Doors.opening(instant(&random)) }
    return DeviceRecord(
      device: Doors.device(1, nil), openings: openings, coverage: Coverage(watched))
  }

  private static func expectTiling(_ buckets: [CalendarBucket], _ range: Interval, _ zone: String) {
    #expect(Set(buckets.map(\.interval.start)).count == buckets.count, "\(zone)")
    #expect(buckets.first?.interval.contains(range.start) == true, "\(zone)")
    #expect(buckets.last?.interval.contains(range.end - 1) == true, "\(zone)")
    let isSeamless = zip(buckets, buckets.dropFirst()).allSatisfy {
      $0.interval.end == $1.interval.start
    }
    #expect(isSeamless, "\(zone)")
  }

  private static func expectSums(_ counts: [BucketCount], _ total: Tally, _ zone: String) {
    #expect(counts.reduce(0) { $0 + ($1.tally.openings ?? 0) } == total.openings ?? 0, "\(zone)")
    let observed = counts.reduce(0) { $0 + $1.tally.observedMilliseconds }
    let expected = counts.reduce(0) { $0 + $1.tally.expectedMilliseconds }
    #expect(observed == total.observedMilliseconds, "\(zone)")
    #expect(expected == total.expectedMilliseconds, "\(zone)")
    let isBounded = counts.allSatisfy {
      0...$0.tally.expectedMilliseconds ~= $0.tally.observedMilliseconds
        && $0.tally.expectedMilliseconds <= $0.bucket.interval.milliseconds
    }
    #expect(isBounded, "\(zone)")
  }
}
