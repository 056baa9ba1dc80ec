import CColumns
import Readings

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The proximity sensor as one bit a reading, and where it changes for good.
///
/// Which level means "near", and whether near means closed, is not known here: phones differ, and
/// so do mountings. The decoder learns it.
package struct Proximity: Sendable {
  /// Whether the value lies above the middle of the sensor's range, by majority of three readings.
  package var isHigh: [Bool]
  /// Readings from which on the bit stays changed: `lastingReadings` equal bits on both sides.
  package var transitions: [Int]
  /// For each of `transitions` whether it lies in a stretch in which the sensor changes without the door.
  package var isAimless: [Bool] = []
  /// Share of the other transitions that fall into movements, 0…1: how far the sensor follows the door.
  package var trust = 1.0

  /// Share of readings below and above which values count as outliers of the sensor's range.
  /// Raising it makes doors that are seldom open look like doors without a sensor.
  static let outlierShare = 0.002
  /// Readings that count for the range, about, and every how many-th at least.
  static let rangeSample = 40_000
  static let rangeStride = 5
  /// Equal bits before and after a transition: 1.6 s at 5 readings a second.
  static let lastingReadings = 8
  /// A transition this long before or after a movement belongs to it [ms]: sensors lag.
  static let slack: Int64 = 2000

  /// `nil` when the sensor is absent or constant.
  package init?(of proximity: [Float]) {
    guard let middle = Self.middle(of: proximity) else { return nil }
    isHigh = Self.majority(proximity, above: middle)
    transitions = Self.transitions(of: isHigh)
    isAimless = [Bool](repeating: false, count: transitions.count)
  }

  /// The middle between the sensor's usual lowest and highest value, or `nil` when they are equal.
  static func middle(of proximity: [Float]) -> Float? {
    var sampled = Quantile.sample(of: proximity, about: rangeSample, stride: rangeStride)
    if !sampled.allSatisfy(\.isFinite) { sampled.removeAll { !$0.isFinite } }
    guard let (low, high) = Quantile.range(within: outlierShare, of: sampled), low < high
    else { return nil }
    return low + (high - low) / 2
  }

  /// A reading without a value repeats the bit before it.
  private static func majority(_ proximity: [Float], above middle: Float) -> [Bool] {
    let bits = bits(proximity, above: middle)
    return bools(bits.count) { voted in
      bits.withUnsafeBytes {
        doorstats_majority($0.bindMemory(to: UInt8.self).baseAddress, voted, bits.count)
      }
    }
  }

  private static func bits(_ proximity: [Float], above middle: Float) -> [Bool] {
    bools(proximity.count) { bits in
      guard !doorstats_above(proximity, middle, bits, proximity.count) else { return }
      var last = (proximity.first { $0.isFinite } ?? middle) > middle
      for i in proximity.indices {
        last = proximity[i].isFinite ? proximity[i] > middle : last
        bits[i] = last ? 1 : 0
      }
    }
  }

  /// So many bits, which `fill` sets to 0 or 1.
  private static func bools(
    _ count: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Void
  ) -> [Bool] {
    [Bool](unsafeUninitializedCapacity: count) { bits, bitsCount in
      guard let base = bits.baseAddress, count > 0 else { return }
      UnsafeMutableRawPointer(base).withMemoryRebound(to: UInt8.self, capacity: count, fill)
      bitsCount = count
    }
  }

  private static func transitions(of bits: [Bool]) -> [Int] {
    var transitions: [Int] = []
    bits.withUnsafeBytes { bits in
      guard let base = bits.bindMemory(to: UInt8.self).baseAddress else { return }
      var runStart = 0
      // The run before this one was long enough; this one is a transition when it lasts as well.
      var followsLongRun = false
      while true {
        let i = doorstats_first_other(base, base[runStart], runStart + 1, bits.count)
        guard i < bits.count else { break }
        let isLong = i - runStart >= lastingReadings
        if isLong, followsLongRun { transitions.append(runStart) }
        followsLongRun = isLong
        runStart = i
      }
      if followsLongRun, bits.count - runStart >= lastingReadings { transitions.append(runStart) }
    }
    return transitions
  }
}

