/// What will happen on one UTC day, before anything is simulated: moments and kinds.
///
/// It depends on the parameters, the seed and the number of the day alone, so that any day can
/// be made without the days before it.
struct DayPlan: Sendable {
  enum Kind: Sendable {
    case visit, smallMovement, knocks, continuousKnocking, handleTried, wind
    case slamNextDoor, footsteps, alarm, handBeforeSensor, traffic

    /// What it is written down as when no opening came of it.
    var event: DoorEvent.Kind? {
      switch self {
      case .visit: nil
      case .smallMovement: .smallMovement
      case .knocks: .knocks
      case .continuousKnocking: .continuousKnocking
      case .handleTried: .handleTried
      case .wind: .windRattle
      case .slamNextDoor: .slamNextDoor
      case .footsteps: .footsteps
      case .alarm: .phoneVibration
      case .handBeforeSensor: .handBeforeSensor
      case .traffic: .traffic
      }
    }
  }

  struct Item: Sendable {
    var start: Double
    var kind: Kind
    /// Number of the item in its day: the key of its own random numbers.
    var index: Int
  }

  /// A stretch of the day [s] with a number of its own.
  struct Stretch: Sendable {
    var start: Double
    var end: Double
    var value = 0.0
    func contains(_ time: Double) -> Bool { start <= time && time < end }
  }

  private(set) var items: [Item] = []
  /// When the phone is off the door.
  private(set) var absences: [Stretch] = []
  private(set) var gaps: [Stretch] = []
  private(set) var reboots: [Stretch] = []
  private(set) var lossBursts: [Stretch] = []
  private(set) var stalls: [Stretch] = []
  /// Steps of the clock; `value` is the offset [s].
  private(set) var clockSteps: [Stretch] = []
  private(set) var stuckProximity: [Stretch] = []
  private(set) var proximityGlitches: [Stretch] = []

  private let parameters: DoorParameters
  private let day: Int64
  private var random: RandomSource

  init(_ parameters: DoorParameters, seed: UInt64, day: Int64) {
    self.parameters = parameters
    self.day = day
    random = RandomSource(seed: seed, purpose: .plan, day: day)
    planVisits()
    planDisturbances()
    for index in items.indices { items[index].index = index }
    items.sort { ($0.start, $0.index) < ($1.start, $1.index) }
    absences = Self.absences(parameters, seed: seed, day: day)
    var losses = RandomSource(seed: seed, purpose: .losses, day: day)
    planLosses(&losses)
  }

  /// Hour of the door's local week, 0 for Monday 00–01, of an hour UTC of the day.
  private func hourOfWeek(_ hour: Int) -> Int {
    // Day 0 of 1970 was a Thursday, the fourth day of the week that begins on Monday.
    let localMinutes = (day * 24 + Int64(hour)) * 60 + Int64(parameters.habits.localOffsetMinutes)
    let hours = Int64((Double(localMinutes) / 60).rounded(.down)) + 3 * 24
    return Int(((hours % 168) + 168) % 168)
  }

  private mutating func planVisits() {
    let week = parameters.habits.visitsPerHour
    precondition(week.count == 168, "visits an hour need 168 numbers, one for each hour of a week")
    for hour in 0..<24 {
      let start = Double(hour) * 3600
      let rate = week[hourOfWeek(hour)] / 3600
      add(.visit, at: random.moments(perSecond: rate, in: start...start + 3600))
    }
  }

  private mutating func add(_ kind: Kind, at moments: [Double]) {
    items += moments.map { Item(start: $0, kind: kind, index: 0) }
  }

  /// Moments when people are about: 7 to 22 local.
  private mutating func wakingMoments(perDay: Double) -> [Double] {
    let offset = Double(parameters.habits.localOffsetMinutes) * 60
    return (0..<random.poisson(mean: perDay)).map { _ in
      let moment = random.uniform(7 * 3600...22 * 3600) - offset
      return moment - (moment / secondsPerDay).rounded(.down) * secondsPerDay
    }
  }

