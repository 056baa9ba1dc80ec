extension Preset {
  /// The door that a seed draws from the preset.
  public func parameters(seed: UInt64) -> DoorParameters {
    var random = RandomSource(seed: mixed(seed), purpose: .door)
    var door = DoorParameters()
    door.deviceID = "192.168.\(random.index(below: 4)).\(20 + random.index(below: 200))"
    door.drawLeaf(&random)
    door.drawPhone(&random)
    door.drawProximity(&random)
    door.drawSurroundings(&random)
    apply(to: &door, &random)
    return door
  }

  /// The seed of this preset's door: the preset's name hashed (FNV-1a, 64 bits) into it.
  func mixed(_ seed: UInt64) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in rawValue.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return RandomSource.mixed(seed &+ hash)
  }

  private func apply(to door: inout DoorParameters, _ random: inout RandomSource) {
    switch self {
    case .easy: door.makeEasy(&random)
    case .home: break
    case .office: door.makeOffice(&random)
    case .noisy: door.makeNoisy(&random)
    case .noProximity: door.proximity.isPresent = false
    case .flakyProximity: door.makeProximityFlaky(&random)
    case .lossy: door.makeLossy(&random)
    case .drift: door.makeDrifting(&random)
    case .ajar: door.makeAjar(&random)
    case .adversarial: door.makeAdversarial(&random)
    }
  }
}

extension DoorParameters {
  fileprivate mutating func drawLeaf(_ random: inout RandomSource) {
    hinge.mass = random.logUniform(14...45)
    hinge.width = random.uniform(0.7...1.0)
    hinge.dryFriction = random.logUniform(0.2...1.5)
    hinge.viscousFriction = random.uniform(0.05...0.6)
    let height = 2.0
    hinge.airDrag = 0.18 * height * ExactMath.power(hinge.width, 4)
    hinge.lean = random.uniform(0...0.008)
    hinge.leanDirection = random.uniform(0...6.28)
    hinge.stopAngle = random.uniform(88...118).radians
    hinge.jambFrequency = random.uniform(9...20)
    hinge.contactDamping = random.uniform(0.15...0.5)
    hinge.latchPlay = random.uniform(0.02...0.15).radians
    hinge.boltTorque = random.uniform(0.5...3)
    hinge.modes = [15.0...24, 26.0...42, 44.0...60].map {
      PanelMode(
        frequency: random.uniform($0), damping: random.logUniform(0.02...0.06),
        gain: random.logUniform(0.015...0.09))
    }
    closer = random.chance(0.35) ? .drawn(&random) : nil
    habits.openDegrees = random.uniform(30...60)...random.uniform(70...88)
    habits.followerChance = random.uniform(0.05...0.25)
    scaleVisits(by: random.logUniform(0.6...1.8))
  }

  fileprivate mutating func drawPhone(_ random: inout RandomSource) {
    phone.radius = hinge.width * random.uniform(0.55...0.92)
    phone.orientation = .random(
      flipped: random.chance(0.5), askewDegrees: 4, random: &random)
    switch random.index(below: 10) {
    case 0..<3: phone.gravity = .included
    case 3..<5: phone.gravity = .fused
    default: phone.gravity = .lowPass(seconds: random.logUniform(0.15...0.8))
    }
    phone.streamRate = random.pick([50, 66, 100, 100, 200])
    phone.noise = random.logUniform(0.006...0.03)
    phone.bias =
      SIMD3(random.normal(), random.normal(), random.normal()) * random.uniform(0.02...0.15)
    phone.drift = random.logUniform(0.001...0.01)
    phone.biasPerKelvin = random.uniform(-0.003...0.003)
    phone.resolution = random.pick([0.0006, 0.0012, 0.0024, 0.0096, 0.0192, 0.0383])
    phone.range = standardGravity * random.pick([2, 4, 4, 8])
  }

  fileprivate mutating func drawProximity(_ random: inout RandomSource) {
    proximity.mounting =
      random.chance(0.65)
      ? .coveredWhenClosed(belowDegrees: random.uniform(2...15))
      : .coveredWideOpen(aboveDegrees: habits.openDegrees.lowerBound * random.uniform(0.6...1.05))
    proximity.far = random.pick([1, 2, 5, 5, 8, 100])
    proximity.near = 0
    // Some phones turn the meaning round: the covered sensor gives the larger number.
    if random.chance(0.12) { swap(&proximity.near, &proximity.far) }
    proximity.levelCount = random.chance(0.2) ? 1 + random.index(below: 4) : 0
    proximity.lagSeconds = random.uniform(0.02...0.4)
    proximity.chatter = random.chance(0.3) ? random.uniform(0...0.1) : 0
  }

  fileprivate mutating func drawSurroundings(_ random: inout RandomSource) {
    light.daylight = random.logUniform(20...800)
    light.lamp = random.logUniform(30...300)
    light.closedShare = random.uniform(0.3...1)
    transmission.jitterMilliseconds = random.uniform(3...20)
    transmission.latencyMilliseconds = random.uniform(10...60)
    transmission.latencySpreadMilliseconds = random.uniform(4...30)
  }

  fileprivate mutating func scaleVisits(by factor: Double) {
    habits.visitsPerHour = habits.visitsPerHour.map { $0 * factor }
  }

