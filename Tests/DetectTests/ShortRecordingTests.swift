import Foundation
import Readings
import Simulate
import Testing

@testable import Detect

/// Recordings that hardly show what rest is.
@Suite struct ShortRecordingTests {
  @Test func `nine of ten visits with five seconds of rest around are found`() {
    var (visits, found, counted) = (0, 0, 0)
    for seed in UInt64(301)...304 {
      let day = SimulatedDoor(preset: .home, seed: seed).day(startingAt: midnight)
      let readings = day.readings
      func openings(_ start: Int64, _ end: Int64) -> [Int64] {
        let inside = readings.measuredAt.indices.filter {
          (start..<end).contains(readings.measuredAt[$0])
        }
        return Detector().detection(
          of: readings.selected(inside), within: day.interval, carried: nil
        ).openings.map(\.openedAt)
      }
      for label in day.labels {
        guard let end = label.closedAt, end - label.openedAt < 15_000 else { continue }
        visits += 1
        let openings = openings(label.openedAt - 5000, end + 5000)
        if openings.contains(where: { abs($0 - label.openedAt) <= 2000 }) { found += 1 }
      }
      // The quietest hours.
      for minute in stride(from: Int64(60), to: 240, by: 10) {
        let start = day.interval.start + minute * 60_000
        guard !day.labels.contains(where: { abs($0.openedAt - start) < 60_000 }) else { continue }
        counted += openings(start, start + 10_000).count
      }
    }
    #expect(visits > 60)
    #expect(found * 10 >= visits * 9, "\(found) of \(visits)")
    #expect(counted <= 1)
  }

  @Test func `a long recording's share of rest is nine tenths, and a short one's three`() {
    for count in [500, 10_000, 432_000] {
      #expect(RestShare(of: count).value == 0.9)
      #expect(RestShare(of: count).median == 0.5)
      #expect(RestShare(of: count).score == 6.25)
    }
    for count in [0, 1, 60] { #expect(RestShare(of: count).value == 0.3) }
    var last: Float = 0
    for count in 60...600 {
      let share = RestShare(of: count)
      #expect(share.score >= last && (0.3...0.9).contains(share.value))
      last = share.score
    }
  }

  @Test func `the usual score is the quantile of the squares of three noises`() {
    var random = SplitMix(seed: 4)
    let squares = (0..<200_000).map { _ in
      (0..<3).reduce(Float(0)) { sum, _ in
        let value = random.normal()
        return sum + value * value
      }
    }.sorted()
    for count in [60, 80, 100, 150, 250, 500] {
      let share = RestShare(of: count)
      let quantile = squares[Int(share.value * Double(squares.count - 1))]
      #expect(abs(share.score / quantile - 1) < 0.03, "\(count): \(share.score), \(quantile)")
    }
  }

  /// A level that comes and goes by 0.06 m/s² for five seconds, and then a swing of `push` [m/s²] in the
  /// middle.
  private func wanderingRecording(seconds: Double, push: Float) -> CleanReadings {
    var readings = stillReadings(from: midnight, seconds: seconds, noise: 0.004)
    let middle = readings.count / 2
    for i in readings.measuredAt.indices {
      if middle - 25..<middle ~= i {
        readings.accelerationX[i] += 0.06 * sin(Float(i - middle) * 2 * .pi / 30)
      }
      if middle..<middle + 10 ~= i { readings.accelerationX[i] += i < middle + 5 ? push : -push }
    }
    var clean = Cleaning.clean(readings, within: testDay)
    clean.stretches = [0..<clean.count]
    return clean
  }

  @Test(arguments: [(20.0, Float(1), true), (20, 0.1, false), (200, 1, false)])
  func `what wanders a little beside the swing of a short recording is rest`(
    seconds: Double, push: Float, isRest: Bool
  ) {
    let readings = wanderingRecording(seconds: seconds, push: push)
    let rest = Rest(of: readings)
    let middle = readings.count / 2
    let before = rest.isCalm[middle - 20..<middle - 10]
    #expect(before.allSatisfy { $0 } == isRest)
    #expect(!rest.isCalm[middle..<middle + 10].contains(true))
  }

  @Test func `a calm window varies by a tenth of the busiest, and never by more than 0.03`() {
    func width(_ seconds: Double, _ push: Float) -> Float {
      let readings = wanderingRecording(seconds: seconds, push: push)
      return Rest.calmWidth(
        of: [readings.x, readings.y, readings.z], stretches: readings.stretches)
    }
    #expect(width(20, 5) == Rest.widestCalm)
    #expect((0.004...0.012).contains(width(20, 0.1)))
    // One blow is in nine windows.
    var blow = [Float](repeating: 1, count: 100)
    blow[50] = 40
    #expect(Rest.calmWidth(of: [blow, blow, blow], stretches: [0..<100]) == 0)
    #expect(width(100, 5) == 0)
    let constant = [Float](repeating: 1, count: 40)
    #expect(Rest.calmWidth(of: [constant, constant, constant], stretches: [0..<40]) == 0)
    #expect(Rest.calmWidth(of: [[], [], []], stretches: []) == 0)
  }
}
