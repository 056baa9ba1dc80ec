import Readings

/// Plays the plan of one day: runs the motions one after the other and paints what the phone
/// feels.
struct DayRun {
  let parameters: DoorParameters
  let seed: UInt64
  let day: Int64
  let startMilliseconds: Int64
  let plan: DayPlan
  private(set) var canvas: DayCanvas
  private(set) var labels: [DoorLabel] = []
  private(set) var events: [DoorEvent] = []
  /// The mountings of the day with the moments from which they hold [s].
  private(set) var mountings: [(from: Double, mounting: Mounting)] = []

  private let before: OvernightOpening?
  private let after: OvernightOpening?
  private var busyUntil = 0.0
  private var spacing: Double { 1 / parameters.phone.streamRate }

  init(_ parameters: DoorParameters, seed: UInt64, day: Int64) {
    self.parameters = parameters
    self.seed = seed
    self.day = day
    startMilliseconds = day * millisecondsPerDay
    plan = DayPlan(parameters, seed: seed, day: day)
    let grid = ArrivalGrid(
      parameters.transmission, plan: plan, startMilliseconds: startMilliseconds,
      random: RandomSource(seed: seed, purpose: .grid, day: day))
    canvas = DayCanvas(grid)
    before = OvernightOpening(parameters, seed: seed, endOf: day - 1)
    after = OvernightOpening(parameters, seed: seed, endOf: day)
  }

  mutating func play() {
    hangPhone()
    if let before { keep(before.motion, startingAt: before.start - secondsPerDay, kind: nil) }
    for item in plan.items { play(item) }
    if let after { keep(after.motion, startingAt: after.start, kind: nil) }
    noteLosses()
    labels.sort { $0.openedAt < $1.openedAt }
    events.sort {
      ($0.interval.start, $0.kind.rawValue) < ($1.interval.start, $1.kind.rawValue)
    }
  }

  // MARK: The phone

  private mutating func hangPhone() {
    let history = MountingHistory(parameters: parameters, seed: seed)
    var mounting = history.mounting(atStartOf: day)
    mountings = [(-.infinity, mounting)]
    for (index, absence) in plan.absences.enumerated() {
      let next = history.mounting(afterAbsence: index, of: day)
      let back = handle(absence, from: mounting, to: next, index: index)
      mountings.append((back, next))
      mounting = next
    }
  }

  /// Taken down, laid elsewhere, hung back; returns when it hangs again [s].
  private mutating func handle(
    _ absence: DayPlan.Stretch, from: Mounting, to: Mounting, index: Int
  ) -> Double {
    var random = RandomSource(seed: seed, purpose: .disturbance, day: day, index: -1 - index)
    let origin = from.restForce
    let table = PhoneDisturbance.unitVector(&random) * standardGravity
    let taking = PhoneDisturbance.handling(
      from: origin, to: table, origin: origin, seconds: random.uniform(3...9), spacing: spacing,
      random: &random)
    let hanging = PhoneDisturbance.handling(
      from: table, to: to.restForce, origin: origin, seconds: random.uniform(4...14),
      spacing: spacing, random: &random)
    let down = from.felt(
      phoneForce: taking.force, trueGravity: taking.gravity, spacing: spacing,
      startingAt: absence.start)
    let up = from.felt(
      phoneForce: hanging.force, trueGravity: hanging.gravity, spacing: spacing,
      startingAt: max(absence.end, down.end + 1))
    canvas.paint(down)
    canvas.paint(
      SensorHold(
        start: down.end, end: up.start, force: SIMD3<Float>(table - origin), angle: 0))
    canvas.paint(up)
    canvas.paint(random.chance(0.3) ? .near : .far, from: down.start + 1, to: up.end - 3)
    note(.phoneHandled, from: down.start, to: up.end)
    return up.end
  }

  private func mounting(at time: Double) -> Mounting {
    mountings.last { $0.from <= time }!.mounting
  }

  private func isPhoneAway(from start: Double, to end: Double) -> Bool {
    plan.absences.enumerated().contains { index, absence in
      start < mountings[index + 1].from + 2 && end > absence.start - 2
    }
  }

  // MARK: The door

  /// Everything of this day must be over by then: midnight, or the door's standing open.
  private var latestEnd: Double { after.map(\.start) ?? secondsPerDay }

  private mutating func play(_ item: DayPlan.Item) {
    var random = RandomSource(seed: seed, purpose: .disturbance, day: day, index: item.index)
    switch item.kind {
    case .visit, .smallMovement, .knocks, .continuousKnocking, .handleTried, .wind:
      move(item, random: &random)
    case .slamNextDoor, .footsteps, .alarm, .traffic, .handBeforeSensor:
      shake(item, random: &random)
    }
  }

  /// Motions of the leaf follow one another: a visitor waits, a disturbance does not happen.
  private mutating func move(_ item: DayPlan.Item, random: inout RandomSource) {
    var start = item.start
    if start < busyUntil {
      guard item.kind == .visit, busyUntil - start < 120 else { return }
      start = busyUntil + random.uniform(0.2...4)
    }
    let limit = latestEnd - start
    guard limit > 90 else { return }
    let forcing = self.forcing(item.kind, limit: limit, random: &random)
    var run = MotionRun(parameters, forcing: forcing, spacing: spacing, random: random)
    let motion = run.run()
    guard start + motion.end < latestEnd else { return }
    keep(motion, startingAt: start, kind: item.kind)
  }