  fileprivate mutating func makeEasy(_ random: inout RandomSource) {
    phone.noise = random.uniform(0.005...0.012)
    phone.resolution = 0.0024
    phone.drift = 0.001
    proximity.mounting = .coveredWhenClosed(belowDegrees: random.uniform(3...8))
    proximity.chatter = 0
    proximity.glitchesPerHour = 0
    habits.gentleShare = 0.02
    habits.smallMovementsPerDay = 0.2
    transmission.gapsPerDay = 0.05
    disturbances.continuousKnocksPerDay = 0.1
    disturbances.windBoutsPerDay = 0.05
    disturbances.handleTriesPerDay = 0.2
  }

  fileprivate mutating func makeOffice(_ random: inout RandomSource) {
    closer = .drawn(&random)
    hinge.mass = random.uniform(30...60)
    hinge.hasLatch = random.chance(0.7)
    habits.visitsPerHour = HabitParameters.officeWeek
    scaleVisits(by: random.uniform(0.9...1.25))
    habits.followerChance = random.uniform(0.15...0.35)
    habits.longHoldChance = 0.004
    disturbances.walksPastPerDay = 200
    disturbances.slamsNextDoorPerDay = 25
    disturbances.knockSeriesPerDay = 6
  }

  fileprivate mutating func makeNoisy(_ random: inout RandomSource) {
    phone.noise = random.uniform(0.04...0.09)
    phone.resolution = random.pick([0.0383, 0.0766, 0.1532])
    disturbances.walksPastPerDay = 150
    disturbances.stepStrength = 0.02...0.12
    disturbances.trafficPerDay = 150
    disturbances.trafficStrength = 0.02...0.12
    disturbances.slamsNextDoorPerDay = 20
  }

  fileprivate mutating func makeProximityFlaky(_ random: inout RandomSource) {
    proximity.chatter = random.uniform(0.1...0.4)
    proximity.lagSeconds = random.uniform(0.3...1.5)
    proximity.glitchesPerHour = random.logUniform(0.5...8)
    proximity.stuckPerDay = random.uniform(0.7...2.5)
    disturbances.handsBeforeSensorPerDay = 15
  }

  fileprivate mutating func makeLossy(_ random: inout RandomSource) {
    transmission.jitterMilliseconds = random.uniform(15...45)
    transmission.latencySpreadMilliseconds = random.uniform(20...120)
    transmission.lossShare = random.uniform(0.02...0.1)
    transmission.lossBurstsPerHour = random.uniform(1...6)
    transmission.gapsPerDay = random.uniform(1...5)
    transmission.rebootsPerDay = random.uniform(0.3...1.5)
    transmission.stallsPerHour = random.uniform(0.2...1.5)
    transmission.repeatShare = 0.003
    transmission.disorderShare = 0.01
    transmission.clockStepsPerDay = 1
  }

  fileprivate mutating func makeDrifting(_ random: inout RandomSource) {
    phone.gravity = random.chance(0.6) ? .included : .fused
    phone.drift = random.logUniform(0.05...0.3)
    phone.biasPerKelvin = random.uniform(-0.02...0.02)
    phone.rehangsPerDay = random.uniform(0.5...1.5)
    hinge.lean = random.uniform(0.003...0.015)
  }

  fileprivate mutating func makeAjar(_ random: inout RandomSource) {
    closer = nil
    habits.ajarChance = random.uniform(0.05...0.12)
    habits.openOvernightChance = random.uniform(0.1...0.4)
    habits.leftOpenChance = 0.3
    habits.smallMovementsPerDay = 6
    disturbances.windBoutsPerDay = 3
    hinge.lean = random.uniform(0.002...0.012)
  }

  fileprivate mutating func makeAdversarial(_ random: inout RandomSource) {
    phone.orientation = .arbitrary(random: &random)
    phone.rehangsPerDay = 1
    phone.awayMinutes = 0.5...10
    habits.gentleShare = 0.25
    habits.smallMovementsPerDay = 12
    habits.slamShare = 0.25
    habits.ajarChance = 0.02
    habits.openOvernightChance = 0.05
    proximity.stuckPerDay = 0.5
    proximity.glitchesPerHour = 1
    hinge.hasLatch = true
    transmission.lossBurstsPerHour = 0.5
    transmission.gapsPerDay = 1
    transmission.rebootsPerDay = 0.3
    transmission.clockStepsPerDay = 0.3
    disturbances.knockSeriesPerDay = 40
    disturbances.continuousKnocksPerDay = 12
    disturbances.knockImpulse = 0.05...1.5
    disturbances.handleTriesPerDay = 15
    disturbances.slamsNextDoorPerDay = 40
    disturbances.slamStrength = 0.1...2
    disturbances.walksPastPerDay = 60
    disturbances.alarmsPerDay = 15
    disturbances.handsBeforeSensorPerDay = 25
    disturbances.trafficPerDay = 60
    disturbances.windBoutsPerDay = 8
  }
}

extension CloserParameters {
  fileprivate static func drawn(_ random: inout RandomSource) -> CloserParameters {
    var closer = CloserParameters()
    closer.preload = random.uniform(9...26)
    closer.stiffness = random.uniform(2...8)
    closer.sweepRate = random.uniform(0.3...0.8)
    closer.latchRate = random.uniform(0.15...0.6)
    closer.latchAngle = random.uniform(5...15).radians
    closer.backcheckAngle = random.uniform(65...85).radians
    return closer
  }
}
