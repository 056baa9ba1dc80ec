import Readings

/// One opening of the simulated door, as it really was.
///
/// The door left closed and was more than 5 degrees open at its widest. Pushed open again before
/// it closed, it is the same opening.
public struct DoorLabel: Hashable, Sendable {
  /// When the movement began [ms UTC]: the last moment at or below 0.2 degrees.
  public var openedAt: Int64
  /// When the door was closed again [ms UTC]: the first moment at or below 0.5 degrees; `nil`
  /// where nothing was recorded around that moment or the door never closed.
  public var closedAt: Int64?
  public var widestDegrees: Double

  /// Smallest width of an opening [degrees].
  public static let leastDegrees = 5.0

  public init(openedAt: Int64, closedAt: Int64?, widestDegrees: Double) {
    self.openedAt = openedAt
    self.closedAt = closedAt
    self.widestDegrees = widestDegrees
  }
}

/// Something that happened and is no opening: the ground truth that explains false alarms.
public struct DoorEvent: Hashable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case smallMovement = "small movement"
    case knocks
    case continuousKnocking = "continuous knocking"
    case handleTried = "handle tried"
    case slamNextDoor = "slam next door"
    case footsteps
    case phoneVibration = "phone vibration"
    case phoneHandled = "phone handled"
    case handBeforeSensor = "hand before sensor"
    case traffic
    case windRattle = "wind rattle"
    case proximityStuck = "proximity stuck"
    case gap
    case reboot
    case clockStep = "clock step"
    case unseenOpening = "opening while the phone was away"
  }

  public var kind: Kind
  public var interval: Interval

  public init(kind: Kind, interval: Interval) {
    self.kind = kind
    self.interval = interval
  }
}
