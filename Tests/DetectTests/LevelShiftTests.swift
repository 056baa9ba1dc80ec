import Readings
import Testing

@testable import Detect

@Suite struct LevelShiftTests {
  /// Hinges along z.
  private let axes = DoorAxes(normal: SIMD3(1, 0, 0), radial: SIMD3(0, 1, 0), third: SIMD3(0, 0, 1))

  /// Rests of `restSeconds` at the levels' x and z, with two seconds of swinging between them.
  private func analysis(
    _ levels: [(x: Float, z: Float)], restSeconds: Double = 20, seed: UInt64 = 1
  ) -> DayAnalysis {
    var random = SplitMix(seed: seed)
    var columns = ReadingColumns<Float>()
    var time = midnight
    for (number, level) in levels.enumerated() {
      for i in 0..<Int(restSeconds * 5) + 10 {
        // The swing's last ten readings belong to the next level.
        let isSwing = i >= Int(restSeconds * 5) && number + 1 < levels.count
        let swing: Float = isSwing ? (i % 10 < 5 ? 1 : -1) : 0
        columns.append(
          at: time, level.x + swing + 0.02 * random.normal(), 0.02 * random.normal(),
          9.81 + level.z + 0.02 * random.normal())
        time += 200
      }
    }
    return DayAnalysis(of: columns, within: testDay, margin: Detector.margin, sensitivity: 1)
  }

  private func shifts(_ analysis: DayAnalysis) -> [LevelShift] {
    LevelShift.shifts(
      over: analysis.movements, readings: analysis.readings, rest: analysis.rest, axes: axes)
  }

  @Test(arguments: UInt64(1)...10) func `a shift below one reading's noise is found, and its end`(
    seed: UInt64
  ) throws {
    let shifts = shifts(analysis([(0, 0), (0.03, 0), (0.03, 0), (0, 0)], seed: seed))
    try #require(shifts.count == 3)
    for i in [0, 2] {
      #expect(abs(shifts[i].distance - 0.03) < 0.012)
      #expect(shifts[i].score > LevelShift.clear)
    }
    #expect(shifts[1].score < LevelShift.clear)
    #expect(shifts[0].comeback == 0, "nothing had shifted before")
    #expect(shifts[1].comeback > 0.5, "it still lies where it went")
    #expect(shifts[2].comeback < -0.5, "it is back")
  }

  @Test func `along the hinges nothing counts`() throws {
    let shifts = shifts(analysis([(0, 0), (0, 0.2)]))
    try #require(shifts.count == 1)
    #expect(shifts[0].score < LevelShift.clear)
  }

  @Test func `without rest on both sides nothing is known`() throws {
    let short = shifts(analysis([(0, 0), (0.3, 0), (0, 0)], restSeconds: 0.6))
    #expect(!short.isEmpty)
    #expect(short.allSatisfy { $0 == LevelShift() })
    #expect(shifts(analysis([(0, 0)])).isEmpty)
  }

  @Test func `a gap is not looked across`() throws {
    let whole = analysis([(0, 0), (0.03, 0)])
    var cut = whole.readings
    let movement = try #require(whole.movements.first)
    for i in movement.range.upperBound..<cut.count { cut.measuredAt[i] += 600_000 }
    let shifts = LevelShift.shifts(
      over: whole.movements, readings: cut, rest: whole.rest, axes: axes)
    #expect(shifts == [LevelShift()])
  }

  @Test func `the mean is that of the readings at rest, sixty at most`() throws {
    let analysis = analysis([(0, 0), (0.05, 0)], restSeconds: 60)
    let movement = try #require(analysis.movements.first)
    func mean(_ indices: [Int]) -> SIMD2<Double> {
      let calm = indices.filter { analysis.rest.isCalm[$0] }.prefix(60)
      return calm.reduce(.zero) {
        $0 + SIMD2(Double(analysis.readings.x[$1]), Double(analysis.readings.y[$1]))
      } / Double(calm.count)
    }
    let difference =
      mean(Array(movement.range.upperBound..<analysis.readings.count))
      - mean(Array((0..<movement.range.lowerBound).reversed()))
    let expected = (difference * difference).sum().squareRoot()
    #expect(abs(shifts(analysis)[0].distance - expected) < 1e-9)
  }
}
