import Foundation
import Testing

@testable import Simulate

@Suite("The phone")
struct PhoneTests {
  @Test("The gravity filter follows a step with its time constant")
  func filter() {
    var filter = GravityFilter(timeConstant: 0.4, spacing: 0.01)
    var estimate = SIMD3<Double>.zero
    for _ in 0..<40 { estimate = filter.add(SIMD3(9.8, 0, -1)) }
    // 1 − 1/e, to the error of the discrete filter.
    #expect(abs(estimate.x / 9.8 - 0.632) < 0.01)
    #expect(abs(estimate.z + 0.632) < 0.01)
    for _ in 0..<400 { estimate = filter.add(SIMD3(9.8, 0, -1)) }
    #expect(abs(estimate.x - 9.8) < 1e-3)
  }

  @Test("With gravity included, rest shows gravity's length and the noise that was asked for")
  func restWithGravity() {
    let door = SampleDays.quietDoor {
      $0.phone.gravity = .included
      $0.phone.bias = .zero
      $0.phone.drift = 0
      $0.phone.biasPerKelvin = 0
      $0.phone.noise = 0.02
      $0.phone.orientation = Preset.adversarial.parameters(seed: 3).phone.orientation
    }
    let readings = door.day(startingAt: SampleDays.monday).readings
    let columns = [readings.accelerationX, readings.accelerationY, readings.accelerationZ]
      .map { $0.map(Double.init) }
    let length = columns.map { mean($0) * mean($0) }.reduce(0, +).squareRoot()
    #expect(abs(length - standardGravity) < 0.001)
    for column in columns { #expect(abs(deviation(column) - 0.02) < 0.0015) }
  }

  @Test("With gravity taken off by a low-pass, rest is zero whatever the bias")
  func restWithoutGravity() {
    let door = SampleDays.quietDoor {
      $0.phone.gravity = .lowPass(seconds: 0.4)
      $0.phone.bias = SIMD3(0.3, -0.2, 0.1)
      $0.phone.noise = 0.02
    }
    let readings = door.day(startingAt: SampleDays.monday).readings
    for column in [readings.accelerationX, readings.accelerationY, readings.accelerationZ] {
      let values = column.map(Double.init)
      #expect(abs(mean(values)) < 0.001)
      #expect((0.0195...0.023).contains(deviation(values)))
    }
  }

  @Test("Raw values come in whole steps and stop at the range")
  func stepsAndRange() {
    let door = SampleDays.quietDoor {
      $0.phone.gravity = .included
      $0.phone.resolution = 0.0383
      $0.phone.range = 9.0
    }
    let readings = door.day(startingAt: SampleDays.monday).readings
    for value in readings.accelerationX.prefix(5000).map(Double.init) {
      let steps = value / 0.0383
      #expect(abs(steps - steps.rounded()) < 1e-3)
    }
    #expect(readings.accelerationY.allSatisfy { abs($0) <= 9.02 })
    #expect(Set(readings.accelerationY).count == 1)
  }

  @Test("An orientation is a rotation, and re-hanging keeps the hinges' side", arguments: 1...20)
  func orientation(seed: UInt64) {
    let door = SimulatedDoor(preset: .drift, seed: seed)
    let history = MountingHistory(parameters: door.parameters, seed: door.seed)
    let original = door.parameters.phone.orientation
    for day in stride(from: Int64(18_000), to: 18_040, by: 10) {
      let now = history.mounting(atStartOf: day).orientation
      #expect(now.isLeftHung == original.isLeftHung)
      #expect(abs((now.normal * now.radial).sum()) < 1e-9)
    }
  }

  @Test("A mounting lasts from one re-hanging to the next, over days")
  func mountingHistory() {
    var parameters = DoorParameters()
    parameters.phone.rehangsPerDay = 0.3
    let history = MountingHistory(parameters: parameters, seed: 5)
    for day in Int64(18_000)..<18_040 {
      let isHandled = !DayPlan.absences(parameters, seed: 5, day: day).isEmpty
      let before = history.mounting(atStartOf: day).orientation
      let after = history.mounting(atStartOf: day + 1).orientation
      #expect((before == after) == !isHandled)
    }
  }

  @Test("Proximity tells closed from open in either mounting and either meaning")
  func proximity() {
    for (mounting, closed, open) in [
      (ProximityParameters.Mounting.coveredWhenClosed(belowDegrees: 6), 0.0, 8.0),
      (.coveredWideOpen(aboveDegrees: 70), 8.0, 0.0),
    ] {
      var parameters = ProximityParameters()
      parameters.mounting = mounting
      parameters.far = 8
      parameters.chatter = 0
      let plan = DayPlan(SampleDays.quietDoor().parameters, seed: 1, day: 1)
      var sensor = ProximitySensor(
        parameters, plan: plan, random: RandomSource(seed: 1, purpose: .proximity))
      let values = (0..<60).map {
        Double(sensor.value(at: Double($0) / 5, angle: $0 < 30 ? 0 : 1.4, cover: 0))
      }
      #expect(values[..<30].allSatisfy { $0 == closed })
      #expect(values[32...].allSatisfy { $0 == open })
    }
  }

  @Test("A sensor that the phone lacks reads 0 all day")
  func absentSensors() {
    let door = SampleDays.quietDoor {
      $0.proximity.isPresent = false
      $0.light.isPresent = false
    }
    let readings = door.day(startingAt: SampleDays.monday).readings
    #expect(Set(readings.proximity) == [0])
    #expect(Set(readings.light) == [0])
    #expect(!readings.hasExtended)
  }

  @Test("A gyroscope turns about the hinge, and stands still at rest")
  func gyroscope() {
    var parameters = SampleDays.door(.home, seed: 4, readingsPerSecond: 2).parameters
    parameters.phone.reportsRotation = true
    let day = SimulatedDoor(parameters: parameters, seed: 4).day(startingAt: SampleDays.monday)
    let up = parameters.phone.orientation.vertical
    let sign = parameters.phone.orientation.isLeftHung ? -1.0 : 1.0
    var turned = 0.0
    for index in 0..<day.readings.count {
      let rate = (0..<3).map { Double(day.readings.extended[$0][index]) * up[$0] }.reduce(0, +)
      turned = max(turned, sign * rate)
      if day.angleDegrees[index] == 0 { #expect(abs(rate) < 0.02) }
    }
    #expect(turned > 0.5)
  }

  /// Upright, azimuth and roll turn about nearly the same axis: only together do they say how far.
  @Test("Azimuth, pitch and roll turn with the leaf", arguments: 0..<4)
  func attitude(hanging: Int) {
    let flat = PhoneOrientation.flat
    let hangings = [
      flat,  // upright
      PhoneOrientation(normal: flat.normal, radial: SIMD3(0, 1, 0), vertical: SIMD3(-1, 0, 0)),
      PhoneOrientation(normal: flat.normal, radial: SIMD3(-1, 0, 0), vertical: SIMD3(0, -1, 0)),
      PhoneOrientation(
        normal: SIMD3(0, 0.8, -0.6), radial: SIMD3(1, 0, 0), vertical: SIMD3(0, 0.6, 0.8)),
    ]
    var parameters = SampleDays.door(.home, seed: 4, readingsPerSecond: 2).parameters
    parameters.phone.orientation = hangings[hanging]
    parameters.phone.reportsOrientation = true
    parameters.hinge.lean = 0.001
    let day = SimulatedDoor(parameters: parameters, seed: 4).day(startingAt: SampleDays.monday)
    let angles = day.readings.extended[6..<9].map { $0.map(Double.init) }
    func spread(_ share: Double, ofTurned: Bool) -> Double {
      // The azimuth, or its sum or difference with the roll, less the door's angle, which either adds
      // to it or takes from it.
      [1.0, -1].map { sign in
        let rests = day.readings.measuredAt.indices.map { i in
          angles[0][i] + share * angles[2][i]
            - (ofTurned ? sign * Double(day.angleDegrees[i]) : 0)
        }
        let first = rests[0]
        let away = rests.map { abs(remainder($0 - first, 360)) }.sorted()
        return away[away.count * 995 / 1000]
      }.min() ?? .infinity
    }
    #expect([0.0, 1, -1].map { spread($0, ofTurned: true) }.min() ?? .infinity < 3)
    #expect([0.0, 1, -1].map { spread($0, ofTurned: false) }.min() ?? 0 > 30)
    #expect(angles[1].allSatisfy { abs($0) <= 90.001 })
  }
}