extension Proximity {
  /// What the bit did around one movement.
  package struct Pattern: Hashable, Sendable {
    package var wasHigh: Bool
    package var isHigh: Bool
    /// The bit left its value inside and came back; only where before and after are equal.
    package var hasExcursion: Bool

    var hasChange: Bool { wasHigh != isHigh || hasExcursion }
  }

  /// Readings after a movement until the sensor has settled: it lags by up to half a second.
  static let settlingReadings = 3

  /// Finds out how far the sensor follows the door: where it changes without it, and its trust elsewhere.
  ///
  /// - Parameters:
  ///   - strays: The transitions away from every movement, in order.
  ///   - mayFail: Whether there may be such stretches.
  mutating func learnTrust(_ strays: [Int], mayFail: Bool = true) {
    let lonely = lonely(strays)
    isAimless = [Bool](repeating: false, count: lonely.count)
    for stretch in mayFail ? Self.aimless(lonely) : [] {
      for i in stretch { isAimless[i] = true }
    }
    var counted = lonely.indices.filter { !isAimless[$0] }.map { lonely[$0] }
    // A sensor that never follows the door is not trusted, rather than not known.
    if counted.isEmpty { counted = lonely }
    guard !counted.isEmpty else { return }
    trust = 1 - Double(counted.count { $0 }) / Double(counted.count)
  }

  /// For each transition whether it is a stray with a stray neighbour: something passed the sensor and
  /// nothing moved. Where the door was opened too gently to be felt, its closing was felt, or the other
  /// way round, and the sensor was right both times.
  ///
  /// - Parameter strays: Some of `transitions`, in order.
  package func lonely(_ strays: [Int]) -> [Bool] {
    var isStray: [Bool] = []
    var next = 0
    for transition in transitions {
      let isNext = next < strays.count && strays[next] == transition
      isStray.append(isNext)
      if isNext { next += 1 }
    }
    return isStray.indices.map { i in
      isStray[i] && (i == 0 || isStray[i - 1] || i + 1 == isStray.count || isStray[i + 1])
    }
  }

  /// How many of the transitions are lonely where the sensor follows the door, and where it does not. On a
  /// noisy phone a third of the openings are not felt; a sensor that changes every two minutes does so
  /// during one of a busy door's movements by chance.
  static let lonelyShare = 0.25
  static let aimlessLonelyShare = 0.85
  /// What it costs at a transition that the sensor follows the door no more, and that it does again [nats].
  /// Raising them asks for more lonely transitions in a row: at the shares above, 12 or more.
  static let aimlessCost = 8.0
  static let followingCost = 6.0

  /// The stretches of transitions that the sensor made without the door: the likeliest course of a sensor
  /// that now and then stops to follow it (Viterbi over two states).
  package static func aimless(_ lonely: [Bool]) -> [Range<Int>] {
    var best = (following: 0.0, aimless: -aimlessCost)
    // Whether the best course to each state came from the other one.
    var turned: [(following: Bool, aimless: Bool)] = []
    for isLonely in lonely {
      let turns = (
        following: best.aimless - followingCost > best.following,
        aimless: best.following - aimlessCost > best.aimless
      )
      best = (
        (turns.following ? best.aimless - followingCost : best.following)
          + log(isLonely ? lonelyShare : 1 - lonelyShare),
        (turns.aimless ? best.following - aimlessCost : best.aimless)
          + log(isLonely ? aimlessLonelyShare : 1 - aimlessLonelyShare)
      )
      turned.append(turns)
    }
    var stretches: [Range<Int>] = []
    var isAimless = best.aimless > best.following
    var end = lonely.count
    for i in lonely.indices.reversed() {
      let turns = isAimless ? turned[i].aimless : turned[i].following
      guard turns else { continue }
      if isAimless { stretches.append(i..<end) }
      isAimless.toggle()
      end = i
    }
    if isAimless, end > 0 { stretches.append(0..<end) }
    return stretches.reversed()
  }

  /// Whether the sensor follows the door at a movement to which these transitions belong; with none, the
  /// movement lies before the first of them.
  func follows(at changes: Range<Int>) -> Bool {
    guard changes.isEmpty else { return !isAimless[changes].contains(true) }
    let next = changes.lowerBound
    // Two stretches have a transition between them that is in neither.
    return next == 0 || next == isAimless.count || !(isAimless[next - 1] && isAimless[next])
  }

