/// Integrates one motion of the door from rest to rest.
///
/// Steps of 1 ms while something is in contact or rings, of 2 ms while the leaf swings freely;
/// nothing is integrated while it rests propped or ajar.
struct MotionRun {
  /// Stillness after which a stretch of movement ends [s]; longer than the phone's filter settles.
  let settleSeconds: Double
  /// No motion goes on for longer [s]; a door that is still open then has no close.
  static let longestSeconds = 16 * 3600.0

  private var hinge: Hinge
  private var hand: Hand
  private var panel: PanelVibration
  private var outside: OutsideTorque
  private var tracker = DepartureTracker()
  private var recorder: ClipRecorder
  private let forcing: Forcing
  private var nextMove = 0
  private var time = 0.0
  private var stillSince: Double?
  private var lastResort: Double?
  private var motion = Motion()

  init(
    _ parameters: DoorParameters, forcing: Forcing, spacing: Double, random: RandomSource,
    settleSeconds: Double = 2.5
  ) {
    var handRandom = random
    let outsideRandom = RandomSource(seed: handRandom.next(), purpose: .motion)
    hinge = Hinge(parameters.hinge, closer: parameters.closer)
    hand = Hand(inertia: parameters.hinge.inertia, random: handRandom)
    panel = PanelVibration(parameters.hinge.modes)
    outside = OutsideTorque(forcing, random: outsideRandom)
    recorder = ClipRecorder(radius: parameters.phone.radius, spacing: spacing)
    self.forcing = forcing
    self.settleSeconds = settleSeconds
  }

  mutating func run() -> Motion {
    recorder.begin(at: time)
    while time < Self.longestSeconds {
      takeOver()
      advance()
      if isSettled, skipRest() == false { break }
    }
    if recorder.isRecording { motion.clips.append(recorder.finish()) }
    motion.departures = tracker.departures
    motion.end = time
    return motion
  }

  /// Lets the next person begin.
  private mutating func takeOver() {
    guard nextMove < forcing.moves.count, hand.canBeTakenOver else { return }
    guard time >= forcing.moves[nextMove].arrival else { return }
    hand.begin(forcing.moves[nextMove], at: time)
    nextMove += 1
    lastResort = nil
  }

  private mutating func advance() {
    let step = self.step
    let blow = outside.blow(at: time)
    let gust = outside.gust(at: time, step: step)
    let pull = hand.torque(at: time, on: &hinge)
    if hand.isPropped {
      hinge.holdStill()
    } else {
      hinge.advance(by: step, applied: blow + gust + pull)
    }
    let bending = panel.advance(by: step, torque: hinge.contactTorque + blow)
    time += step
    tracker.add(angle: hinge.angle, at: time)
    recorder.add(hinge, bending: bending, step: step, until: time)
    noteStillness(isActed: blow != 0 || gust != 0)
  }

  /// [s]; short where contacts are stiff, long where nothing moves.
  private var step: Double {
    if stillSince != nil { return 0.004 }
    let isStiff = panel.isRinging || hinge.angle < 0.02 || hinge.contactTorque != 0
    return isStiff ? 0.001 : 0.002
  }

  private mutating func noteStillness(isActed: Bool) {
    let isHandQuiet = hand.isIdle || hand.isPropped
    let isStill = isHandQuiet && !isActed && !panel.isRinging && abs(hinge.rate) < 2e-4
    if !isStill { stillSince = nil } else if stillSince == nil { stillSince = time }
  }

  private var isSettled: Bool {
    guard let stillSince else { return false }
    return time - stillSince >= settleSeconds
  }

  /// Jumps over the rest to the next thing that happens; `false` when nothing is left.
  private mutating func skipRest() -> Bool {
    if tracker.isOpen, nextMove == forcing.moves.count, lastResort == nil {
      lastResort = time + forcing.lastResortSeconds
    }
    let arrival = nextMove < forcing.moves.count ? forcing.moves[nextMove].arrival : lastResort
    let starts = [arrival, outside.nextStart(after: time)].compactMap { $0 }
    guard let next = starts.min() else { return false }
    if next - time > 1 {
      let clip = recorder.finish()
      motion.clips.append(clip)
      motion.holds.append(Motion.Hold(start: clip.end, end: next, angle: hinge.angle))
      time = next
      recorder.begin(at: time)
    }
    if let lastResort, time >= lastResort, hand.canBeTakenOver { closeAtLast() }
    stillSince = nil
    return true
  }

  private mutating func closeAtLast() {
    lastResort = nil
    let move = HandMove(
      arrival: time, reachSeconds: 0.3, target: nil, swingSeconds: 1, holdSeconds: 0,
      finish: .close(seconds: 1.5 + hinge.angle, overshoot: 0.08))
    hand.begin(move, at: time)
  }
}

/// Averages the steps into samples of the phone's stream.
struct ClipRecorder {
  let radius: Double
  let spacing: Double
  private(set) var isRecording = false
  private var clip: Motion.Clip
  private var normalSum = 0.0
  private var radialSum = 0.0
  private var weight = 0.0
  private var nextEnd = 0.0

  init(radius: Double, spacing: Double) {
    self.radius = radius
    self.spacing = spacing
    clip = Motion.Clip(start: 0, spacing: spacing)
  }

  mutating func begin(at time: Double) {
    clip = Motion.Clip(start: time, spacing: spacing)
    clip.samples.reserveCapacity(1024)
    isRecording = true
    nextEnd = time + spacing - 1e-9
    clearSums()
  }

  mutating func add(_ hinge: Hinge, bending: Double, step: Double, until time: Double) {
    normalSum += (radius * hinge.acceleration + bending) * step
    radialSum -= radius * hinge.rate * hinge.rate * step
    weight += step
    while time >= nextEnd { emit(hinge) }
  }

  mutating func finish() -> Motion.Clip {
    isRecording = false
    return clip
  }

  private mutating func emit(_ hinge: Hinge) {
    let divisor = weight > 0 ? weight : 1
    clip.samples.append(
      Motion.Sample(
        normal: normalSum / divisor, radial: radialSum / divisor, angle: hinge.angle,
        rate: hinge.rate, acceleration: hinge.acceleration))
    nextEnd = clip.end + spacing - 1e-9
    clearSums()
  }

  private mutating func clearSums() {
    normalSum = 0
    radialSum = 0
    weight = 0
  }
}
