import Testing

@testable import Simulate

@Suite("The hinge")
struct HingeTests {
  private func openHinge(_ closer: CloserParameters?, to angle: Double) -> Hinge {
    var parameters = HingeParameters()
    parameters.lean = 0
    var hinge = Hinge(parameters, closer: closer)
    hinge.unlatch()
    while hinge.angle < angle {
      hinge.advance(by: 0.001, applied: 60 * (0.5 - hinge.rate) + hinge.springTorque(at: angle))
    }
    hinge.isHandlePressed = false
    return hinge
  }

  @Test("A closed, latched door at rest stays exactly where it is")
  func rest() {
    for closer in [nil, CloserParameters()] {
      var hinge = Hinge(HingeParameters(), closer: closer)
      let start = hinge.angle
      for _ in 0..<5000 { hinge.advance(by: 0.001, applied: 0) }
      #expect(hinge.angle == start)
      #expect(hinge.isLatched)
    }
  }

  @Test("A closer closes at the speeds its valves are set to")
  func closerSpeeds() {
    let closer = CloserParameters()
    var hinge = openHinge(closer, to: 1.2)
    var sweeping: [Double] = []
    var latching: [Double] = []
    for _ in 0..<20_000 {
      hinge.advance(by: 0.001, applied: 0)
      if (0.4...0.9).contains(hinge.angle), hinge.rate < 0 { sweeping.append(-hinge.rate) }
      if (0.05...0.1).contains(hinge.angle), hinge.rate < 0 { latching.append(-hinge.rate) }
    }
    #expect(abs(mean(sweeping) - closer.sweepRate) < 0.05)
    #expect(abs(mean(latching) - closer.latchRate) < 0.05)
    #expect(hinge.isLatched)
    #expect(abs(hinge.angle.degrees) < 0.5)
  }

  @Test("Without a closer a released door loses energy until it stands")
  func friction() {
    var hinge = openHinge(nil, to: 0.6)
    var energy = Double.infinity
    for _ in 0..<30_000 {
      hinge.advance(by: 0.001, applied: 0)
      guard hinge.contactTorque == 0 else {
        energy = .infinity
        continue
      }
      let now = hinge.inertia * hinge.rate * hinge.rate / 2
      #expect(now <= energy + 1e-12)
      energy = now
    }
    #expect(hinge.rate == 0)
    #expect(hinge.angle > 0.6)
  }

  @Test("The stop throws the leaf back with less speed than it came")
  func stop() {
    var parameters = HingeParameters()
    parameters.lean = 0
    var hinge = Hinge(parameters, closer: nil)
    hinge.unlatch()
    var fastest = 0.0
    while hinge.angle < parameters.stopAngle {
      hinge.advance(by: 0.001, applied: hinge.rate < 1.5 ? 20 : 0)
      fastest = max(fastest, hinge.rate)
    }
    var back = 0.0
    for _ in 0..<1000 {
      hinge.advance(by: 0.001, applied: 0)
      back = min(back, hinge.rate)
    }
    #expect(back < 0)
    #expect(-back < fastest)
    #expect(hinge.angle < parameters.stopAngle + 0.1)
  }

  @Test("A latched door gives way no more than its play and the strike's spring")
  func latched() {
    var hinge = Hinge(HingeParameters(), closer: nil)
    var widest = 0.0
    for step in 0..<4000 {
      hinge.advance(by: 0.001, applied: step % 500 < 250 ? 40 : -40)
      widest = max(widest, hinge.angle.degrees)
    }
    #expect(hinge.isLatched)
    #expect(widest > 0.05)
    #expect(widest < 0.5)
  }

  @Test("Bending modes ring at their frequency and fade")
  func panel() {
    var panel = PanelVibration([PanelMode(frequency: 20, damping: 0.03, gain: 0.1)])
    var course: [Double] = []
    for step in 0..<1000 { course.append(panel.advance(by: 0.001, torque: step < 4 ? 100 : 0)) }
    let signs = zip(course.dropFirst(10), course.dropFirst(11)).filter { $0 * $1 < 0 }.count
    // 20 Hz change sign 40 times a second, until the ringing is too faint to count.
    #expect((20...41).contains(signs))
    let early = course[10..<100].map(abs).max()!
    let late = course[900...].map(abs).max()!
    #expect(late < early / 10)
  }
}
