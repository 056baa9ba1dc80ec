import Readings

/// A door with a phone on it that never existed, and whose every opening is known.
///
///     let door = SimulatedDoor(preset: .home, seed: 7)
///     let day = door.day(startingAt: 1_604_275_200_000)
///     day.readings.count      // about 432,000
///     day.labels.first        // when it was first opened
///
/// Everything follows from the parameters and the seed: the same door gives the same bytes on any
/// machine, and its days join without a seam, in whatever order they are asked for.
public struct SimulatedDoor: Sendable {
  public let parameters: DoorParameters
  /// Key of everything random about the door.
  public let seed: UInt64

  /// A door drawn from a preset's distribution. Doors of two presets share nothing, although
  /// their seeds are equal.
  public init(preset: Preset, seed: UInt64) {
    self.init(parameters: preset.parameters(seed: seed), seed: preset.mixed(seed))
  }

  /// A door exactly as described.
  public init(parameters: DoorParameters, seed: UInt64) {
    self.parameters = parameters
    self.seed = seed
  }

  /// Readings and truth of the UTC day that contains a moment.
  ///
  /// - Parameter startMilliseconds: Usually the day's first moment [ms UTC]; not before 1970.
  /// - Complexity: O(readings + time in motion); about a quarter of a second for a busy day.
  public func day(startingAt startMilliseconds: Int64) -> SimulatedDay {
    precondition(startMilliseconds >= 0, "a simulated day cannot lie before 1970")
    var run = DayRun(parameters, seed: seed, day: startMilliseconds / millisecondsPerDay)
    run.play()
    return DayWriter(run: run).day()
  }

  /// The readings measured within a stretch, in order of arrival.
  public func readings(in interval: Interval) -> ReadingColumns<Float> {
    var columns = ReadingColumns<Float>()
    var start = interval.start / millisecondsPerDay * millisecondsPerDay
    while start < interval.end {
      columns.append(day(startingAt: start).readings, within: interval)
      start += millisecondsPerDay
    }
    return columns
  }
}

extension ReadingColumns {
  /// Appends those readings of another that were measured within a stretch.
  mutating func append(_ other: Self, within interval: Interval) {
    let chosen = other.measuredAt.indices.filter { interval.contains(other.measuredAt[$0]) }
    measuredAt += chosen.map { other.measuredAt[$0] }
    documentHash += chosen.map { other.documentHash[$0] }
    accelerationX += chosen.map { other.accelerationX[$0] }
    accelerationY += chosen.map { other.accelerationY[$0] }
    accelerationZ += chosen.map { other.accelerationZ[$0] }
    proximity += chosen.map { other.proximity[$0] }
    light += chosen.map { other.light[$0] }
    guard other.hasExtended else { return }
    for column in extended.indices {
      extended[column] += chosen.map { other.extended[column][$0] }
    }
  }
}
