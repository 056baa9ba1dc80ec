/// How often a day things happen that are no opening.
public struct DisturbanceParameters: Sendable, Equatable {
  /// Knocks: a few raps each time.
  public var knockSeriesPerDay = 3.0
  /// Knocking that goes on for ten seconds and more.
  public var continuousKnocksPerDay = 0.3
  /// How long that goes on [s].
  public var continuousKnockSeconds = 10.0...25.0
  /// Impulse of one rap [N·s]. 0.05–1.5.
  public var knockImpulse = 0.08...0.9
  /// The handle tried against a locked or latched door.
  public var handleTriesPerDay = 1.0
  /// Slams of another door in the house, and their strength at the phone [m/s²].
  public var slamsNextDoorPerDay = 4.0
  public var slamStrength = 0.05...0.6
  /// People walking past, and the strength of a step [m/s²].
  public var walksPastPerDay = 30.0
  public var stepStrength = 0.005...0.05
  /// The phone's own vibration (alarms, messages), and its strength [m/s²].
  public var alarmsPerDay = 2.0
  public var alarmStrength = 0.3...2.5
  /// Hands and bodies before the sensor, door closed.
  public var handsBeforeSensorPerDay = 3.0
  /// Lorries and trains, and their strength [m/s²].
  public var trafficPerDay = 20.0
  public var trafficStrength = 0.004...0.04
  /// Bouts of wind that rattle the door within the play of its latch; length [s], torque [N·m].
  public var windBoutsPerDay = 0.5
  public var windSeconds = 10.0...90.0
  public var windTorque = 1.0...8.0

  public init() {}

  /// Nothing but openings.
  public static let none: DisturbanceParameters = {
    var none = DisturbanceParameters()
    none.knockSeriesPerDay = 0
    none.continuousKnocksPerDay = 0
    none.handleTriesPerDay = 0
    none.slamsNextDoorPerDay = 0
    none.walksPastPerDay = 0
    none.alarmsPerDay = 0
    none.handsBeforeSensorPerDay = 0
    none.trafficPerDay = 0
    none.windBoutsPerDay = 0
    return none
  }()
}
