import Readings
import Simulate
import Testing

@testable import Detect

/// Telling a rest that is wide from a door that hardly rests.
@Suite struct RestlessnessTests {
  private let spread: [Float] = [0.01, 0.01, 0.01]

  /// Scores of single readings whose noise is `width` times as wide as the spread says, of which a
  /// share belongs to swings of a hundred spreads.
  private func scores(width: Float, moving: Float) -> [Float] {
    var random = SplitMix(seed: 11)
    return (0..<5000).map { _ in
      let isMoving = Float.random(in: 0..<1, using: &random) < moving
      let size = isMoving ? Float.random(in: 0...100, using: &random) : width
      return (0..<3).reduce(Float(0)) { sum, _ in
        let value = size * random.normal()
        return sum + value * value
      }
    }
  }

  private func divisor(width: Float, moving: Float, count: Int = 5000) -> Float {
    Restlessness(share: RestShare(of: count), spread: spread)
      .divisor(of: scores(width: width, moving: moving), meanOf: 1, on: Thresholds.fast.on)
  }

  @Test func `white noise is not restless`() {
    #expect(divisor(width: 1, moving: 0) < 1.1)
    #expect(divisor(width: 1, moving: 0.05) < 1.5)
  }

  @Test(arguments: [2, 3, 4] as [Float])
  func `a rest that is wider than its noise is restless to that extent`(width: Float) {
    #expect(abs(divisor(width: width, moving: 0) / (width * width) - 1) < 0.1)
  }

  @Test(arguments: [0.15, 0.3, 0.5] as [Float])
  func `a door that moves for much of the time is not restless`(moving: Float) {
    // The quantile of all readings alone is above 100.
    #expect(divisor(width: 1, moving: moving) < 5)
    #expect((3.5..<15).contains(divisor(width: 2, moving: moving)))
  }

  /// Nine tenths of the readings ask for a threshold of half a m/s².
  @Test func `where the door moves for a tenth of the time its gentle swings are still found`() {
    func push(_ divisor: Float) -> Float {
      (Thresholds.fast.on * divisor * spread[0] * spread[0]).squareRoot()
    }
    let sampled = scores(width: 1, moving: 0.125)
    let nineTenths = Quantile.value(at: 0.9, of: sampled) ?? 0
    #expect((0.4..<0.7).contains(push(nineTenths / RestShare(of: 5000).score)))
    #expect(abs(push(divisor(width: 1, moving: 0.125)) - Restlessness.likelyPush) < 1e-3)
    // A rest that is wide by itself counts in full.
    #expect(push(divisor(width: 6, moving: 0)) > 0.4)
  }

  @Test func `a short recording has its own share of rest`() {
    let few = Restlessness(share: RestShare(of: 150), spread: spread)
    #expect(few.divisor(of: [], meanOf: 1, on: 52.5) == 1)
    #expect(few.divisor(of: [0, 0, 0], meanOf: 5, on: 27) == 1)
  }

  @Test func `a short recording that is mostly movement asks for no more than a gentle swing`() {
    let busy = scores(width: 1, moving: 0.9).prefix(60)
    let divisor = Restlessness(share: RestShare(of: busy.count), spread: spread)
      .divisor(of: Array(busy), meanOf: 1, on: Thresholds.fast.on)
    let push = (Thresholds.fast.on * divisor * spread[0] * spread[0]).squareRoot()
    #expect(abs(push - Restlessness.likelyPush) < 1e-3)
  }

  @Test func `a sensor that mostly shows one value is not restless`() {
    let scores = [Float](repeating: 0, count: 3000) + [Float](repeating: 900, count: 2000)
    let divisor = Restlessness(share: RestShare(of: 5000), spread: spread)
      .divisor(of: scores, meanOf: 1, on: Thresholds.fast.on)
    #expect(divisor == 1)
  }

  /// Thirty openings and closings in turn with a few seconds between, without a sensor.
  @Test(arguments: [Preset.home, .office, .noProximity])
  func `a door that is opened and shut for minutes is not lost`(preset: Preset) throws {
    let usual = SimulatedDoor(preset: preset, seed: 301)
    var parameters = usual.parameters
    parameters.closer = nil
    parameters.hinge.hasLatch = true
    parameters.hinge.lean = 0
    let hours = (0..<24).map { $0 == 9 ? 200.0 : 0 }
    parameters.habits.visitsPerHour = HabitParameters.week(workday: hours, weekend: hours)
    parameters.habits.followerChance = 0
    parameters.habits.leftOpenChance = 1
    parameters.habits.leftOpenMinutes = 0.05...0.1
    parameters.habits.smallMovementsPerDay = 0
    parameters.disturbances = .none
    let day = SimulatedDoor(parameters: parameters, seed: usual.seed).day(startingAt: midnight)
    let labels = day.labels.prefix(30)
    let start = try #require(labels.first).openedAt - 60_000
    let end = try #require(labels.last?.closedAt) + 5000
    var readings = day.readings.subset {
      (start..<end).contains(day.readings.measuredAt[$0])
    }
    readings.proximity = readings.proximity.map { _ in .nan }
    let found = Detector().detection(of: readings, within: day.interval, carried: nil)
    let matching = Matching(
      openings: found.openings.map(\.openedAt), labels: labels.map(\.openedAt))
    #expect(matching.pairs.count >= 25, "\(matching.pairs.count) of \(labels.count)")
    #expect(matching.falseOpenings.count <= 4)
  }
}
