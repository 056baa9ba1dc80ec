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
}
