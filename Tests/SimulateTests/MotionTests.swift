import Testing

@testable import Simulate

@Suite("Motions of the door")
struct MotionTests {
  private func visit(_ index: Int, _ change: (inout DoorParameters) -> Void = { _ in }) -> Motion {
    var parameters = DoorParameters()
    change(&parameters)
    let random = RandomSource(seed: 5, purpose: .disturbance, index: index)
    var script = VisitScript(parameters, limitSeconds: 20_000, random: random)
    var run = MotionRun(parameters, forcing: script.visit(), spacing: 0.01, random: random)
    return run.run()
  }

  @Test("Every visit opens the door and ends with the door closed")
  func visitsEndClosed() {
    for index in 0..<40 {
      for closer in [CloserParameters(), nil] {
        let motion = visit(index) { $0.closer = closer }
        #expect(!motion.departures.isEmpty)
        #expect(motion.departures.allSatisfy { $0.closedAt != nil && $0.widestDegrees > 5 })
        #expect(motion.clips.last!.samples.last!.angle.degrees < 0.5)
      }
    }
  }

  @Test("The radius feels the centripetal acceleration, −r·ω², never outward")
  func centripetal() {
    let motion = visit(1) { $0.hinge.modes = [] }
    for sample in motion.clips.flatMap(\.samples) {
      #expect(sample.radial <= 0)
      if abs(sample.acceleration) < 1 {
        #expect(abs(sample.radial + 0.7 * sample.rate * sample.rate) < 0.05)
      }
    }
  }

  @Test("The normal feels r·α: its integral is the speed")
  func tangential() {
    let motion = visit(2) {
      $0.hinge.modes = []
      $0.habits.followerChance = 0
      $0.habits.longHoldChance = 0
    }
    var speed = 0.0
    for sample in motion.clips[0].samples {
      speed += sample.normal * motion.clips[0].spacing
      #expect(abs(speed - 0.7 * sample.rate) < 0.03)
    }
  }

  @Test("Half the radius halves what the phone feels of the same swing")
  func radius() {
    let whole = visit(3) { $0.hinge.modes = [] }
    let half = visit(3) {
      $0.hinge.modes = []
      $0.phone.radius = 0.35
    }
    for (a, b) in zip(whole.clips[0].samples, half.clips[0].samples) {
      #expect(abs(a.normal - 2 * b.normal) < 1e-9)
      #expect(a.angle == b.angle)
    }
  }

  @Test("A person who comes before it closed pushes it open again: one departure")
  func follower() {
    var forcing = Forcing()
    let move = HandMove(
      arrival: 0.3, reachSeconds: 0.2, target: 1.2, swingSeconds: 1.2, holdSeconds: 0.3,
      finish: .release)
    var second = move
    second.arrival = 3.4
    forcing.moves = [move, second]
    let random = RandomSource(seed: 5, purpose: .disturbance)
    var run = MotionRun(DoorParameters(), forcing: forcing, spacing: 0.01, random: random)
    let motion = run.run()
    #expect(motion.departures.count == 1)
    let angles = motion.clips.flatMap(\.samples).map(\.angle)
    let lowest = angles[350..<400].min()!
    #expect(lowest > 0.05 && lowest < 1.0)
  }

  @Test("Knocks, also ten seconds of them at any strength, never open the door")
  func knocking() {
    for index in 0..<30 {
      var parameters = DoorParameters()
      parameters.disturbances.knockImpulse = 0.05...1.5
      var random = RandomSource(seed: 6, purpose: .disturbance, index: index)
      let forcing = Knocking.continuous(parameters, random: &random)
      #expect(forcing.blows.last!.time - forcing.blows[0].time >= 9)
      var run = MotionRun(parameters, forcing: forcing, spacing: 0.01, random: random)
      let motion = run.run()
      #expect(motion.departures.allSatisfy { $0.widestDegrees < 5 })
      let strongest = motion.clips[0].samples.map { abs($0.normal) }.max()!
      #expect(strongest > 0.1)
      #expect(halfSecondMean(motion) < 1)
    }
  }

  /// Largest size of the mean over half a second [m/s²]: a leaf that stays shut goes nowhere.
  private func halfSecondMean(_ motion: Motion) -> Double {
    let sums = motion.clips[0].samples.reduce(into: [0.0]) { $0.append($0.last! + $1.normal) }
    return zip(sums, sums.dropFirst(50)).map { abs($1 - $0) / 50 }.max() ?? 0
  }

  @Test("A small movement stays below five degrees")
  func smallMovement() {
    for index in 0..<30 {
      let random = RandomSource(seed: 8, purpose: .disturbance, index: index)
      var script = VisitScript(DoorParameters(), limitSeconds: 20_000, random: random)
      var run = MotionRun(
        DoorParameters(), forcing: script.smallMovement(), spacing: 0.01, random: random)
      let widths = run.run().departures.map(\.widestDegrees)
      #expect(widths.contains { $0 > 0.5 })
      #expect(widths.allSatisfy { $0 <= 5 })
    }
  }
}
