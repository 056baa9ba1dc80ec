import Readings
import Simulate
import TestSupport
import Testing

@testable import Detect

/// What is taken for granted of a recording that somebody makes of a door, and not of a day.
@Suite struct WholeRecordingTests {
  private static let faint: Float = -2
  private static let own: Float = 0

  /// Movements with a push against the usual one [nats], and potentials by which each is nothing.
  private func movements(
    _ pushes: [Float]
  ) -> (movements: [ObservedMovement], potentials: [[Double]]) {
    let movements = pushes.map { push in
      var features = [Float](repeating: 0, count: Feature.count)
      features[Feature.slowPeakRank.rawValue] = push
      return ObservedMovement(
        movement: Movement(range: 0..<10, onset: 0, settling: 9, peakScore: 100),
        features: [features])
    }
    let potential = MovementKind.allCases.map {
      switch $0 {
      case .nothingWhileClosed: 6.0
      case .nothingWhileOpen, .nothingWhileAjar: 2.0
      default: 0.0
      }
    }
    return (movements, pushes.map { _ in potential })
  }

  private func felt(
    _ pushes: [Float], isRecording: Bool, isWhole: Bool = false
  ) -> [[Double]] {
    let (movements, potentials) = movements(pushes)
    return Decoder(
      proximityWeight: 0, initialOpen: 0.1, isRecording: isRecording, isWhole: isWhole
    ).felt(potentials, movements, .usual)
  }

  @Test func `the more swings a recording has, the less its faint movements say of the door`() {
    func lead(swings: Int, isRecording: Bool = true) -> Double {
      let pushes = Array(repeating: Self.own, count: swings) + [Self.faint]
      let last = felt(pushes, isRecording: isRecording)[swings]
      #expect(last[MovementKind.opening.rawValue] == 0)
      return last[MovementKind.nothingWhileClosed.rawValue]
        - last[MovementKind.nothingWhileOpen.rawValue]
    }
    #expect(lead(swings: 0) == 4)
    #expect(abs(lead(swings: 40) - 2) < 1e-9)
    #expect(lead(swings: 400) < 0.5)
    #expect(lead(swings: 40, isRecording: false) == 4, "a door is shut for most of a day")
    let strong = felt([Self.own, Self.own], isRecording: true)
    #expect(strong == felt([Self.own, Self.own], isRecording: false))
  }

  @Test func `a whole recording with several swings rather ends with the door shut`() {
    func cost(swings: Int, isWhole: Bool) -> [Double] {
      let pushes = Array(repeating: Self.own, count: swings)
      let plain = felt(pushes, isRecording: true)
      let whole = felt(pushes, isRecording: true, isWhole: isWhole)
      #expect(plain.dropLast() == whole.dropLast())
      return zip(plain[swings - 1], whole[swings - 1]).map { $0 - $1 }
    }
    let expected = MovementKind.allCases.map {
      $0.endsOpen ? DecodingConstants.standard.recordingEndsOpenCost : 0
    }
    #expect(cost(swings: 4, isWhole: true) == expected)
    #expect(cost(swings: 4, isWhole: false).allSatisfy { $0 == 0 })
    #expect(cost(swings: 3, isWhole: true).allSatisfy { $0 == 0 }, "it may be cut out of another")
  }

  /// One visit at noon of a day without another, seen for `minutes` around it.
  private func steps(minutes: Int64, carried: DetectorState?) throws -> DaySteps {
    let clips = try RecordedClips()
    var random = SplitMix(seed: 5)
    let quiet = Double(minutes) * 30
    let readings = clips.stream(quiet: quiet, using: &random).sampled(
      from: testDay.start + 12 * 3_600_000, period: 200, jitter: 30, using: &random)
    let analysis = DayAnalysis(
      of: readings, within: testDay, margin: Detector.margin, sensitivity: 1)
    return DaySteps(of: analysis, within: testDay, carried: carried)
  }

  @Test func `where nothing is known from before, the first movement's past is what was seen`()
    throws
  {
    let steps = try steps(minutes: 2, carried: nil)
    #expect(steps.isRecording)
    #expect(steps.initialOpen == DecodingConstants.standard.recordingBeginsOpen)
    let first = try #require(steps.observed.first)
    #expect(first.secondsSincePrevious < 70)

    var state = DetectorState()
    state.openPercent = 20
    state.decidedUntil = testDay.start - 60_000
    let later = try self.steps(minutes: 2, carried: state)
    #expect(later.initialOpen == 0.2)
    #expect(try #require(later.observed.first).secondsSincePrevious > 12 * 3600)
  }

  @Test func `a first day is no recording, and its door may be open`() throws {
    let steps = try steps(minutes: 180, carried: nil)
    #expect(!steps.isRecording)
    #expect(steps.initialOpen == DecodingConstants.standard.unknownOpen)
  }
}
