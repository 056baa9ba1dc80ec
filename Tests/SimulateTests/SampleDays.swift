import Readings

@testable import Simulate

/// Days that several tests look at, made once.
enum SampleDays {
  /// Monday, 2 November 2020.
  static let monday: Int64 = 1_604_275_200_000

  static let homeDoor = door(.home, seed: 7)
  static let home = homeDoor.day(startingAt: monday)
  static let lossy = door(.lossy, seed: 3).day(startingAt: monday)
  static let adversarial = door(.adversarial, seed: 2).day(startingAt: monday)

  /// A preset's door with fewer readings than usual, since unoptimised code is slow.
  static func door(_ preset: Preset, seed: UInt64, readingsPerSecond: Double = 1) -> SimulatedDoor {
    var parameters = preset.parameters(seed: seed)
    parameters.transmission.readingsPerSecond = readingsPerSecond
    return SimulatedDoor(parameters: parameters, seed: seed)
  }

  /// A door that nobody uses, one reading in two seconds, a perfect network.
  static func quietDoor(_ change: (inout DoorParameters) -> Void = { _ in }) -> SimulatedDoor {
    var parameters = DoorParameters()
    parameters.habits.visitsPerHour = Array(repeating: 0, count: 168)
    parameters.habits.smallMovementsPerDay = 0
    parameters.disturbances = .none
    parameters.transmission = .perfect
    change(&parameters)
    return SimulatedDoor(parameters: parameters, seed: 11)
  }
}

extension TransmissionParameters {
  /// One reading in two seconds, none lost, late or twice.
  static var perfect: TransmissionParameters {
    var way = TransmissionParameters()
    way.readingsPerSecond = 0.5
    way.lossShare = 0
    way.lossBurstsPerHour = 0
    way.gapsPerDay = 0
    way.rebootsPerDay = 0
    way.repeatShare = 0
    way.disorderShare = 0
    return way
  }
}

func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

func deviation(_ values: [Double]) -> Double {
  let middle = mean(values)
  return mean(values.map { ($0 - middle) * ($0 - middle) }).squareRoot()
}
