/// Writes what the people of one visit do at the door.
struct VisitScript {
  let parameters: DoorParameters
  /// No move of the script begins later [s from its start].
  let limitSeconds: Double
  private var random: RandomSource
  private var forcing = Forcing()
  private var clock = 0.3

  private var habits: HabitParameters { parameters.habits }
  private var hasCloser: Bool { parameters.closer != nil }

  init(_ parameters: DoorParameters, limitSeconds: Double, random: RandomSource) {
    self.parameters = parameters
    self.limitSeconds = limitSeconds
    self.random = random
  }

  /// A usual visit of one person or a few in a row.
  mutating func visit() -> Forcing {
    forcing.lastResortSeconds = random.uniform(5...60)
    if random.chance(habits.knockBeforeChance) { knockFirst() }
    if random.chance(habits.ajarChance), limitSeconds > 1200 {
      leaveAjar()
    } else {
      passThrough()
    }
    return forcing
  }

  /// The door is opened and stays open until `closing` [s from the start].
  mutating func standOpen(until closing: Double) -> Forcing {
    let angle = random.uniform(habits.openDegrees).radians
    append(opening(finish: .prop(angle: angle, seconds: 0.8)))
    closeLater(at: closing)
    return forcing
  }

  /// Somebody moves the door by less than 5 degrees and shuts it again.
  mutating func smallMovement() -> Forcing {
    var move = opening(finish: .close(seconds: random.uniform(0.5...1.2), overshoot: 0.03))
    move.target = random.uniform(0.8...3.8).radians
    move.swingSeconds = random.uniform(0.4...1.2)
    move.skew = 0
    move.isShove = false
    move.unsteadiness = 0.03
    move.holdSeconds = random.uniform(0.1...3)
    append(move)
    return forcing
  }

  private mutating func knockFirst() {
    forcing.blows = Knocking.raps(
      from: clock, count: 2 + random.index(below: 3), interval: random.uniform(0.15...0.35),
      impulse: random.logUniform(parameters.disturbances.knockImpulse),
      lever: parameters.hinge.width * random.uniform(0.5...0.95), random: &random)
    clock += random.uniform(2...6)
  }

  private mutating func passThrough() {
    append(opening(finish: .release))
    while random.chance(habits.followerChance) {
      clock += random.uniform(habits.followerSeconds)
      append(opening(finish: .release))
    }
    finishVisit()
  }

  /// Decides how the last person leaves the door.
  private mutating func finishVisit() {
    let last = forcing.moves.count - 1
    if random.chance(habits.longHoldChance) {
      return stayOpen(minutes: random.uniform(habits.longHoldMinutes), last: last)
    }
    if hasCloser {
      if random.chance(habits.handCloseShare), !forcing.moves[last].isShove {
        forcing.moves[last].finish = handClose()
      }
      return
    }
    if random.chance(habits.leftOpenChance) {
      return stayOpen(minutes: random.logUniform(habits.leftOpenMinutes), last: last)
    }
    if forcing.moves[last].isShove {
      closeLater(at: clock + random.uniform(3...10))
    } else {
      forcing.moves[last].finish = handClose()
    }
  }

  private mutating func stayOpen(minutes: Double, last: Int) {
    let angle = (forcing.moves[last].target ?? 1) * random.uniform(0.6...1)
    forcing.moves[last].isShove = false
    forcing.moves[last].finish = .prop(angle: angle, seconds: random.uniform(0.5...1.2))
    closeLater(at: clock + minutes * 60)
  }

  private mutating func leaveAjar() {
    let angle = random.uniform(habits.ajarDegrees).radians
    let hours = random.logUniform(habits.ajarHours)
    let end = min(clock + hours * 3600, limitSeconds - 600)
    append(opening(finish: .prop(angle: angle, seconds: random.uniform(0.8...2))))
    let perSecond = habits.ajarPassagesPerHour / 3600
    let passages = random.moments(perSecond: perSecond, in: clock + 20...max(clock + 20, end - 20))
    for passage in passages {
      clock = passage
      append(opening(finish: .prop(angle: angle, seconds: random.uniform(0.8...2))))
    }
    addGusts(from: forcing.moves[0].arrival + 20, to: end - 20)
    closeLater(at: end)
  }

  private mutating func addGusts(from start: Double, to end: Double) {
    guard end > start else { return }
    let moments = random.moments(perSecond: habits.ajarGustsPerHour / 3600, in: start...end)
    forcing.gusts = moments.map {
      Forcing.Gust(
        start: $0, seconds: random.uniform(5...40), torque: random.uniform(0.5...2.5),
        mean: random.uniform(-1...1), corner: random.uniform(0.1...0.6))
    }
  }

  private mutating func closeLater(at time: Double) {
    let arrival = min(time, limitSeconds - 30)
    forcing.moves.append(
      HandMove(
        arrival: max(arrival, clock + 1), reachSeconds: 0.2, target: nil, swingSeconds: 1,
        holdSeconds: 0,
        finish: hasCloser && random.chance(0.6) ? .release : handClose()))
  }

  private mutating func append(_ move: HandMove) {
    forcing.moves.append(move)
  }

  private mutating func opening(finish: HandMove.Finish) -> HandMove {
    let isGentle = random.chance(habits.gentleShare)
    let seconds = random.uniform(isGentle ? habits.gentleSeconds : habits.swingSeconds)
    return HandMove(
      arrival: clock, reachSeconds: random.uniform(0.1...0.45),
      target: random.uniform(habits.openDegrees).radians, swingSeconds: seconds,
      skew: random.uniform(-0.2...0.3), isShove: !isGentle && random.chance(habits.shoveShare),
      holdSeconds: random.uniform(habits.holdSeconds), finish: finish,
      unsteadiness: random.uniform(0.03...0.2), handleTorque: random.uniform(0...6))
  }

  private mutating func handClose() -> HandMove.Finish {
    let isSlam = random.chance(habits.slamShare)
    let seconds = random.uniform(habits.closeSeconds) * (isSlam ? 0.6 : 1)
    return .close(
      seconds: seconds, overshoot: isSlam ? random.uniform(0.4...0.9) : random.uniform(0.03...0.2))
  }
}
