import Readings
import Simulate
import Testing

@testable import Detect

/// What a day says of itself that people should know before they trust it.
@Suite struct DoubtTests {
  /// One clear opening of a door without a sensor, and what its mirror image is.
  private func swing() throws -> (opening: ObservedMovement, mirrored: ObservedMovement) {
    let day = SimulatedDoor(preset: .noProximity, seed: 37).day(startingAt: midnight)
    let analysis = DayAnalysis(
      of: day.readings, within: day.interval, margin: Detector.margin, sensitivity: 1)
    let decided = Detector.decided(analysis, within: day.interval, carried: nil)
    #expect(decided.detection.doubts.isEmpty, "a whole day tells")
    let clear = decided.answer.kinds.indices.filter { decided.answer.kinds[$0] == .opening }
      .max {
        let opening = MovementKind.opening.rawValue
        return decided.answer.posteriors[$0][opening] < decided.answer.posteriors[$1][opening]
      }
    var opening = decided.steps.observed[try #require(clear)]
    opening.features = [opening.features[decided.answer.hypothesis.axes]]
    opening.secondsSincePrevious = 10
    var mirrored = opening
    mirrored.features = opening.features.map(Feature.mirrored)
    return (opening, mirrored)
  }

  @Test func `swings that are mirror images of each other do not tell which of them opens`() throws
  {
    let (opening, mirrored) = try swing()
    let unclear = Decoder(proximityWeight: 0, initialOpen: 0.3)
      .answer(to: (0..<6).flatMap { _ in [opening, mirrored] })
    #expect(unclear.directionMargin < Decoder.clearMargin)
    #expect(unclear.kinds.contains { $0.isOpening })
    #expect(!unclear.swappedOpenings.isEmpty)
  }

  /// The same swings along a second normal that points the other way are no other direction.
  @Test func `directions are opposite whichever way the axes point`() throws {
    let (opening, mirrored) = try swing()
    func answer(_ swings: [ObservedMovement], hasSecondAxes: Bool) -> Decoder.Answer {
      let swings = swings.map { swing in
        var swing = swing
        if hasSecondAxes { swing.features.append(Feature.mirrored(swing.features[0])) }
        return swing
      }
      return Decoder(proximityWeight: 0, initialOpen: 0.1).answer(to: swings)
    }
    let openings = Array(repeating: opening, count: 6)
    let turns = (0..<6).flatMap { _ in [opening, mirrored] }
    for swings in [openings, turns] {
      let one = answer(swings, hasSecondAxes: false)
      let two = answer(swings, hasSecondAxes: true)
      #expect(two.hypothesis.axes == 1 && two.hypothesis.isMirrored != one.hypothesis.isMirrored)
      #expect(abs(two.directionMargin - one.directionMargin) < 1e-9)
      #expect(two.swappedOpenings == one.swappedOpenings)
    }
  }

  @Test(arguments: [(0.0, []), (0.5, []), (3.0, [DayDoubt.sensorForHours]), (24.0, [.sensor])])
  func `a sensor that does not follow the door is told of, by how long`(
    hours: Double, doubts: [DayDoubt]
  ) throws {
    var day = SimulatedDoor(preset: .home, seed: 39).day(startingAt: midnight)
    let known = day.readings.proximity.filter { !$0.isNaN }
    let (low, high) = (try #require(known.min()), try #require(known.max()))
    let start = hours == 24 ? midnight : midnight + 12 * 3_600_000
    let bad = start..<start + Int64(hours * 3_600_000)
    for i in day.readings.proximity.indices where bad.contains(day.readings.measuredAt[i]) {
      day.readings.proximity[i] = (day.readings.measuredAt[i] / 70_000) % 2 == 0 ? low : high
    }
    let detection = Detector().detection(
      of: day.readings, within: day.interval, carried: nil)
    #expect(detection.doubts == doubts)
  }
}
