import Readings

/// One UTC day of a simulated door: what the historian received, and what really happened.
public struct SimulatedDay: Sendable {
  /// First moment of the day [ms UTC].
  public var startMilliseconds: Int64
  /// The readings in order of arrival, with repeats and disorder; all measured within the day.
  /// A proximity or light sensor that the phone lacks reads 0, as its documents say.
  public var readings = ReadingColumns<Float>()
  /// For each reading, the 100 ns steps after its millisecond in its document's id.
  public var documentTicks: [UInt16] = []
  /// Openings that begin in the day, by time.
  public var labels: [DoorLabel] = []
  /// What happened and is no opening, by time.
  public var events: [DoorEvent] = []
  /// For each reading, the true angle of the door [degrees].
  public var angleDegrees: [Float] = []

  /// The whole day.
  public var interval: Interval {
    Interval(start: startMilliseconds, end: startMilliseconds + millisecondsPerDay)
  }
}

let millisecondsPerDay: Int64 = 86_400_000
let secondsPerDay = 86_400.0
