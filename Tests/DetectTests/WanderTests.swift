import Foundation
import Readings
import Testing

@testable import Detect

@Suite struct WanderTests {
  private let noise: Float = 0.02

  /// Readings at rest as the detector cleans them, with `push` added to x.
  private func readings(
    seconds: Double, seed: UInt64 = 1, push: (Int) -> Float = { _ in 0 }
  ) -> CleanReadings {
    var still = stillReadings(from: midnight, seconds: seconds, noise: noise, seed: seed)
    for i in still.measuredAt.indices { still.accelerationX[i] += push(i) }
    return Cleaning.clean(still, within: testDay)
  }

  private func wanderSize(_ readings: CleanReadings, around range: Range<Int>) -> Double? {
    Wander(of: readings).size(
      around: range, strongest: (range.lowerBound + range.upperBound) / 2
    ).map(Double.init)
  }

  private func movement(_ range: Range<Int>) -> Movement {
    Movement(range: range, onset: range.lowerBound, settling: range.upperBound - 1, peakScore: 9)
  }

  /// An Ornstein-Uhlenbeck process of this standard deviation, remembered for a second.
  private func wanderingLevel(_ deviation: Float, count: Int, seed: UInt64) -> [Float] {
    var random = SplitMix(seed: seed)
    var level: Float = 0
    return (0..<count).map { _ in
      level = 0.82 * level + 0.57 * deviation * random.normal()
      return level
    }
  }

  @Test(arguments: UInt64(1)...10) func `noise alone wanders as its means of five do`(
    seed: UInt64
  ) throws {
    let size = try #require(wanderSize(readings(seconds: 120, seed: seed), around: 300..<310))
    #expect(size > Double(noise) / 5.0.squareRoot() * 0.8)
    #expect(size < Double(noise) / 5.0.squareRoot() * 1.25)
  }

  @Test(arguments: UInt64(1)...10) func `a level that wanders is seen through the noise`(
    seed: UInt64
  ) throws {
    let level = wanderingLevel(0.1, count: 600, seed: seed)
    // Along x alone: a third of the variance of three axes.
    let wandering = readings(seconds: 120, seed: seed) { level[$0] }
    let size = try #require(wanderSize(wandering, around: 300..<310))
    #expect(size > 0.02)
    #expect(size < 0.08)
  }

  @Test func `the movement itself does not count`() {
    let quiet = wanderSize(readings(seconds: 60), around: 140..<160)
    let moved = wanderSize(readings(seconds: 60) { 140..<160 ~= $0 ? 3 : 0 }, around: 140..<160)
    #expect(moved == quiet)
  }

  @Test func `what goes on for longer than a swing is held against it`() throws {
    let level = wanderingLevel(0.2, count: 100, seed: 3)
    let readings = readings(seconds: 20) { level[$0] }
    #expect(try #require(wanderSize(readings, around: 5..<95)) > 0.04)
  }

  @Test func `a door that moves for a quarter of the time is not taken for one that wanders`()
    throws
  {
    // Two seconds of swinging every eight.
    let busy = readings(seconds: 120) { $0 % 40 < 5 ? 1 : $0 % 40 < 10 ? -1 : 0 }
    #expect(try #require(wanderSize(busy, around: 320..<330)) < 0.05)
  }

  @Test(arguments: [(Float(1), true), (0.2, false)])
  func `pushes of a visit that fills its recording are no wandering, a level that moves less is`(
    strength: Float, isClear: Bool
  ) {
    // Three seconds of rest on both sides of 18 in which the level comes and goes.
    let readings = readings(seconds: 24) {
      15..<105 ~= $0 ? strength * sin(Float($0 - 15) * 2 * .pi / 12.5) : 0
    }
    let score = Score(
      of: [readings.x, readings.y, readings.z.map { $0 - 9.81 }], spread: [noise, noise, noise],
      stretches: [0..<readings.count])
    let ratio = Wander(of: readings).comparison(movement(15..<105), score).logRatio
    #expect((ratio >= DecodingConstants.standard.clearOfWander) == isClear, "\(ratio)")
  }

  @Test func `what lies beyond a gap is not compared`() throws {
    var readings = readings(seconds: 60) { $0 < 100 ? 5 : 0 }
    for i in 100..<readings.count { readings.measuredAt[i] += 3_600_000 }
    #expect(try #require(wanderSize(readings, around: 200..<210)) < 0.02)
  }

