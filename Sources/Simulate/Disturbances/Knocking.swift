/// Blows of knuckles against the leaf.
enum Knocking {
  /// Raps in a row.
  ///
  /// - Parameters:
  ///   - impulse: Mean impulse of a rap [N·s].
  ///   - lever: Distance of the knuckles from the hinge [m].
  ///   - interval: Mean time between raps [s].
  static func raps(
    from start: Double, count: Int, interval: Double, impulse: Double, lever: Double,
    random: inout RandomSource
  ) -> [Forcing.Blow] {
    let side = random.chance(0.5) ? 1.0 : -1.0
    var time = start
    return (0..<count).map { _ in
      let seconds = random.uniform(0.003...0.006)
      let strength = impulse * random.uniform(0.6...1.4)
      // The integral of half a sine is 2/π of its height and length.
      let torque = side * strength * lever * Double.pi / (2 * seconds)
      defer { time += max(0.08, interval * random.uniform(0.75...1.25)) }
      return Forcing.Blow(time: time, seconds: seconds, torque: torque)
    }
  }

  static func series(_ parameters: DoorParameters, random: inout RandomSource) -> Forcing {
    var forcing = Forcing()
    forcing.blows = raps(
      from: 0.3, count: 2 + random.index(below: 4), interval: random.uniform(0.14...0.4),
      impulse: random.logUniform(parameters.disturbances.knockImpulse),
      lever: parameters.hinge.width * random.uniform(0.5...0.95), random: &random)
    return forcing
  }

  /// Ten seconds and more without a pause.
  static func continuous(_ parameters: DoorParameters, random: inout RandomSource) -> Forcing {
    let seconds = random.uniform(parameters.disturbances.continuousKnockSeconds)
    let interval = random.uniform(0.13...0.5)
    var forcing = Forcing()
    forcing.blows = raps(
      from: 0.3, count: Int((seconds / interval).rounded(.up)) + 1, interval: interval,
      impulse: random.logUniform(parameters.disturbances.knockImpulse),
      lever: parameters.hinge.width * random.uniform(0.5...0.95), random: &random)
    return forcing
  }

  /// Pulls at the handle of a door that stays shut.
  static func handleTries(_ parameters: DoorParameters, random: inout RandomSource) -> Forcing {
    let count = 1 + random.index(below: 5)
    var time = 0.3
    var forcing = Forcing()
    forcing.blows = (0..<count).map { _ in
      let seconds = random.uniform(0.12...0.35)
      defer { time += seconds + random.uniform(0.05...0.4) }
      return Forcing.Blow(time: time, seconds: seconds, torque: random.uniform(10...45))
    }
    return forcing
  }

  /// The pressure of another door's slam pushes this one into its seal or its latch.
  static func pressurePulse(_ random: inout RandomSource) -> Forcing {
    var forcing = Forcing()
    forcing.blows = [
      Forcing.Blow(
        time: 0.1, seconds: random.uniform(0.04...0.1),
        torque: random.uniform(1...12) * (random.chance(0.5) ? 1 : -1))
    ]
    return forcing
  }
}
