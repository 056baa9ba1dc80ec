import Foundation
import Testing

@testable import Detect

/// How movements are compared with each other, and what a day's movements teach about one of them.
@Suite struct DecisionTests {
  private func row(slowPeak: Float, seconds: Float) -> [Float] {
    var row = [Float](repeating: 0, count: Feature.count)
    row[Feature.logSlowPeak.rawValue] = log(slowPeak)
    row[Feature.logDuration.rawValue] = log(seconds)
    return row
  }

  @Test func `no movements are compared without complaint`() {
    var rows: [[Float]] = []
    FeatureRow.compare(&rows)
    #expect(rows.isEmpty)
  }

  @Test func `a single movement is as strong as the day's usual one`() {
    var rows = [row(slowPeak: 0.3, seconds: 2)]
    FeatureRow.compare(&rows)
    #expect(abs(rows[0][Feature.slowPeakRank.rawValue]) < 1e-5)
  }

  @Test func `many weak movements do not make the strong ones unusual`() {
    var rows =
      Array(repeating: row(slowPeak: 1, seconds: 2), count: 8)
      + Array(repeating: row(slowPeak: 0.05, seconds: 0.5), count: 200)
    FeatureRow.compare(&rows)
    #expect(abs(rows[0][Feature.slowPeakRank.rawValue]) < 0.3)
    #expect(rows[100][Feature.slowPeakRank.rawValue] < -2)
  }

  @Test func `the scale of a phone makes no difference to the comparison`() {
    var quiet = [row(slowPeak: 0.1, seconds: 2), row(slowPeak: 0.02, seconds: 1)]
    var loud = [row(slowPeak: 1, seconds: 2), row(slowPeak: 0.2, seconds: 1)]
    FeatureRow.compare(&quiet)
    FeatureRow.compare(&loud)
    for k in 0...1 {
      let rank = Feature.slowPeakRank.rawValue
      #expect(abs(quiet[k][rank] - loud[k][rank]) < 1e-4)
    }
  }

  @Test func `a phone in somebody's hand does not make every swing weak`() {
    var rows = [row(slowPeak: 1, seconds: 2), row(slowPeak: 60, seconds: 8)]
    FeatureRow.compare(&rows)
    #expect(rows[0][Feature.slowPeakRank.rawValue] > -1)
  }

  @Test func `a push far weaker than the day's usual one hardly counts as an opening`() {
    var strong = [Float](repeating: 0, count: Feature.count)
    var weak = strong
    strong[Feature.slowPeakRank.rawValue] = 0
    weak[Feature.slowPeakRank.rawValue] = -4
    var constants = DecodingConstants.standard
    constants.weakPushCost = 0
    let free = KindsModel.standard.logPotentials(of: [strong, weak], constants: constants)
    constants.weakPushCost = 3
    let counted = KindsModel.standard.logPotentials(of: [strong, weak], constants: constants)
    let opening = MovementKind.opening.rawValue
    #expect(counted[0] == free[0])
    let cost = 3 * (4 - constants.weakPush)
    #expect(abs(free[1][opening] - counted[1][opening] - cost) < 1e-9)
  }

  @Test func `no kind falls further below the best than the floor`() {
    var row = [Float](repeating: 0, count: Feature.count)
    for k in row.indices { row[k] = k.isMultiple(of: 2) ? 9 : -9 }
    var constants = DecodingConstants.standard
    constants.weakPushCost = 0
    let potentials = KindsModel.standard.logPotentials(of: [row], constants: constants)[0]
    let best = potentials.max() ?? 0
    #expect((potentials.min() ?? 0) >= best + constants.floor - 1e-9)
  }
}