  /// For every movement the transitions that belong to it, as a range of `transitions`: each belongs
  /// to the movement that is nearest in time, within `slack`, or to none. A door is covered before its
  /// slam is felt, and free after the push that was.
  ///
  /// - Parameter movements: In time order, disjoint.
  /// - Complexity: O(*transitions* + *movements*).
  package func changes(at movements: [Range<Int>], measuredAt: [Int64]) -> [Range<Int>] {
    var changes: [Range<Int>] = []
    changes.reserveCapacity(movements.count)
    let distance = { (movement: Range<Int>, time: Int64) in
      max(
        measuredAt[movement.lowerBound] - time, time - measuredAt[movement.upperBound - 1], 0)
    }
    var next = 0
    for (i, movement) in movements.enumerated() {
      while next < transitions.count,
        measuredAt[transitions[next]] < measuredAt[movement.lowerBound] - Self.slack
      { next += 1 }
      let first = next
      while next < transitions.count {
        let time = measuredAt[transitions[next]]
        let own = distance(movement, time)
        guard own <= Self.slack else { break }
        if i + 1 < movements.count, distance(movements[i + 1], time) < own { break }
        next += 1
      }
      changes.append(first..<next)
    }
    return changes
  }

  /// - Parameter changes: The transitions that belong to the movement; see ``changes(at:measuredAt:)``.
  package func pattern(around range: Range<Int>, changes: Range<Int>) -> Pattern {
    var before = max(0, range.lowerBound - 2)
    var after = min(isHigh.count - 1, range.upperBound + Self.settlingReadings)
    if let first = changes.first, let last = changes.last {
      before = min(before, transitions[first] - 1)
      after = max(after, transitions[last])
    }
    if changes.lowerBound > 0 { before = max(before, transitions[changes.lowerBound - 1]) }
    if changes.upperBound < transitions.count {
      after = min(after, transitions[changes.upperBound] - 1)
    }
    let wasHigh = isHigh[before]
    let isHighAfter = isHigh[max(before, after)]
    return Pattern(
      wasHigh: wasHigh, isHigh: isHighAfter,
      hasExcursion: wasHigh == isHighAfter
        && isHigh[before...max(before, after)].contains(!wasHigh))
  }

  /// A sensor that changes and changes back within this time while nothing is felt tells of one thing [ms]: a
  /// hand passed it, or a door was opened and shut too gently to be felt. Raising it takes gentle visits that
  /// follow each other for one; lowering it takes a passer-by for a door that was shut and opened again.
  package static let longestPassing: Int64 = 10_000

  /// What the sensor alone saw, from its change to the one back, or a change by itself.
  ///
  /// - Parameters:
  ///   - strays: Some of `transitions` that fall into no movement, in order.
  ///   - movements: In time order, disjoint.
  /// - Complexity: O(*transitions* + *movements*).
  package func unfelt(
    _ strays: [Int], outside movements: [Range<Int>], measuredAt: [Int64],
    longestPassing: Int64 = longestPassing
  ) -> [Range<Int>] {
    var unfelt: [Range<Int>] = []
    var (i, next, movement) = (0, 0, 0)
    while i < strays.count {
      let first = strays[i]
      while next < transitions.count, transitions[next] <= first { next += 1 }
      while movement < movements.count, movements[movement].upperBound <= first { movement += 1 }
      let limit = movement < movements.count ? movements[movement].lowerBound : .max
      var last = first
      if i + 1 < strays.count, next < transitions.count, strays[i + 1] == transitions[next],
        transitions[next] < limit,
        measuredAt[transitions[next]] - measuredAt[first] <= longestPassing
      {
        last = transitions[next]
        i += 1
      }
      unfelt.append(first..<last + 1)
      i += 1
    }
    return unfelt
  }

  /// The transitions that fall into no movement (with slack).
  ///
  /// - Parameter movements: In time order, disjoint.
  /// - Complexity: O(*transitions* + *movements*).
  package func strayTransitions(
    outside movements: [Range<Int>], measuredAt: [Int64]
  ) -> [Int] {
    var k = 0
    return transitions.filter { i in
      let time = measuredAt[i]
      while k < movements.count,
        measuredAt[movements[k].upperBound - 1] + Self.slack < time
      { k += 1 }
      return k == movements.count
        || time < measuredAt[movements[k].lowerBound] - Self.slack
    }
  }
}
