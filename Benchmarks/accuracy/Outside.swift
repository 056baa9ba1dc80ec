import Detect
import Foundation
import Simulate

/// Doors and phones outside what the weights were fitted on: does the method hold?
struct Outside {
  var seeds: ClosedRange<UInt64>
  static let presets: [Preset] = [.home, .noProximity, .drift]

  private struct Change: Sendable {
    var name: String
    var apply: @Sendable (inout DoorParameters) -> Void
  }

  func run() {
    print("| | " + Self.presets.map(\.rawValue).joined(separator: " | ") + " |")
    print("|---|" + Self.presets.map { _ in "---|" }.joined())
    for change in Self.changes {
      let scores = Self.presets.map { String(format: "%.3f", f1(of: $0, change)) }
      print("| \(change.name) | " + scores.joined(separator: " | ") + " |")
    }
  }

  private func f1(of preset: Preset, _ change: Change) -> Double {
    var counts = Evaluation.Counts()
    for seed in seeds {
      let usual = SimulatedDoor(preset: preset, seed: seed)
      var parameters = usual.parameters
      change.apply(&parameters)
      let day = SimulatedDoor(parameters: parameters, seed: usual.seed).day(startingAt: firstDay)
      let detection = Detector().detection(of: day.readings, within: day.interval, carried: nil)
      counts.add(
        starts: detection.openings.map(\.openedAt), labels: day.spans.map(\.start),
        measuredAt: day.readings.measuredAt.sorted())
    }
    return counts.f1
  }

  private static let changes: [Change] = [
    Change(name: "as fitted") { _ in },
    Change(name: "twice the mass") { $0.hinge.mass *= 2 },
    Change(name: "half the mass") { $0.hinge.mass /= 2 },
    Change(name: "phone at half the radius") { $0.phone.radius /= 2 },
    Change(name: "10 readings a second") { $0.transmission.readingsPerSecond = 10 },
    Change(name: "25 readings a second") { $0.transmission.readingsPerSecond = 25 },
    Change(name: "3 readings a second") { $0.transmission.readingsPerSecond = 3 },
    Change(name: "2 readings a second") { $0.transmission.readingsPerSecond = 2 },
    Change(name: "steps of 0.15 m/s²") { $0.phone.resolution = 0.15 },
    Change(name: "three times the noise") { $0.phone.noise *= 3 },
    Change(name: "30 % lost") { $0.transmission.lossShare = 0.3 },
    Change(name: "a cupboard's door") {
      ($0.hinge.width, $0.hinge.mass) = (0.5, 8)
      $0.phone.radius = min($0.phone.radius, 0.4)
    },
    Change(name: "a gate") {
      ($0.hinge.width, $0.hinge.mass) = (1.4, 90)
      $0.phone.radius = 1.2
      $0.habits.swingSeconds = 2.5...5
    },
    Change(name: "gentle people") { $0.habits.gentleShare = 1 },
    Change(name: "hasty people") {
      $0.habits.swingSeconds = 0.5...0.9
      $0.habits.closeSeconds = 0.4...0.8
      $0.habits.gentleShare = 0
    },
    Change(name: "opened by 20 to 40 degrees") { $0.habits.openDegrees = 20...40 },
    Change(name: "ten times the visits") {
      $0.habits.visitsPerHour = $0.habits.visitsPerHour.map { $0 * 10 }
    },
    Change(name: "twenty times the knocks") {
      $0.disturbances.knockSeriesPerDay *= 20
      $0.disturbances.continuousKnocksPerDay *= 20
    },
  ]
}
