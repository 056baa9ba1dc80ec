/// Everything that distinguishes one simulated door from another: the door, its users, the phone
/// on it, and the way of its readings to the historian.
///
/// A `Preset` draws these within usual ranges; any field may be set beyond them (twice the mass,
/// half the radius, ten readings a second). Angles are radians here unless a name says degrees.
public struct DoorParameters: Sendable, Equatable {
  /// `deviceId` of the documents: the phone's address.
  public var deviceID = "192.168.1.23"
  public var hinge = HingeParameters()
  /// The automatic closer, or `nil` where people close the door themselves.
  public var closer: CloserParameters? = CloserParameters()
  public var habits = HabitParameters()
  public var phone = PhoneParameters()
  public var proximity = ProximityParameters()
  public var light = LightParameters()
  public var transmission = TransmissionParameters()
  public var disturbances = DisturbanceParameters()

  public init() {}
}
