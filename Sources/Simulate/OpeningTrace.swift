/// One visit to the door in fine steps, for pictures and for people who want to see the physics.
public struct OpeningTrace: Sendable {
  /// One moment of it.
  public struct Point: Sendable, Equatable {
    /// Time from the start of the visit [s].
    public var seconds: Double
    public var angleDegrees: Double
    /// Angular rate [rad/s] and acceleration [rad/s²].
    public var rate: Double
    public var acceleration: Double
    /// What a noiseless phone feels, without gravity, in the phone's axes [m/s²].
    public var measured: SIMD3<Double>
  }

  public var points: [Point]
  /// Departures from closed by more than 5 degrees: start and end [s], widest [degrees].
  public var openings: [(openedAt: Double, closedAt: Double?, widestDegrees: Double)]
}

extension SimulatedDoor {
  /// The course of a visit; stretches at rest are left out.
  ///
  /// - Parameters:
  ///   - number: Which of the door's countless possible visits.
  ///   - spacing: Time between points [s]; at least 0.002.
  public func trace(ofVisit number: Int, spacing: Double = 0.002) -> OpeningTrace {
    precondition(spacing >= 0.002, "a trace cannot be finer than the steps of the simulation")
    let random = RandomSource(seed: seed, purpose: .motion, index: number)
    var script = VisitScript(parameters, limitSeconds: 6 * 3600, random: random)
    var run = MotionRun(parameters, forcing: script.visit(), spacing: spacing, random: random)
    let motion = run.run()
    let mounting = MountingHistory(parameters: parameters, seed: seed).original
    return OpeningTrace(
      points: motion.clips.flatMap { Self.points(of: $0, mounting) },
      openings: motion.departures.filter { $0.widestDegrees > DoorLabel.leastDegrees }
        .map { ($0.openedAt, $0.closedAt, $0.widestDegrees) })
  }

  private static func points(of clip: Motion.Clip, _ mounting: Mounting) -> [OpeningTrace.Point] {
    clip.samples.enumerated().map { index, sample in
      OpeningTrace.Point(
        seconds: clip.start + Double(index + 1) * clip.spacing, angleDegrees: sample.angle.degrees,
        rate: sample.rate, acceleration: sample.acceleration,
        measured: mounting.push(sample) + mounting.tilt(at: sample.angle))
    }
  }
}
