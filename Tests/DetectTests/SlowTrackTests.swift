import Foundation
import Readings
import Testing

@testable import Detect

/// What the light and the heading say about a movement.
@Suite struct SlowTrackTests {
  /// Readings every 200 ms for three minutes; movements at 60 to 62 s and at 80 to 82 s.
  private let times = (0..<900).map { Int64($0) * 200 }
  private let movements = [
    Interval(start: 60_000, end: 62_000), Interval(start: 80_000, end: 82_000),
  ]

  /// A value that is `closed`, becomes `open` during the first movement, and `last` during the second.
  private func values(
    _ closed: Float, _ open: Float, _ last: Float, noise: Float = 0, seed: UInt64 = 1
  ) -> [Float] {
    var random = SplitMix(seed: seed)
    return times.map { time in
      func between(_ a: Float, _ b: Float, from start: Int64) -> Float {
        a + (b - a) * Float(min(max(Double(time - start) / 2000, 0), 1))
      }
      let value =
        time < 70_000
        ? between(closed, open, from: 60_000) : between(open, last, from: 80_000)
      return value + noise * Float.random(in: -1...1, using: &random)
    }
  }

  private func changes(
    _ values: [Float], _ quantity: SlowTrack.Quantity
  ) -> [SlowTrack.Change] {
    SlowTrack(measuredAt: times, values: values, quantity: quantity).changes(over: movements)
  }

  @Test func `a door turns its phone by the angle, and back`() {
    let found = changes(values(80, 140, 80, noise: 0.3), .heading)
    #expect(abs(found[0].change - .pi / 3) < 0.02)
    #expect(abs(found[1].change + .pi / 3) < 0.02)
    #expect(found[0].score > 100 && found[0].comeback == 0)
    #expect(found[1].comeback < -3)
    #expect(abs(found[0].excursion - .pi / 3) < 0.03)
  }

  @Test func `north in between makes no difference`() {
    let plain = changes(values(-30, 30, -30), .heading)
    let turned = changes(values(-30, 30, -30).map { $0 < 0 ? $0 + 360 : $0 }, .heading)
    for (one, other) in zip(plain, turned) {
      #expect(abs(one.change - other.change) < 1e-5)
      #expect(abs(one.comeback - other.comeback) < 1e-5)
    }
  }

  @Test func `what does not change has no score and does not come back`() {
    for change in changes(values(80, 80, 80, noise: 1), .heading) {
      #expect(change.score < SlowTrack.clear && change.comeback == 0)
      #expect(abs(change.change) < 0.03)
    }
  }

  @Test func `light counts in shares, and a dark night says nothing`() {
    let day = changes(values(100, 300, 300), .logLight)
    #expect(abs(day[0].change - log(302.0 / 102)) < 1e-5)
    #expect(day[1].change == 0)
    let brighter = changes(values(1000, 3000, 3000), .logLight)
    #expect(abs(brighter[0].change - day[0].change) < 0.02)
    let night = changes(values(0, 0, 0), .logLight)
    #expect(night.allSatisfy { $0.change == 0 && $0.excursion == 0 })
  }

  @Test func `a shadow while something moves is an excursion and no change`() {
    var light = values(200, 200, 200)
    for i in times.indices where (60_400..<61_400).contains(times[i]) { light[i] = 50 }
    let change = changes(light, .logLight)[0]
    #expect(change.change == 0)
    #expect(abs(change.excursion - log(202.0 / 52)) < 1e-4)
  }

  @Test func `missing values are passed over, and without any nothing is known`() {
    var light = values(100, 300, 100)
    for i in light.indices where i % 3 != 0 { light[i] = .nan }
    #expect(abs(changes(light, .logLight)[0].change - log(302.0 / 102)) < 1e-5)
    light = light.map { _ in .nan }
    #expect(changes(light, .logLight) == [SlowTrack.Change(), SlowTrack.Change()])
  }

  private func readings(_ orientation: [[Float]]) -> CleanReadings {
    var readings = CleanReadings()
    readings.measuredAt = times
    readings.orientation = orientation
    return readings
  }

  @Test(arguments: [1, -1] as [Float])
  func `azimuth and roll that wander together are one heading`(sign: Float) throws {
    var random = SplitMix(seed: 5)
    let wandering = times.map { _ in Float.random(in: -60...60, using: &random) }
    let azimuth = zip(values(10, 80, 10), wandering).map { $0 + sign * $1 }
    let track = try #require(
      SlowTrack.heading(
        readings([azimuth, times.map { _ in -89 }, wandering]), movements: movements))
    let found = track.changes(over: movements)
    #expect(abs(found[0].change - 70 * .pi / 180) < 0.01)
    #expect(found[1].comeback < -3)
  }

  @Test func `radians are taken as such`() throws {
    let orientation = [values(0.5, 1.5, 0.5), times.map { _ in 0 }, times.map { _ in Float(0.1) }]
    let track = try #require(SlowTrack.heading(readings(orientation), movements: movements))
    #expect(abs(track.changes(over: movements)[0].change - 1) < 0.01)
  }

  @Test func `a compass that never rests is no heading`() {
    var random = SplitMix(seed: 6)
    let noise = (0..<3).map { _ in times.map { _ in Float.random(in: -180...180, using: &random) } }
    #expect(SlowTrack.heading(readings(noise), movements: movements) == nil)
    #expect(SlowTrack.heading(readings([]), movements: movements) == nil)
    let zero = [[Float]](repeating: times.map { _ in 0 }, count: 3)
    #expect(SlowTrack.heading(readings(zero), movements: movements) == nil)
  }

  @Test func `light that is always the same is none`() {
    var clean = CleanReadings()
    clean.measuredAt = times
    #expect(SlowTrack.light(clean) == nil)
    clean.light = times.map { _ in 0 }
    #expect(SlowTrack.light(clean) == nil)
    clean.light[5] = 1
    #expect(SlowTrack.light(clean) != nil)
  }
}
