import Readings

/// What the user may set. Its `fingerprint` is stored beside everything derived.
public struct DetectorSettings: Hashable, Sendable, Codable {
  /// Factor on all thresholds' inverse: above 1 finds more openings, below 1 fewer [dimensionless].
  ///
  /// Must be positive and finite; `Detector.init` falls back on 1 otherwise.
  public var sensitivity = 1.0

  public init() {}
}

/// What is carried from one day to the next: opaque to everyone but the detector.
///
/// Equal states make equal days: when a day that is detected again carries the same state as
/// before, the days after it need not be detected again.
public struct DetectorState: Hashable, Sendable, Codable {
  /// Start of the opening that was still open when the day ended [ms UTC]; `nil` when the door was
  /// closed, or open since an unknown moment.
  public internal(set) var openSince: Int64?
  /// Probability that the door was open when the day ended, in hundredths.
  var openPercent = 5
  /// Episodes that begin before this instant belong to the days before [ms UTC].
  var decidedUntil: Int64 = .min

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
  /// When the opening that the carried state says is open (`DetectorState.openSince`) was closed
  /// [ms UTC]; `nil` when there is none, or its close was not observed within the day.
  ///
  /// A movement is decided by the day in which it begins. So an opening whose door is closed on a
  /// later day has no `closedAt` in its own day's answer, and gets it from here.
  public var closedCarried: Int64?
  /// Readings that are no measurement: an acceleration that is not a number, infinite or absurd.
  public var ignoredCount = 0
  /// Exact repeats of a reading that were dropped.
  public var repeatedCount = 0
  /// What the user should know about this day's answer.
  public var doubts: [DayDoubt] = []
  /// State for the next day.
  public var carried = DetectorState()

  public init() {}
}
