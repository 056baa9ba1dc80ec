import Readings

/// A stretch of time in which a device was not observed, and why, as far as that can be told.
public struct Gap: Hashable, Sendable {
  public enum Cause: String, CaseIterable, Sendable {
    /// Other devices sent readings: this phone, or its network.
    case phoneSilent = "phone-silent"
    /// No device sent readings: the platform, the network or the power.
    case allDevicesSilent = "all-devices-silent"
    /// No reading, and no other device to compare with.
    case silent
    /// The store is behind: the historian may have more.
    case pullBehind = "pull-behind"
    /// A whole number of hours to the second: a clock that was put forward.
    case clockStep = "clock-step"
  }

  public var interval: Interval
  public var cause: Cause

  public init(interval: Interval, cause: Cause) {
    self.interval = interval
    self.cause = cause
  }
}

extension Gap.Cause {
  /// For people.
  public var words: String {
    switch self {
    case .phoneSilent: "phone silent"
    case .allDevicesSilent: "all devices silent"
    case .silent: "no readings"
    case .pullBehind: "pull behind"
    case .clockStep: "clock step"
    }
  }
}

/// How far the store has followed the historian.
public struct PullState: Hashable, Sendable {
  /// The time that historian buckets cover which were not read to their end.
  public var incomplete: [Interval]
  /// When anything was last pulled or imported [ms UTC]; `nil` where nothing is known of it.
  public var pulledAt: Int64?

  public init(incomplete: [Interval] = [], pulledAt: Int64? = nil) {
    self.incomplete = incomplete
    self.pulledAt = pulledAt
  }
}
