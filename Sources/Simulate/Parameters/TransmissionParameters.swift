/// The way of the readings from the phone to the historian.
public struct TransmissionParameters: Sendable, Equatable {
  /// Readings sent a second. 2–100; the usual is 5.
  public var readingsPerSecond = 5.0
  /// Standard deviation of the moments of sending [ms].
  public var jitterMilliseconds = 8.0
  /// Smallest delay to the platform, and the mean of what comes on top [ms].
  public var latencyMilliseconds = 25.0
  public var latencySpreadMilliseconds = 12.0
  /// Share of single readings lost. 0–0.1.
  public var lossShare = 0.001
  /// Bursts of loss an hour, and their mean length [s].
  public var lossBurstsPerHour = 0.05
  public var lossBurstSeconds = 2.0
  /// Gaps a day, and their length [min].
  public var gapsPerDay = 0.2
  public var gapMinutes = 0.2...30.0
  /// Reboots a day: a gap, after which some readings come in one heap.
  public var rebootsPerDay = 0.02
  public var rebootSeconds = 45.0...120.0
  /// Stalls of the network an hour: readings of some seconds arrive together at the end.
  public var stallsPerHour = 0.0
  public var stallSeconds = 0.5...4.0
  /// Share of readings stored twice (same time and values, another document id).
  public var repeatShare = 0.0002
  /// Share of readings that arrive after their successors.
  public var disorderShare = 0.001
  /// Steps of the platform's clock a day, and their size [s]; labels move with the clock.
  public var clockStepsPerDay = 0.0
  public var clockStepSeconds = -2.0...2.0

  public init() {}
}
