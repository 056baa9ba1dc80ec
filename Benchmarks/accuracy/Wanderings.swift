import Detect
import Foundation
import Readings
import Simulate

/// Recordings by a sensor whose level wanders: of a door that stays shut, where every opening is a false
/// one, and of visits.
struct Wanderings {
  var seeds: ClosedRange<UInt64>

  private static let presets: [Preset] = [.noProximity, .home]
  /// Standard deviation of the axis that wanders most [m/s²].
  private static let sizes = [0.0, 0.02, 0.04, 0.08, 0.15]
  private static let stillSeconds = [15.0, 30, 120]
  /// Recordings of stillness of each length and visits, of a day.
  private static let recordings = 8
  private static let longestVisit: Int64 = 30_000
  private static let rest: Int64 = 10_000

  func run() {
    let days = Self.presets.flatMap { preset in
      seeds.map { SimulatedDoor(preset: preset, seed: $0).day(startingAt: firstDay) }
    }
    print("| wandering [m/s²] | 15 s still | 30 s | 120 s | visits |")
    print("|---|---|---|---|---|")
    for size in Self.sizes {
      var random = Random(state: seeds.lowerBound)
      var (recordings, mistaken) = (0, [Int](repeating: 0, count: Self.stillSeconds.count))
      var (visits, found) = (0, 0)
      for day in days {
        let recorder = Recorder(day: day, size: size)
        for _ in 0..<Self.recordings {
          recordings += 1
          for (k, seconds) in Self.stillSeconds.enumerated() {
            let interval = recorder.stillness(of: Int64(seconds * 1000), &random)
            mistaken[k] += recorder.openings(in: interval, &random).isEmpty ? 0 : 1
          }
        }
        for label in day.labels.prefix(Self.recordings) {
          guard let end = label.closedAt, end - label.openedAt < Self.longestVisit else { continue }
          let interval = Interval(start: label.openedAt - Self.rest, end: end + Self.rest)
          let openings = recorder.openings(in: interval, &random)
          visits += 1
          found += openings.count == 1 && abs(openings[0] - label.openedAt) <= 2000 ? 1 : 0
        }
      }
      print(
        "| \(size) | " + mistaken.map { "\($0) of \(recordings)" }.joined(separator: " | ")
          + " | \(found) of \(visits) |")
    }
  }

  private struct Recorder {
    let day: SimulatedDay
    let readings: ReadingColumns<Float>
    let size: Double

    init(day: SimulatedDay, size: Double) {
      (self.day, self.size) = (day, size)
      readings = day.inTimeOrder.readings
    }

    /// A time in which the door stays shut, ten seconds longer on both sides.
    func stillness(of length: Int64, _ random: inout Random) -> Interval {
      while true {
        let start = Int64.random(
          in: day.interval.start...day.interval.end - length, using: &random)
        let isShut = day.labels.allSatisfy {
          $0.openedAt > start + length + Wanderings.rest
            || ($0.closedAt ?? .max) < start - Wanderings.rest
        }
        if isShut { return Interval(start: start, end: start + length) }
      }
    }

    func openings(in interval: Interval, _ random: inout Random) -> [Int64] {
      let first = readings.measuredAt.lowerBound(of: interval.start)
      let last = readings.measuredAt.lowerBound(of: interval.end)
      var cut = readings.selected(Array(first..<last))
      Wandering(size: size, &random).add(to: &cut, &random)
      return Detector().detection(of: cut, within: day.interval, carried: nil).openings
        .map(\.openedAt)
    }
  }
}
