import Readings
import Simulate
import Testing

@testable import Detect

/// Days must join: nothing doubled, nothing lost, and the same answer however often they are asked.
@Suite struct DaySeamTests {
  /// Detects consecutive stretches of a simulated day, each with its margins, carrying the state.
  private func pieces(
    of readings: ReadingColumns<Float>, cuts: [Int64]
  ) -> [Detection] {
    var carried: DetectorState?
    return zip(cuts, cuts.dropFirst()).map { start, end in
      let stretch = Interval(start: start, end: end)
      let result = Detector().detection(of: readings, within: stretch, carried: carried)
      carried = result.carried
      return result
    }
  }

  @Test(arguments: [1] as [UInt64])
  func piecesOfADayHaveNoOpeningTwiceAndLoseHardlyAny(seed: UInt64) {
    let day = SimulatedDoor(preset: .office, seed: seed).day(startingAt: midnight)
    let cuts = (0...6).map { midnight + dayLength / 6 * Int64($0) }
    let found = pieces(of: day.readings, cuts: cuts).flatMap(\.openings).map(\.openedAt)
    #expect(found == found.sorted())
    #expect(zip(found, found.dropFirst()).allSatisfy { $1 - $0 > 400 })
    let labels = day.labels.map(\.openedAt).sorted()
    #expect(Matching(openings: found, labels: labels).f1 ?? 0 > 0.9)
  }

  @Test func coveragesOfPiecesJoinWithoutASeam() {
    let readings = stillReadings(from: midnight, seconds: 7200)
    let cuts = [midnight, midnight + 1_800_050, midnight + 7_200_000]
    let parts = pieces(of: readings, cuts: cuts).map(\.observed)
    #expect(parts[0].milliseconds + parts[1].milliseconds == 7_200_000)
  }

  /// Cuts in the middle of movements: every opening is reported by exactly one side.
  @Test func aCutInsideAMovementNeitherDoublesNorLosesIt() {
    let day = SimulatedDoor(preset: .easy, seed: 6).day(startingAt: midnight)
    let whole = Detector().detection(of: day.readings, within: testDay, carried: nil)
    for opening in whole.openings.prefix(3) {
      // Two hours around it, so that many cuts stay quick.
      let hours = Interval(start: opening.openedAt, end: opening.openedAt).widened(by: 3_600_000)
      let readings = day.readings.subset { hours.contains(day.readings.measuredAt[$0]) }
      for offset: Int64 in [-300, 0, 1, 300, 1200] {
        let cut = opening.openedAt + offset
        let parts = pieces(of: readings, cuts: [hours.start, cut, hours.end])
        let found = parts.flatMap(\.openings).filter { abs($0.openedAt - opening.openedAt) < 2000 }
        #expect(found.count == 1, "cut at \(offset) ms")
      }
    }
  }

  @Test func anOpeningClosedOnALaterDayIsClosedThroughTheCarriedState() {
    let day = SimulatedDoor(preset: .easy, seed: 6).day(startingAt: midnight)
    let whole = Detector().detection(of: day.readings, within: testDay, carried: nil)
    let opening = whole.openings.first {
      ($0.closedAt ?? 0) - $0.openedAt > 5000 && $0.confidence > 0.9
    }
    guard let opening, let closedAt = opening.closedAt else {
      Issue.record("the day has no long opening")
      return
    }
    let cut = closedAt - 2500
    let parts = pieces(of: day.readings, cuts: [testDay.start, cut, testDay.end])
    if parts[0].carried.openSince == opening.openedAt {
      #expect(parts[0].openings.last?.closedAt == nil)
      #expect(parts[1].closedCarried != nil)
    } else {
      #expect(parts[0].openings.contains { $0.closedAt == closedAt })
    }
  }

  @Test func askingAgainGivesTheSameAnswer() {
    let readings = SimulatedDoor(preset: .adversarial, seed: 1).day(startingAt: midnight).readings
    let first = Detector().detection(of: readings, within: testDay, carried: nil)
    let second = Detector().detection(of: readings, within: testDay, carried: nil)
    #expect(first == second)
  }
}
