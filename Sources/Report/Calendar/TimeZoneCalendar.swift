import Foundation
import Readings

/// The local time of one IANA zone: dates, hours and their instants.
///
/// Building one asks Foundation once for the zone's changes of offset from 1970 to 2100 (about a
/// millisecond); everything after that is integer arithmetic on UTC milliseconds.
public struct TimeZoneCalendar: Sendable {
  /// IANA name, as the user gave it.
  public let name: String
  let offsets: ZoneOffsets

  /// Years whose changes of offset are known: 1970 to 2099.
  static let span = Interval(start: 0, end: 4_102_444_800_000)

  /// - Throws: `UnknownTimeZone`, with the nearest names, where there is no zone of that very name.
  ///   Offsets (`GMT+3`) and abbreviations that are no IANA names (`PST`) are unknown too.
  public init(named name: String) throws(UnknownTimeZone) {
    guard let zone = ZoneNames.zone(named: name) else {
      throw UnknownTimeZone(name: name, nearest: ZoneNames.nearest(to: name))
    }
    self.name = name
    offsets = ZoneOffsets(of: zone, in: Self.span)
  }

  /// Coordinated Universal Time.
  public static let utc = TimeZoneCalendar(name: "UTC", zone: .gmt)

  private init(name: String, zone: TimeZone) {
    self.name = name
    offsets = ZoneOffsets(of: zone, in: Self.span)
  }

  /// Local time minus UTC at `instant` [ms].
  public func offset(at instant: Int64) -> Int64 { offsets.offsets[offsets.index(at: instant)] }

  /// What the local clock shows at `instant`, as milliseconds since 1970-01-01 on that clock.
  public func localMilliseconds(at instant: Int64) -> Int64 { instant + offset(at: instant) }

  /// The date that the local clock shows at `instant`.
  public func date(at instant: Int64) -> CivilDate {
    CivilDate(
      daysSince1970: Int(floorDivision(localMilliseconds(at: instant), Self.dayMilliseconds)))
  }

  /// The instant at which `date` begins: when the clock first shows it or a later one. It is
  /// 01:00 where the clock is put forward at midnight.
  public func start(of date: CivilDate) -> Int64 {
    offsets.firstInstant(showingAtLeast: Int64(date.daysSince1970) * Self.dayMilliseconds)
  }

  /// The day of `date`, or `nil` where the zone left that day out (Apia, 2011-12-30).
  public func interval(of date: CivilDate) -> Interval? {
    let interval = Interval(start: start(of: date), end: start(of: date + 1))
    return interval.isEmpty ? nil : interval
  }

  /// The day whose interval holds `instant`. It differs from `date(at:)` only where the clock is
  /// put back over midnight: that time belongs to the day already begun.
  func calendarDay(at instant: Int64) -> CivilDate {
    var day = date(at: instant)
    while start(of: day + 1) <= instant { day = day + 1 }
    return day
  }

  /// Whether the clock shows this time of `instant` twice, so that a label needs its offset.
  func isRepeated(_ instant: Int64) -> Bool {
    // Far from any change no time is shown twice.
    let index = offsets.index(at: instant)
    let reach = ZoneOffsets.largestOffset
    if instant - reach > offsets.starts[index], instant + reach < offsets.end(of: index) {
      return false
    }
    return offsets.instants(showing: localMilliseconds(at: instant)).count > 1
  }

  public static let dayMilliseconds: Int64 = 86_400_000
}

/// There is no time zone of this name.
public struct UnknownTimeZone: Error, Equatable, Sendable, CustomStringConvertible {
  public var name: String
  /// Up to three known names, the nearest first.
  public var nearest: [String]

  /// One line: what is wrong, and what to do.
  public var description: String {
    let hint =
      nearest.isEmpty
      ? "use an IANA name such as Europe/Berlin"
      : "did you mean \(nearest.joined(separator: ", "))?"
    return "unknown time zone: \(visible(name)) — \(hint)"
  }
}
