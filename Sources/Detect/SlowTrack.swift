import Readings

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a sensor other than the accelerometer says all day long and a door changes by the way it
/// stands: the light that falls on the phone, or the direction in which it faces.
///
/// Only what lies just before and just after a movement is looked at, so the slow course of a day
/// (the sun, a compass that drifts) does not matter.
package struct SlowTrack: Sendable {
  private let measuredAt: [Int64]
  private let values: [Float]
  private let quantity: Quantity

  package enum Quantity: Sendable {
    /// Natural logarithm of the light: a door lets in a share of it.
    case logLight
    /// An angle [degrees].
    case heading

    /// No level is surer than this [nats, degrees].
    var leastError: Double { self == .logLight ? 0.01 : 0.3 }
  }

  /// How far back and ahead of a movement its levels reach [ms], and how many values make one.
  static let reach: Int64 = 5_000
  static let mostValues = 25
  static let fewestValues = 2
  /// A door moves a little before and after it is felt [ms].
  static let margin: Int64 = 300
  /// The sensors come late [ms].
  static let lag: Int64 = 800
  /// From here on something has changed [standard errors].
  static let clear = 6.0

  /// - Parameters:
  ///   - measuredAt: When measured, never decreasing [ms UTC].
  ///   - values: One a reading; NaN where absent [lux, degrees].
  package init(measuredAt: [Int64], values: [Float], quantity: Quantity) {
    precondition(measuredAt.count == values.count, "a value for every reading")
    self.measuredAt = measuredAt
    self.values = values
    self.quantity = quantity
  }

  /// What a movement changed.
  package struct Change: Equatable, Sendable {
    /// From the level before to the level after [nats, rad].
    package var change = 0.0
    /// Its size in standard errors.
    package var score = 0.0
    /// How much closer the level after is to the one before the last clear change than to the one just
    /// before [nats]: negative for a closing that brings back what the opening took.
    package var comeback = 0.0
    /// The farthest from the level before while the movement lasted [nats, rad].
    package var excursion = 0.0

    package init() {}

    /// The change of something that is measured as logarithm, as a ratio.
    package var factor: Double { exp(change) }
  }

  /// The changes over movements, given by start and end in time order [ms UTC].
  ///
  /// - Complexity: O(*m* log *n*) for *m* movements among *n* readings.
  package func changes(over movements: [Interval]) -> [Change] {
    var beforeLast: Level?
    return movements.indices.map { i in
      let (start, end) = (movements[i].start - Self.margin, movements[i].end + Self.margin)
      let earliest = i == 0 ? Int64.min : movements[i - 1].end + Self.margin
      let latest = i + 1 == movements.count ? Int64.max : movements[i + 1].start - Self.margin
      guard let before = level(before: start, notBefore: earliest) else { return Change() }
      var change = Change()
      change.excursion = excursion(from: before, start, min(end + Self.lag, max(end, latest)))
      guard let after = level(after: end, upTo: latest) else { return change }
      let error = (before.error * before.error + after.error * after.error).squareRoot()
      change.change = difference(after.value, before.value)
      change.score = abs(change.change) / error
      if let beforeLast {
        let left = abs(difference(after.value, beforeLast.value))
        change.comeback = log(error + left) - log(error + abs(change.change))
      }
      if change.score > Self.clear { beforeLast = before }
      return quantity == .heading ? change.inRadians : change
    }
  }

  private struct Level {
    var value: Double
    var error: Double
  }

  private func level(before end: Int64, notBefore earliest: Int64) -> Level? {
    let last = measuredAt.firstIndex(notBefore: end)
    let first = measuredAt.firstIndex(notBefore: max(earliest, end - Self.reach))
    return level(values(stride(from: last - 1, through: first, by: -1)))
  }

  private func level(after start: Int64, upTo latest: Int64) -> Level? {
    let first = measuredAt.firstIndex(notBefore: start)
    let last = measuredAt.firstIndex(notBefore: min(latest, start + Self.reach))
    return level(values(first..<max(first, last)))
  }

  /// The first values of some readings, as many as a level wants.
  private func values(_ indices: some Sequence<Int>) -> [Double] {
    var found: [Double] = []
    for i in indices where found.count < Self.mostValues {
      if let value = value(i) { found.append(value) }
    }
    return found
  }

  /// The median of some values, and its standard error.
  private func level(_ found: [Double]) -> Level? {
    guard found.count >= Self.fewestValues else { return nil }
    // Angles are taken relative to one of them, for 359 and 1 lie near each other.
    let offsets = found.map { difference($0, found[0]) }.sorted()
    let median = offsets[offsets.count / 2]
    let distances = offsets.map { abs($0 - median) }.sorted()
    let width = 1.48 * distances[distances.count / 2]
    return Level(
      value: found[0] + median,
      error: quantity.leastError + width / Double(found.count).squareRoot())
  }

  private func value(_ i: Int) -> Double? {
    let value = values[i]
    guard value.isFinite else { return nil }
    return quantity == .logLight ? log(Self.darkest + max(0, Double(value))) : Double(value)
  }

  /// Added to the light, for phones give whole numbers [lux].
  private static let darkest = 2.0

  private func difference(_ a: Double, _ b: Double) -> Double {
    quantity == .heading ? remainder(a - b, 360) : a - b
  }

  private func excursion(from level: Level, _ start: Int64, _ end: Int64) -> Double {
    let first = measuredAt.firstIndex(notBefore: start)
    let last = measuredAt.firstIndex(notBefore: end)
    var farthest = 0.0
    for i in first..<max(first, last) {
      if let value = value(i) { farthest = max(farthest, abs(difference(value, level.value))) }
    }
    return farthest
  }
}

