/// What the proximity sensor says, reading by reading.
struct ProximitySensor {
  private let parameters: ProximityParameters
  private var random: RandomSource
  private var stuck: StretchCursor
  private var glitches: StretchCursor
  private var pending: Bool?
  private var pendingSince = 0.0
  private var shown = false
  private var shownSince = -10.0
  private var last: Float = 0

  init(_ parameters: ProximityParameters, plan: DayPlan, random: RandomSource) {
    self.parameters = parameters
    self.random = random
    stuck = StretchCursor(plan.stuckProximity)
    glitches = StretchCursor(plan.proximityGlitches)
  }

  /// Value of a reading in the phone's own units.
  ///
  /// - Parameters:
  ///   - time: [s of the day]; `angle` of the door [rad].
  mutating func value(at time: Double, angle: Float, cover: UInt8) -> Float {
    guard parameters.isPresent else { return 0 }
    follow(isNear(angle: angle, cover: cover), at: time)
    let isStuck = stuck.stretch(at: time) != nil
    let isGlitch = glitches.stretch(at: time) != nil
    if isStuck { return last }
    var says = shown
    if time - shownSince < 1, random.chance(parameters.chatter) { says.toggle() }
    if isGlitch { says.toggle() }
    last = says ? Float(parameters.near) : farValue(angle: angle)
    return last
  }

  private func isNear(angle: Float, cover: UInt8) -> Bool {
    switch DayCanvas.Cover(rawValue: cover) {
    case .near: return true
    case .far: return false
    case .some(.none), nil: break
    }
    switch parameters.mounting {
    case .coveredWhenClosed(let degrees): return Double(angle) < degrees.radians
    case .coveredWideOpen(let degrees): return Double(angle) > degrees.radians
    }
  }

  private mutating func follow(_ isNear: Bool, at time: Double) {
    if pending == nil { shown = isNear }
    if pending != isNear {
      pending = isNear
      pendingSince = time
    }
    if shown != isNear, time - pendingSince >= parameters.lagSeconds {
      shown = isNear
      shownSince = time
    }
  }

  /// Between near and far some sensors give steps, by the distance from what covers them.
  private func farValue(angle: Float) -> Float {
    guard parameters.levelCount > 0 else { return Float(parameters.far) }
    let beyond: Double
    switch parameters.mounting {
    case .coveredWhenClosed(let degrees): beyond = Double(angle).degrees - degrees
    case .coveredWideOpen(let degrees): beyond = degrees - Double(angle).degrees
    }
    let steps = Double(parameters.levelCount + 1)
    let level = min(steps, max(1, (beyond / 8 * steps).rounded(.up)))
    return Float(parameters.near + (parameters.far - parameters.near) * level / steps)
  }
}
