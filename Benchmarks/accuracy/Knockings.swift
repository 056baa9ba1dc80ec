import Detect
import Foundation
import Readings
import Simulate

/// Recordings of somebody who knocks for ten seconds and longer at doors that nobody opens: every
/// opening found in them is a false one.
struct Knockings {
  var seeds: ClosedRange<UInt64>

  private static let presets: [Preset] = [.home, .noProximity, .noisy, .adversarial]
  private static let leadSeconds = [0.0, 1, 5, 60]
  private static let rates = [5.0, 50]

  func run() {
    print("preset   readings a second   rest [s]   recordings   with an opening   openings")
    for preset in Self.presets {
      for rate in Self.rates {
        let days = seeds.map {
          ShortRecordings.knocked(SimulatedDoor(preset: preset, seed: $0), rate: rate)
            .day(startingAt: firstDay)
        }
        for lead in Self.leadSeconds {
          var (count, wrong, openings) = (0, 0, 0)
          for day in days {
            for found in counts(in: day, lead: Int64(lead * 1000)) {
              (count, wrong, openings) = (count + 1, wrong + (found > 0 ? 1 : 0), openings + found)
            }
          }
          print("\(preset.rawValue)   \(rate)   \(lead)   \(count)   \(wrong)   \(openings)")
        }
      }
    }
  }

  /// How many openings are found in each recording of a day.
  private func counts(in day: SimulatedDay, lead: Int64) -> [Int] {
    let (readings, _) = day.inTimeOrder
    return day.events.filter { $0.kind == .continuousKnocking }.map { event in
      let first = readings.measuredAt.lowerBound(of: event.interval.start - lead)
      let last = readings.measuredAt.lowerBound(of: event.interval.end + lead)
      return Detector().detection(
        of: readings.selected(Array(first..<last)), within: day.interval, carried: nil
      ).openings.count
    }
  }
}