extension SlowTrack.Change {
  fileprivate var inRadians: Self {
    var radians = self
    radians.change *= .pi / 180
    radians.excursion *= .pi / 180
    return radians
  }
}

extension SlowTrack {
  /// The light, where it is not always the same.
  static func light(_ readings: CleanReadings) -> SlowTrack? {
    guard let first = readings.light.first(where: { !$0.isNaN }),
      readings.light.contains(where: { $0 != first && !$0.isNaN })
    else { return nil }
    return SlowTrack(measuredAt: readings.measuredAt, values: readings.light, quantity: .logLight)
  }

  /// The direction in which the phone faces.
  ///
  /// A door turns about the vertical, so of azimuth, pitch and roll only the azimuth changes, unless
  /// the phone hangs upright: then azimuth and roll mean the same, each by itself wanders, and their
  /// sum or difference is what turns. Whichever of the three rests most quietly around the movements
  /// is taken; none where that is no direction.
  ///
  /// - Parameter movements: Start and end of each [ms UTC].
  static func heading(_ readings: CleanReadings, movements: [Interval]) -> SlowTrack? {
    let columns = readings.orientation
    guard columns.count == 3, columns.contains(where: { $0.contains { $0 != 0 } }) else {
      return nil
    }
    // Some programs send radians.
    let isRadians = columns.allSatisfy { $0.allSatisfy { !(abs($0) > 2 * .pi) } }
    let unit: Float = isRadians ? 180 / .pi : 1
    let candidates = [0, 1, -1].map { (share: Float) in
      SlowTrack(
        measuredAt: readings.measuredAt,
        values: zip(columns[0], columns[2]).map { unit * ($0 + share * $1) }, quantity: .heading)
    }
    let noises = candidates.map { $0.noise(before: movements) }
    guard let quietest = noises.indices.min(by: { noises[$0] < noises[$1] }),
      noises[quietest] < mostNoise
    else { return nil }
    return candidates[quietest]
  }

  /// A heading that rests less quietly than this is none [degrees].
  private static let mostNoise = 5.0
  /// Movements that are looked at for that.
  private static let sampledMovements = 200

  /// The usual error of the levels before movements; infinite without any.
  private func noise(before movements: [Interval]) -> Double {
    let step = max(1, movements.count / Self.sampledMovements)
    let errors = stride(from: 0, to: movements.count, by: step).compactMap {
      level(before: movements[$0].start - Self.margin, notBefore: .min)?.error
    }.sorted()
    return errors.isEmpty ? .infinity : errors[errors.count / 2]
  }
}

extension [Int64] {
  /// The first index whose value is not below `time`, in ascending values.
  fileprivate func firstIndex(notBefore time: Int64) -> Int {
    Cleaning.firstIndex(in: self, notBefore: time)
  }
}
