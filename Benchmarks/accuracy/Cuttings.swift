import Detect
import Foundation
import Readings
import Simulate

/// Recordings as somebody makes them who tries a phone on a door: a visit, an opening alone, knocks or
/// nothing, cut out with so little rest around that the recording hardly shows what rest is.
struct Cuttings {
  var seeds: ClosedRange<UInt64>

  private static let presets: [Preset] = [.noProximity, .home]
  private static let rates = [5.0, 50]
  private static let leadSeconds = [0.5, 1, 2, 5, 10, 30]
  /// Visits of a day, from its first.
  private static let visits = 12
  private static let longestVisit: Int64 = 30_000
  /// An opening swing, and the least time for which the door then stays open [ms].
  private static let swing: Int64 = 3_500
  private static let stay: Int64 = 7_000

  private struct Tally {
    var (cut, right) = (0, 0)
    mutating func count(_ isRight: Bool) { (cut, right) = (cut + 1, right + (isRight ? 1 : 0)) }
    var text: String { "\(right) of \(cut)" }
  }

  func run() {
    print(
      "readings a second   rest [s]   visits found   openings alone found   knocks not counted   stills not counted"
    )
    for rate in Self.rates {
      var tallies = Self.leadSeconds.map { _ in [Tally](repeating: Tally(), count: 4) }
      for preset in Self.presets {
        for seed in seeds {
          var parameters = SimulatedDoor(preset: preset, seed: seed).parameters
          parameters.transmission.readingsPerSecond = rate
          let day = SimulatedDoor(parameters: parameters, seed: seed).day(startingAt: firstDay)
          for (i, lead) in Self.leadSeconds.enumerated() {
            count(day, lead: Int64(lead * 1000), &tallies[i])
          }
        }
      }
      for (lead, tallies) in zip(Self.leadSeconds, tallies) {
        print("\(rate)   \(lead)   " + tallies.map(\.text).joined(separator: "   "))
      }
    }
  }

  private func count(_ day: SimulatedDay, lead: Int64, _ tallies: inout [Tally]) {
    let (readings, _) = day.inTimeOrder
    /// The openings found between two times, with so much rest around.
    func openings(_ start: Int64, _ end: Int64, rest: (Int64, Int64)) -> [Int64] {
      let first = readings.measuredAt.lowerBound(of: start - rest.0)
      let last = readings.measuredAt.lowerBound(of: end + rest.1)
      return Detector().detection(
        of: readings.selected(Array(first..<last)), within: day.interval, carried: nil
      ).openings.map(\.openedAt)
    }
    func isFound(_ label: DoorLabel, _ openings: [Int64]) -> Bool {
      openings.count == 1 && abs(openings[0] - label.openedAt) <= 2000
    }
    for label in day.labels.prefix(Self.visits) {
      guard let end = label.closedAt else { continue }
      let start = label.openedAt
      if end - start < Self.longestVisit {
        tallies[0].count(isFound(label, openings(start, end, rest: (lead, lead))))
      }
      if end - start > Self.stay {
        let found = openings(start, start + Self.swing, rest: (lead, min(lead, 2000)))
        tallies[1].count(isFound(label, found))
      }
    }
    for event in day.events where [.knocks, .continuousKnocking].contains(event.kind) {
      let (start, end) = (event.interval.start, event.interval.end)
      let isAlone = !day.labels.contains {
        $0.openedAt < end + lead + 5000 && ($0.closedAt ?? .max) > start - 2 * lead - 100_000
      }
      guard isAlone else { continue }
      tallies[2].count(openings(start, end, rest: (lead, lead)).isEmpty)
      tallies[3].count(openings(start - 90_000, start - 90_000, rest: (lead, lead)).isEmpty)
    }
  }
}
