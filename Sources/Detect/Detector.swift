import Readings

/// Finds the openings of one device, one UTC day at a time.
///
/// Pure: the same readings, carried state and settings give the same answer. The readings are
/// those of the day and of `margin` before and after it, sorted by (time, document hash).
public struct Detector: Sendable {
  /// Changes whenever the same readings may give other openings.
  public static let version = 1
  /// Readings that a day's detection wants before and after the day [ms].
  public static let margin: Int64 = 30 * 60 * 1000

  public var settings: DetectorSettings

  public init(settings: DetectorSettings = DetectorSettings()) {
    self.settings = settings
  }

  /// Openings that begin within `day`, and what the next day needs to know.
  ///
  /// - Parameters:
  ///   - readings: All readings of the device within `day` widened by `margin` on both sides.
  ///   - day: The stretch whose openings are wanted; usually one UTC day.
  ///   - carried: `Detection.carried` of the stretch that ends where `day` starts, or `nil`.
  public func detection(
    of readings: ReadingColumns<Float>, within day: Interval, carried: DetectorState?
  ) -> Detection {
    Detection()
  }
}

/// What the user may set. Its `fingerprint` is stored beside everything derived.
public struct DetectorSettings: Hashable, Sendable, Codable {
  /// Factor on all thresholds' inverse: above 1 finds more openings, below 1 fewer [dimensionless].
  public var sensitivity = 1.0
  public init() {}
}

/// What is carried from one day to the next: opaque to everyone but the detector.
public struct DetectorState: Hashable, Sendable, Codable {
  public init() {}
}

/// The answer of one day's detection.
public struct Detection: Equatable, Sendable {
  /// Openings that begin within the day, in time order.
  public var openings: [Opening] = []
  /// Episodes that begin within the day, in time order.
  public var episodes: [Episode] = []
  /// Observed time within the day.
  public var observed = Coverage()
  /// State for the next day.
  public var carried = DetectorState()

  public init() {}
}
