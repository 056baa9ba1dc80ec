import Foundation
import Simulate

/// Doors beyond the presets' ranges: heavier and lighter leaves, phones nearer to the hinges, other
/// rates, coarser and noisier sensors, other habits.
///
/// Whatever the presets leave alone, a fit takes for a law. So every preset's doors are also drawn
/// with a few parameters multiplied at random, each by up to its factor in either direction.
enum WideDoors {
  static func door(_ preset: Preset, seed: UInt64) -> SimulatedDoor {
    let usual = SimulatedDoor(preset: preset, seed: seed)
    var random = Random(state: seed ^ 0x7769_6465)
    var parameters = usual.parameters
    widen(&parameters, &random)
    return SimulatedDoor(parameters: parameters, seed: usual.seed)
  }

  private static func widen(_ door: inout DoorParameters, _ random: inout Random) {
    func factor(_ most: Double) -> Double {
      pow(most, Double.random(in: -1...1, using: &random))
    }
    /// Up to so many times as often.
    func more(_ most: Double) -> Double {
      pow(most, Double.random(in: 0...1, using: &random))
    }
    door.hinge.mass *= factor(2)
    door.hinge.dryFriction *= factor(3)
    door.hinge.viscousFriction *= factor(3)
    door.hinge.jambFrequency *= factor(1.5)
    door.hinge.latchPlay *= factor(2)
    door.hinge.boltTorque *= factor(3)
    for i in door.hinge.modes.indices { door.hinge.modes[i].gain *= factor(3) }
    door.hinge.lean *= factor(2)
    door.phone.radius *= Double.random(in: 0.5...1.05, using: &random)
    door.phone.noise *= factor(2.5)
    door.phone.resolution *= factor(4)
    let rates = [3.0, 4, 5, 5, 5, 8, 10, 20, 50]
    door.transmission.readingsPerSecond = rates.randomElement(using: &random) ?? 5
    door.transmission.jitterMilliseconds *= factor(2)
    let slowness = factor(1.5)
    door.habits.swingSeconds = door.habits.swingSeconds.scaled(slowness)
    door.habits.gentleSeconds = door.habits.gentleSeconds.scaled(slowness)
    door.habits.closeSeconds = door.habits.closeSeconds.scaled(factor(1.6))
    door.habits.holdSeconds = door.habits.holdSeconds.scaled(factor(2.5))
    door.habits.gentleShare *= factor(2)
    door.habits.slamShare = min(0.5, door.habits.slamShare * factor(3))
    door.habits.handCloseShare = min(0.8, door.habits.handCloseShare * factor(3))
    let d = door.disturbances
    door.disturbances.knockSeriesPerDay = d.knockSeriesPerDay * more(3)
    door.disturbances.continuousKnocksPerDay = d.continuousKnocksPerDay * more(30)
    door.disturbances.handleTriesPerDay = d.handleTriesPerDay * more(3)
    door.disturbances.slamsNextDoorPerDay = d.slamsNextDoorPerDay * more(3)
    door.disturbances.alarmsPerDay = d.alarmsPerDay * more(3)
    door.habits.smallMovementsPerDay *= more(5)
    door.phone.rehangsPerDay *= more(3)
    drawAttitude(&door.phone, &random)
    if door.closer != nil {
      door.closer?.sweepRate *= factor(1.5)
      door.closer?.latchRate *= factor(1.7)
    }
  }
}

extension WideDoors {
  /// Of the phones, two in five tell how they turn: by a gyroscope, a compass, or both.
  private static func drawAttitude(_ phone: inout PhoneParameters, _ random: inout Random) {
    guard Double.random(in: 0..<1, using: &random) < 0.4 else { return }
    let sensors = Int.random(in: 0..<3, using: &random)
    phone.reportsRotation = sensors != 1
    phone.reportsOrientation = sensors != 0
    phone.reportsGravity = sensors == 2
  }
}

extension ClosedRange where Bound == Double {
  fileprivate func scaled(_ factor: Double) -> Self { lowerBound * factor...upperBound * factor }
}
