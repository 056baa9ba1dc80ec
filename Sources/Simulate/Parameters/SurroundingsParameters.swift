/// The phone's proximity sensor.
public struct ProximityParameters: Sendable, Equatable {
  /// When something is before the sensor.
  public enum Mounting: Sendable, Equatable {
    /// The frame covers it below this angle [degrees]. 2–25.
    case coveredWhenClosed(belowDegrees: Double)
    /// A wall or cupboard covers it above this angle [degrees]. 60–90.
    case coveredWideOpen(aboveDegrees: Double)
  }

  /// Whether the phone has the sensor; without it every reading says 0.
  public var isPresent = true
  public var mounting = Mounting.coveredWhenClosed(belowDegrees: 6)
  /// Value of "far": 1, 2, 5, 8 or 100, and of "near".
  public var far = 5.0
  public var near = 0.0
  /// Number of values between near and far that it gives on the way; 0 for a switch.
  public var levelCount = 0
  /// Delay of the sensor [s]. 0–1.5.
  public var lagSeconds = 0.15
  /// Chance of a wrong value in each reading within a second of a change. 0–0.4.
  public var chatter = 0.02
  /// Wrong values out of nothing, an hour; each lasts one to some readings.
  public var glitchesPerHour = 0.02
  /// Stretches a day in which the value is stuck, and their length [h].
  public var stuckPerDay = 0.0
  public var stuckHours = 0.5...8.0

  public init() {}
}

/// The phone's light sensor and what it sees.
public struct LightParameters: Sendable, Equatable {
  /// Whether the phone has the sensor; without it every reading says 0.
  public var isPresent = true
  /// Daylight that reaches the phone at noon under a clear sky [lux].
  public var daylight = 250.0
  /// Light of the lamp, and the local hours in which it may be on [lux, h].
  public var lamp = 120.0
  public var lampHours = 6.0...23.0
  /// Share of the light that stays when the door is closed, against wide open. 0.2–1.
  public var closedShare = 0.7
  /// Smallest step [lux].
  public var resolution = 1.0
  /// Geographic latitude, for the length of the day [degrees].
  public var latitude = 50.0

  public init() {}
}
