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

  /// Steps of a door that was never open, whose small movements are plainly nothing.
  private func step(_ likelihood: [Double], sizeClass: Int) -> DecodeStep {
    DecodeStep(
      logLikelihood: likelihood, unseenClosing: 0.01, unseenOpening: 0.002, sizeClass: sizeClass)
  }

  @Test func `what small movements were says little about a large one`() {
    let nothing = step([0, -4, -6, -6, -2], sizeClass: 0)
    let undecided = [-0.5, 0.0, -6, -6, -2]
    let rest = Array(repeating: nothing, count: 40)
    let alike = Trellis(steps: rest + [step(undecided, sizeClass: 0)], initialOpen: 0.05)
    let unlike = Trellis(steps: rest + [step(undecided, sizeClass: 8)], initialOpen: 0.05)
    let opening = MovementKind.opening.rawValue
    let asSmall = alike.withLearnedPrior().posteriors()[40][opening]
    let asLarge = unlike.withLearnedPrior().posteriors()[40][opening]
    #expect(asSmall < asLarge / 2, "\(asSmall) \(asLarge)")
  }

  @Test func `a push far weaker than the day's usual one hardly counts as an opening`() {
    var strong = [Float](repeating: 0, count: Feature.count)
    var weak = strong
    strong[Feature.slowPeakRank.rawValue] = 0
    weak[Feature.slowPeakRank.rawValue] = -4
    var constants = DecodingConstants.standard
    let opening = MovementKind.opening.rawValue
    let counted = KindsModel.standard.logLikelihoods(of: [strong, weak], constants: constants)
    constants.weakPushCost = 0
    let free = KindsModel.standard.logLikelihoods(of: [strong, weak], constants: constants)
    #expect(counted[0] == free[0])
    #expect(abs(free[1][opening] - counted[1][opening] - 3 * (4 - 1.4)) < 1e-9)
  }
}
