import Foundation
import Readings

@testable import Report

/// Made-up doors for the tests; everything in it is seeded.
enum Doors {
  static let berlin = try? TimeZoneCalendar(named: "Europe/Berlin")

  static func calendar(_ name: String) -> TimeZoneCalendar {
    guard let calendar = try? TimeZoneCalendar(named: name) else {
      preconditionFailure("no zone \(name)")
    }
    return calendar
  }

  static func instant(_ text: String) -> Int64 {
    guard let time = try? TimeExpression(text, calendar: .utc, now: 0) else {
      preconditionFailure("no time \(text)")
    }
    return time.instant(as: .since, calendar: .utc)
  }

  static func interval(_ since: String, _ until: String) -> Interval {
    Interval(start: instant(since), end: instant(until))
  }

  static func device(_ id: Int64, _ name: String?) -> Device {
    Device(id: id, key: DeviceKey(type: "Android", id: "192.168.1.\(20 + id)"), name: name)
  }

  static func opening(_ at: Int64, seconds: Double? = 4) -> Opening {
    Opening(
      openedAt: at, closedAt: seconds.map { at + Int64($0 * 1000) }, peakScore: 112.5,
      evidence: [.motion, .proximity], confidence: 0.98)
  }

  /// A door that is busy at office hours of weekdays, watched but for a few gaps.
  static func office(
    _ device: Device, in range: Interval, calendar: TimeZoneCalendar, perDay: Double = 40,
    seed: UInt64 = 1
  ) -> DeviceRecord {
    var random = SplitMix(seed: seed)
    var openings: [Opening] = []
    var watched: [Interval] = []
    for bucket in calendar.buckets(by: .hour, in: range) {
      if random.next(below: 50) == 0 { continue }
      watched.append(bucket.interval)
      let isOffice = bucket.date.isoWeekday < 6 && (8..<18).contains(bucket.hour)
      let expected = isOffice ? perDay / 10 * (bucket.hour == 8 ? 2 : 1) : 0.02
      var count = 0
      var product = random.unit()
      while product > exp(-expected) {
        count += 1
        product *= random.unit()
      }
      for _ in 0..<count {
        let at =
          bucket.interval.start + Int64(random.next(below: UInt64(bucket.interval.milliseconds)))
        let isSeen = random.next(below: 20) != 0
        openings.append(
          Opening(
            openedAt: at, closedAt: isSeen ? at + 2000 + Int64(random.next(below: 90_000)) : nil,
            peakScore: 20 + random.unit() * 400,
            evidence: random.next(below: 3) == 0 ? .motion : [.motion, .proximity],
            confidence: 0.5 + random.unit() / 2))
      }
    }
    return DeviceRecord(device: device, openings: openings, coverage: Coverage(watched))
  }

  static func context(
    _ calendar: TimeZoneCalendar, now: String = "2026-04-01T09:30:00Z"
  ) -> ReportContext {
    ReportContext(
      calendar: calendar, now: instant(now), toolVersion: "1.0.0",
      detector: DetectorIdentity(version: 1, settingsHash: "3f9a0c11d2e4b677"),
      store: "/var/lib/doorstats/doorstats.sqlite")
  }
}

/// SplitMix64: small, and the same numbers on every machine.
///
/// Reference: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  mutating func next(below bound: UInt64) -> UInt64 { next() % bound }
  /// In [0, 1).
  mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}