  @Test func `where little was recorded nothing is known`() {
    let few = readings(seconds: 8)
    #expect(wanderSize(few, around: 15..<25) == nil)
    #expect(wanderSize(few, around: 0..<few.count) == nil)
    let score = Score(
      of: [few.x, few.y, few.z], spread: [noise, noise, noise], stretches: [0..<few.count])
    #expect(
      Wander(of: few).comparison(movement(15..<25), score)
        == Wander.Comparison(logRatio: .infinity, onset: 15))
  }

  @Test(arguments: UInt64(1)...5) func `it is the lower third of the differences of means`(
    seed: UInt64
  ) throws {
    let level = wanderingLevel(0.1, count: 900, seed: seed)
    let readings = readings(seconds: 180, seed: seed) { level[$0] }
    let range = 440..<455
    func mean(_ column: [Float], _ i: Int) -> Double {
      (i - 2...i + 2).reduce(0) { $0 + Double(column[$1]) } / 5
    }
    let before = stride(from: range.lowerBound - 300 + 2, to: range.lowerBound - 10, by: 4)
    let after = stride(from: range.upperBound + 2, to: range.upperBound + 300 - 10, by: 4)
    let squares = (Array(before) + after).map { i in
      [readings.x, readings.y, readings.z].reduce(0) { sum, column in
        let difference = mean(column, i + 8) - mean(column, i)
        return sum + difference * difference
      }
    }.sorted()
    let expected = (squares[(squares.count - 1) / 3] / (2 * 1.568)).squareRoot()
    #expect(abs(try #require(wanderSize(readings, around: range)) - expected) < 1e-4)
  }

  @Test func `a swing stands out from the wandering by its strongest second`() throws {
    let columns = stillReadings(from: midnight, seconds: 120, noise: noise)
    var pushed = columns
    for i in 300..<310 { pushed.accelerationX[i] += i < 305 ? 1 : -1 }
    let analysis = DayAnalysis(of: pushed, within: testDay, margin: Detector.margin, sensitivity: 1)
    let ratio = try #require(analysis.movements.first).wanderRatio
    #expect(analysis.movements.count == 1)
    // A push of 1 m/s² against means of five of this noise.
    #expect(abs(ratio - log(1 / (Double(noise) / 5.0.squareRoot()))) < 0.4)
  }

  @Test func `a sensor that does not change at all wanders by nothing`() throws {
    let constant = readings(seconds: 60).measuredAt
    var columns = CleanReadings()
    columns.measuredAt = constant
    columns.x = constant.map { _ in 0 }
    (columns.y, columns.z) = (columns.x, columns.x)
    let score = Score(
      of: [columns.x, columns.y, columns.z], spread: [noise, noise, noise],
      stretches: [0..<columns.count])
    #expect(
      Wander(of: columns).comparison(movement(100..<110), score)
        == Wander.Comparison(logRatio: 0, onset: 100))
  }

  @Test(arguments: [Float(0), 0.1]) func `a movement begins where it stands out from the wandering`(
    wandering: Float
  ) {
    let level = wanderingLevel(wandering, count: 600, seed: 4)
    // Raised a little for a second before it swings.
    let readings = readings(seconds: 120) {
      level[$0] + (300..<305 ~= $0 ? 0.15 : 305..<310 ~= $0 ? 1 : 0)
    }
    let score = Score(
      of: [readings.x, readings.y, readings.z.map { $0 - 9.81 }], spread: [noise, noise, noise],
      stretches: [0..<readings.count])
    let onset = Wander(of: readings).comparison(movement(300..<310), score).onset
    #expect(onset == (wandering > 0 ? 305 : 300))
  }

  private let constants = DecodingConstants.standard

  /// Costs of movements that are equally strong.
  private func wanderCosts(_ ratios: [Double]) -> [Double] {
    constants.wanderCosts(of: ratios, strengths: ratios.map { _ in 0 })
  }

  @Test func `what stands out no farther than the wandering costs an opening`() {
    let clear = constants.clearOfWander
    #expect(wanderCosts([clear]) == [0])
    #expect(wanderCosts([.infinity]) == [0])
    #expect(abs(wanderCosts([clear - 0.5])[0] - 0.5 * constants.wanderCost) < 1e-9)
    #expect(wanderCosts([]).isEmpty)
    let unknown = [Double](repeating: .infinity, count: 9)
    #expect(abs(wanderCosts([clear - 0.5] + unknown)[0] - 0.5 * constants.wanderCost) < 1e-9)
  }

  @Test(arguments: [0, 1, -3]) func `among clear swings that are hardly stronger it costs less`(
    strength: Double
  ) {
    let clear = constants.clearOfWander
    let swings = [Double](repeating: clear, count: Int(constants.fewClear))
    let costs = constants.wanderCosts(
      of: [clear - 0.5] + swings, strengths: [-strength] + swings.map { _ in 0 })
    #expect(abs(costs[0] - 0.5 * constants.wanderCost / M_E) < 1e-9)
    #expect(costs.dropFirst().allSatisfy { $0 == 0 })
  }

  @Test func `clear swings that are far stronger do not vouch for it`() {
    let clear = constants.clearOfWander
    let costs = constants.wanderCosts(
      of: [clear - 0.5, clear, clear], strengths: [-constants.vouching - 0.1, 0, 0])
    #expect(abs(costs[0] - 0.5 * constants.wanderCost) < 1e-9)
  }

  @Test(arguments: [true, false]) func `what the sensor saw is not held to be wandering`(
    isSeen: Bool
  ) {
    let row = [Float](repeating: 0, count: Feature.count)
    let pattern = Proximity.Pattern(wasHigh: true, isHigh: !isSeen, hasExcursion: false)
    func potentials(_ ratio: Double) -> [Double] {
      var movement = movement(0..<10)
      movement.wanderRatio = ratio
      let observed = ObservedMovement(movement: movement, features: [row], pattern: pattern)
      return Decoder(proximityWeight: 1, initialOpen: 0.1)
        .logPotentials(of: [observed], along: 0)[0][0]
    }
    let lost = zip(potentials(.infinity), potentials(constants.clearOfWander - 0.5)).map { $0 - $1 }
    for kind in MovementKind.allCases {
      let expected = kind.isOpening && !isSeen ? 0.5 * constants.wanderCost : 0
      #expect(abs(lost[kind.rawValue] - expected) < 1e-9, "\(kind)")
    }
  }
}