  private func forcing(
    _ kind: DayPlan.Kind, limit: Double, random: inout RandomSource
  ) -> Forcing {
    var script = VisitScript(parameters, limitSeconds: limit, random: random)
    switch kind {
    case .visit: return script.visit()
    case .smallMovement: return script.smallMovement()
    case .knocks: return Knocking.series(parameters, random: &random)
    case .continuousKnocking: return Knocking.continuous(parameters, random: &random)
    case .handleTried: return Knocking.handleTries(parameters, random: &random)
    default: return wind(&random)
    }
  }

  private func wind(_ random: inout RandomSource) -> Forcing {
    var forcing = Forcing()
    let torque = random.logUniform(parameters.disturbances.windTorque)
    forcing.gusts = [
      Forcing.Gust(
        start: 0.2, seconds: random.uniform(parameters.disturbances.windSeconds), torque: torque,
        mean: torque * random.uniform(-0.3...0.6), corner: random.logUniform(0.4...4))
    ]
    return forcing
  }

  /// Paints a motion and writes down what it was.
  private mutating func keep(_ motion: Motion, startingAt start: Double, kind: DayPlan.Kind?) {
    let end = start + motion.end
    busyUntil = max(busyUntil, end + 0.1)
    let isAway = isPhoneAway(from: start, to: end)
    if !isAway { paint(motion, startingAt: start) }
    var widest = 0.0
    for departure in motion.departures {
      widest = max(widest, departure.widestDegrees)
      note(departure, startingAt: start, isAway: isAway)
    }
    if widest <= DoorLabel.leastDegrees, !isAway, let event = kind?.event {
      note(event, from: start, to: end)
    }
  }

  private mutating func paint(_ motion: Motion, startingAt start: Double) {
    let felt = mounting(at: start).felt(motion, startingAt: start)
    for clip in felt.clips { canvas.paint(clip) }
    for hold in felt.holds { canvas.paint(hold) }
  }

  private mutating func note(_ departure: Motion.Departure, startingAt start: Double, isAway: Bool)
  {
    guard departure.widestDegrees > DoorLabel.leastDegrees else { return }
    let opened = start + departure.openedAt
    guard opened >= 0, opened < secondsPerDay else { return }
    let closed = departure.closedAt.map { start + $0 }
    if isAway {
      return note(.unseenOpening, from: opened, to: closed ?? start + MotionRun.longestSeconds)
    }
    let recorded = closed.flatMap { plan.isUnrecorded($0) ? nil : $0 }
    labels.append(
      DoorLabel(
        openedAt: instant(opened), closedAt: recorded.map { instant($0) },
        widestDegrees: departure.widestDegrees))
  }

  // MARK: Everything else

  private mutating func shake(_ item: DayPlan.Item, random: inout RandomSource) {
    let hanging = mounting(at: item.start)
    if isPhoneAway(from: item.start, to: item.start + 40) { return }
    let rates = parameters.disturbances
    if item.kind == .handBeforeSensor {
      let end = item.start + random.logUniform(0.4...8)
      canvas.paint(.near, from: item.start, to: end)
      return note(DoorEvent.Kind.handBeforeSensor, from: item.start, to: end)
    }
    let course: [SIMD3<Double>]
    switch item.kind {
    case .alarm:
      let strength = random.logUniform(rates.alarmStrength)
      course = PhoneDisturbance.alarm(strength: strength, spacing: spacing, random: &random)
    case .footsteps:
      let strength = random.logUniform(rates.stepStrength)
      course = HouseVibration.footsteps(strength: strength, spacing: spacing, random: &random)
    case .traffic:
      let strength = random.logUniform(rates.trafficStrength)
      course = HouseVibration.traffic(strength: strength, spacing: spacing, random: &random)
    default:
      let strength = random.logUniform(rates.slamStrength)
      course = HouseVibration.slam(strength: strength, spacing: spacing, random: &random)
      pressDoor(at: item.start, random: &random)
    }
    let clip = hanging.felt(
      vibration: course, spacing: spacing, startingAt: item.start,
      inPhoneAxes: item.kind == .alarm)
    canvas.paint(clip)
    if let event = item.kind.event { note(event, from: clip.start, to: clip.end) }
  }

  private mutating func pressDoor(at start: Double, random: inout RandomSource) {
    guard start >= busyUntil, start + 30 < latestEnd, parameters.hinge.hasLatch else { return }
    let forcing = Knocking.pressurePulse(&random)
    var run = MotionRun(parameters, forcing: forcing, spacing: spacing, random: random)
    keep(run.run(), startingAt: start, kind: nil)
  }

  private mutating func noteLosses() {
    for gap in plan.gaps { note(.gap, from: gap.start, to: gap.end) }
    for reboot in plan.reboots { note(.reboot, from: reboot.start, to: reboot.end) }
    for step in plan.clockSteps { note(.clockStep, from: step.start, to: step.end) }
    guard parameters.proximity.isPresent else { return }
    for stuck in plan.stuckProximity { note(.proximityStuck, from: stuck.start, to: stuck.end) }
  }

  private mutating func note(_ kind: DoorEvent.Kind, from start: Double, to end: Double) {
    let interval = Interval(start: instant(start), end: max(instant(start), instant(end)))
    events.append(DoorEvent(kind: kind, interval: interval))
  }

  /// A second of the day by the platform's clock [ms UTC].
  private func instant(_ time: Double) -> Int64 {
    startMilliseconds + Int64(((time + plan.clockOffset(at: time)) * 1000).rounded(.down))
  }
}
