/// How people use the door.
public struct HabitParameters: Sendable, Equatable {
  /// Visits an hour for each of the 168 hours of the door's local week, Monday 00–01 first.
  public var visitsPerHour = HabitParameters.homeWeek
  /// The door's local time minus UTC [min].
  public var localOffsetMinutes = 0
  /// Chance that one more person follows right after [1]; then again for the next.
  public var followerChance = 0.15
  /// How long after the person before [s].
  public var followerSeconds = 1.0...6.0
  /// How wide the door is opened [degrees].
  public var openDegrees = 55.0...95.0
  /// Time of a usual opening swing, and of a gentle one [s].
  public var swingSeconds = 1.0...2.6
  public var gentleSeconds = 2.6...5.0
  public var gentleShare = 0.1
  /// Share of openings by a short shove after which the door swings by itself.
  public var shoveShare = 0.12
  /// Time at the widest before it is let go or closed [s].
  public var holdSeconds = 0.3...3.0
  /// Chance that the door is held open for minutes, and how many.
  public var longHoldChance = 0.02
  public var longHoldMinutes = 1.0...10.0
  /// Time in which a hand closes it [s], used where there is no closer or by impatient people.
  public var closeSeconds = 0.9...2.5
  /// Share of closings by hand although there is a closer.
  public var handCloseShare = 0.1
  /// Share of hand closings that slam.
  public var slamShare = 0.08
  /// Without a closer: chance that the door is simply left open, and for how long [min].
  public var leftOpenChance = 0.1
  public var leftOpenMinutes = 0.5...15.0
  /// Chance of a visit that leaves the door ajar for hours; how far, how long, and the passages an
  /// hour meanwhile (which are not openings of their own).
  public var ajarChance = 0.0
  public var ajarDegrees = 6.0...30.0
  public var ajarHours = 0.3...4.0
  public var ajarPassagesPerHour = 4.0
  /// Gusts an hour that move the door while it stands ajar.
  public var ajarGustsPerHour = 3.0
  /// Chance that somebody knocks before the visit.
  public var knockBeforeChance = 0.03
  /// Chance that the door stands open over a midnight UTC.
  public var openOvernightChance = 0.0
  /// Movements that stay below 5 degrees, a day.
  public var smallMovementsPerDay = 1.0

  public init() {}

  /// A household: mornings, evenings, more at the weekend's noon. About 45 visits a day.
  public static let homeWeek = week(
    workday: [
      0.1, 0.05, 0.03, 0.03, 0.1, 0.6, 2.5, 5, 3, 1.5, 1.2, 1.4, 2, 1.8, 1.5, 2, 3, 4.5, 4.5, 3.5,
      2.5, 2, 1.2, 0.5,
    ],
    weekend: [
      0.4, 0.2, 0.1, 0.05, 0.05, 0.1, 0.4, 1, 2, 3, 4, 4, 3.5, 3, 3, 3.2, 3.5, 3.5, 3, 3, 2.5, 2,
      1.5, 0.8,
    ])

  /// An office: 8 to 18 on workdays, lunch the busiest. About 520 visits a day.
  public static let officeWeek = week(
    workday: [
      0.1, 0.1, 0.1, 0.1, 0.2, 1.5, 8, 28, 55, 50, 46, 52, 66, 58, 46, 44, 40, 30, 14, 6, 3, 1.5,
      0.5, 0.2,
    ],
    weekend: [
      0.1, 0.05, 0.05, 0.05, 0.05, 0.1, 0.3, 0.6, 1.2, 1.8, 2, 2, 1.8, 1.5, 1.5, 1.2, 1, 0.8, 0.5,
      0.3, 0.3, 0.2, 0.1, 0.1,
    ])

  /// 168 hours from the 24 of a workday and the 24 of a weekend day.
  public static func week(workday: [Double], weekend: [Double]) -> [Double] {
    (0..<7).flatMap { $0 < 5 ? workday : weekend }
  }
}
