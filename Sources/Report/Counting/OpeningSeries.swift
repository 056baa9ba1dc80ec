import Readings

/// What one device's door did: its openings, and when it was watched.
public struct DeviceRecord: Sendable {
  public var device: Device
  /// In any order.
  public var openings: [Opening]
  public var coverage: Coverage
  /// In time order.
  public var doubtedDays: [DoubtedDay]

  public init(
    device: Device, openings: [Opening], coverage: Coverage, doubtedDays: [DoubtedDay] = []
  ) {
    self.device = device
    self.openings = openings.sorted { $0.openedAt < $1.openedAt }
    self.coverage = coverage
    self.doubtedDays = doubtedDays
  }
}

/// Starts of openings with the observed time they were found in, of one device or of several
/// together. Counting needs nothing else.
///
/// Together means door hours: two doors watched for an hour are two observed hours.
public struct OpeningSeries: Sendable {
  public var name: String
  /// Ascending [ms UTC].
  public var openedAt: [Int64]
  /// One a device.
  public var coverages: [Coverage]

  public init(name: String, openedAt: [Int64], coverages: [Coverage]) {
    self.name = name
    self.openedAt = openedAt.sorted()
    self.coverages = coverages
  }

  public init(_ record: DeviceRecord) {
    self.init(
      name: record.device.displayName, openedAt: record.openings.map(\.openedAt),
      coverages: [record.coverage])
  }

  /// All devices together.
  public init(together series: [OpeningSeries]) {
    self.init(
      name: "all devices", openedAt: series.flatMap(\.openedAt),
      coverages: series.flatMap(\.coverages))
  }
}

/// Whether a report shows each device by itself, or all of them as one.
public enum DeviceGrouping: Sendable {
  case each
  case together

  /// What is shown of the devices' series; nothing of none.
  func grouped(_ series: [OpeningSeries]) -> [OpeningSeries] {
    switch self {
    case .each: series
    case .together: series.isEmpty ? [] : [OpeningSeries(together: series)]
    }
  }
}

/// The range of a report, and how far into it anything can have been observed.
public struct CountingWindow: Hashable, Sendable {
  public var range: Interval
  /// Time after it cannot have been watched yet, so it is not expected [ms UTC].
  public var horizon: Int64

  /// The horizon is `now`, or the end of what was observed where the data is ahead of the clock.
  public init(range: Interval, now: Int64, coverages: [Coverage]) {
    self.range = range
    horizon = max(now, coverages.compactMap { $0.intervals.last?.end }.max() ?? now)
  }

  public init(range: Interval, now: Int64, records: [DeviceRecord]) {
    self.init(range: range, now: now, coverages: records.map(\.coverage))
  }

  /// The part of `interval` that can have been watched [ms].
  func expectedMilliseconds(in interval: Interval) -> Int64 {
    let end = min(interval.end, range.end, horizon)
    return max(0, end - max(interval.start, range.start))
  }

  /// The part of the range that can have been watched.
  var expected: Interval {
    Interval(start: range.start, end: max(range.start, min(range.end, horizon)))
  }
}
