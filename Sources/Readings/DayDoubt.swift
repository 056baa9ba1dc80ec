/// A doubt about everything that was detected in a day.
public enum DayDoubt: String, Hashable, Sendable, CaseIterable {
  /// Opening and closing cannot be told apart: with the two swapped the day is about as likely, and
  /// other openings are counted.
  case direction
  /// The proximity sensor does not follow the door and was not used.
  case sensor
  /// The same for an hour or more of the day.
  case sensorForHours = "sensor-for-hours"
}

/// A day with what is doubtful about it.
public struct DoubtedDay: Hashable, Sendable {
  /// Start of the UTC day [ms UTC].
  public var start: Int64
  public var doubts: [DayDoubt]

  public init(start: Int64, doubts: [DayDoubt]) {
    self.start = start
    self.doubts = doubts
  }
}