  private mutating func planDisturbances() {
    let rates = parameters.disturbances
    add(.smallMovement, at: wakingMoments(perDay: parameters.habits.smallMovementsPerDay))
    add(.knocks, at: wakingMoments(perDay: rates.knockSeriesPerDay))
    add(.continuousKnocking, at: wakingMoments(perDay: rates.continuousKnocksPerDay))
    if parameters.hinge.hasLatch {
      add(.handleTried, at: wakingMoments(perDay: rates.handleTriesPerDay))
    }
    add(.slamNextDoor, at: wakingMoments(perDay: rates.slamsNextDoorPerDay))
    add(.footsteps, at: wakingMoments(perDay: rates.walksPastPerDay))
    add(.alarm, at: wakingMoments(perDay: rates.alarmsPerDay))
    add(.handBeforeSensor, at: wakingMoments(perDay: rates.handsBeforeSensorPerDay))
    add(.traffic, at: moments(perDay: rates.trafficPerDay))
    add(.wind, at: moments(perDay: rates.windBoutsPerDay))
  }

  private mutating func moments(perDay: Double) -> [Double] {
    random.moments(perSecond: perDay / secondsPerDay, in: 0...secondsPerDay)
  }

  private mutating func planLosses(_ random: inout RandomSource) {
    func stretches(perDay: Double, seconds: (inout RandomSource) -> Double) -> [Stretch] {
      let starts = random.moments(perSecond: perDay / secondsPerDay, in: 0...secondsPerDay)
      return starts.map {
        Stretch(start: $0, end: min(secondsPerDay, $0 + seconds(&random)))
      }
    }
    let way = parameters.transmission
    let near = parameters.proximity
    gaps = stretches(perDay: way.gapsPerDay) { 60 * $0.logUniform(way.gapMinutes) }
    reboots = stretches(perDay: way.rebootsPerDay) { $0.uniform(way.rebootSeconds) }
    lossBursts = stretches(perDay: 24 * way.lossBurstsPerHour) {
      $0.exponential(mean: way.lossBurstSeconds)
    }
    stalls = stretches(perDay: 24 * way.stallsPerHour) { $0.uniform(way.stallSeconds) }
    clockSteps = stretches(perDay: way.clockStepsPerDay) { $0.uniform(1800...4 * 3600) }
    for index in clockSteps.indices {
      clockSteps[index].value = random.uniform(way.clockStepSeconds)
    }
    stuckProximity = stretches(perDay: near.stuckPerDay) { 3600 * $0.uniform(near.stuckHours) }
    proximityGlitches = stretches(perDay: 24 * near.glitchesPerHour) {
      $0.exponential(mean: 0.5) + 0.1
    }
  }

  /// Absences of the phone on a day, at least two hours apart and off midnight.
  static func absences(_ parameters: DoorParameters, seed: UInt64, day: Int64) -> [Stretch] {
    guard parameters.phone.rehangsPerDay > 0 else { return [] }
    var random = RandomSource(seed: seed, purpose: .mounting, day: day)
    let count = random.poisson(mean: parameters.phone.rehangsPerDay)
    let starts = (0..<count).map { _ in random.uniform(1800...secondsPerDay - 5400) }.sorted()
    var absences: [Stretch] = []
    for start in starts {
      let minutes = random.logUniform(parameters.phone.awayMinutes)
      guard start > (absences.last?.end ?? -7200) + 7200 else { continue }
      let end = min(start + minutes * 60, secondsPerDay - 1800)
      absences.append(Stretch(start: start, end: end))
    }
    return absences
  }

  /// Offset of the platform's clock [s] at a moment.
  func clockOffset(at time: Double) -> Double {
    clockSteps.last { $0.contains(time) }?.value ?? 0
  }

  func isUnrecorded(_ time: Double) -> Bool {
    gaps.contains { $0.contains(time) } || reboots.contains { $0.contains(time) }
  }
}
