import Readings
import Testing

@testable import Report

struct GapTests {
  private let hour: Int64 = 3_600_000
  private let front = Doors.device(1, "Front door")
  private let back = Doors.device(2, "Back door")

  private func record(_ device: Device, _ watched: (Double, Double)...) -> DeviceRecord {
    DeviceRecord(
      device: device, openings: [],
      coverage: Coverage(
        watched.map {
          Interval(start: Int64($0.0 * Double(hour)), end: Int64($0.1 * Double(hour)))
        }))
  }

  private func gaps(
    _ records: [DeviceRecord], now: Double = 24, pull: PullState = PullState()
  ) -> [Gap] {
    let window = CountingWindow(
      range: Interval(start: 0, end: 48 * hour), now: Int64(now * Double(hour)), records: records)
    return GapFinder(window: window, pull: pull, everyone: records).gaps(of: records[0])
  }

  @Test func `without a gap there is none`() {
    #expect(gaps([record(front, (0, 24))]) == [])
  }

  @Test func `with one device its silence is only that`() {
    #expect(gaps([record(front, (0, 3), (4.2, 24))]).map(\.cause) == [.silent])
  }

  @Test func `one of two devices that is silent is told from both`() {
    let found = gaps([
      record(front, (0, 3), (4.2, 10), (11.3, 24)), record(back, (0, 10.01), (11.3, 24)),
    ])
    #expect(found.map(\.cause) == [.phoneSilent, .allDevicesSilent])
  }

  @Test func `a device that was put up later or taken down says nothing`() {
    #expect(gaps([record(front, (0, 3), (4.2, 24)), record(back, (12, 24))])[0].cause == .silent)
    #expect(gaps([record(front, (0, 13), (14.2, 24)), record(back, (0, 9))])[0].cause == .silent)
  }

  @Test func `what comes after the last pull is not pulled yet`() {
    let found = gaps(
      [record(front, (0, 10.3))], pull: PullState(pulledAt: 12 * hour))
    #expect(found.map(\.cause) == [.silent, .pullBehind])
    #expect(found.map(\.interval.end) == [12 * hour, 24 * hour])
  }

  @Test func `a bucket that was not read to its end is behind`() {
    let found = gaps(
      [record(front, (0, 10.3), (12.7, 24))],
      pull: PullState(
        incomplete: [Interval(start: 0, end: 24 * hour)], pulledAt: 24 * hour))
    #expect(found.map(\.cause) == [.pullBehind])
  }

  @Test func `an hour to the second is a clock that was put forward`() {
    #expect(gaps([record(front, (0, 10), (11, 24))])[0].cause == .clockStep)
    #expect(gaps([record(front, (0, 10), (11.01, 24))])[0].cause == .silent)
    #expect(gaps([record(front, (0, 10), (10.01, 24))])[0].cause == .silent)
  }

  @Test func `the present ends the last gap`() {
    #expect(gaps([record(front, (0, 10.3))], now: 20).map(\.interval.end) == [20 * hour])
    #expect(gaps([record(front)], now: 20).map(\.interval) == [Interval(start: 0, end: 20 * hour)])
  }

  @Test func `reports of gaps are as recorded`() throws {
    let context = Doors.context(WeeklyTests.calendar, now: "2026-03-30T05:00:00Z")
    let week = Doors.interval("2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z")
    func report(_ records: [DeviceRecord], _ least: Int64) -> GapsReport {
      GapsReport(
        context, range: week, records: records, everyone: records, pull: PullState(),
        least: least)
    }
    try GoldenTests.expectGolden(report(WeeklyTests.records, 60_000), "gaps-two-devices")
    try GoldenTests.expectGolden(report(WeeklyTests.records, 2 * 3_600_000), "gaps-long")
    try GoldenTests.expectGolden(report([], 60_000), "gaps-empty")
    #expect(report(WeeklyTests.records, .max).longest == report(WeeklyTests.records, 0).longest)
  }
}
