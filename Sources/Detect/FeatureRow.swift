#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Computes the features of one movement.
package struct FeatureRow {
  package private(set) var values = [Float](repeating: 0, count: Feature.count)
  private let trace: MovementTrace
  /// Smallest deviation that counts as something [m/s²]; keeps divisors from zero.
  static let little = 1e-3

  /// - Parameters:
  ///   - peakScore: Highest score of a single reading [spreads].
  ///   - secondsBefore: Time since the previous movement's end.
  ///   - secondsAfter: Time to the next movement's start.
  ///   - turn: How far the phone turned; `nil` where it does not tell.
  init(
    _ trace: MovementTrace, peakScore: Double, secondsBefore: Double, secondsAfter: Double,
    shift: LevelShift = LevelShift(), turn: Rotation.Turn? = nil
  ) {
    self.trace = trace
    set(.logPeakScore, log(1 + peakScore))
    set(.logTimeBefore, Self.logTime(secondsBefore))
    set(.logTimeAfter, Self.logTime(secondsAfter))
    setExtent()
    setCorrelations()
    setShares()
    setJump()
    setSwing()
    setLobes()
    setSlowPeak()
    setEndJumps()
    setLevelShift(shift)
    set(.logLightExcursion, log(Self.leastLight))
    if let turn { setTurn(turn) }
  }

  private mutating func setLevelShift(_ shift: LevelShift) {
    set(.logLevelShift, log(Self.leastShift + shift.distance))
    set(.levelShiftScore, log(1 + shift.score))
    set(.levelComeback, shift.comeback)
  }

  /// Shifts below this are alike [m/s²].
  private static let leastShift = 0.003

  private mutating func setTurn(_ turn: Rotation.Turn) {
    set(.hasRotation, 1)
    set(.logTurn, log(Self.leastTurn + turn.widest))
    set(.turn, (turn.net * trace.hinge).sum())
  }

  /// Turns below this are alike [rad]: three degrees.
  static let leastTurn = 0.05

  private mutating func set(_ feature: Feature, _ value: Double) {
    values[feature.rawValue] = Self.limited(value)
  }

  static func limited(_ value: Double) -> Float { Float(min(max(value, -20), 20)) }

  /// Neighbours further away than 10 minutes are all alike.
  private static func logTime(_ seconds: Double) -> Double { log(0.5 + min(max(seconds, 0), 600)) }

  private mutating func setExtent() {
    let core = trace.core
    let duration =
      core.isEmpty ? 0 : trace.seconds[core.upperBound - 1] - trace.seconds[core.lowerBound]
    let squares = core.map { trace.square($0) }
    let peak = squares.max() ?? 0
    let peakIndex = squares.firstIndex(of: peak) ?? 0
    let energy = core.reduce(0) { $0 + trace.square($1) * trace.step($1) }
    set(.logDuration, log(0.2 + duration))
    set(.logPeakDeviation, log(Self.little + peak.squareRoot()))
    set(.peakPlace, Double(peakIndex) / Double(max(1, core.count - 1)))
    set(.logEnergy, log(Self.little + energy))
  }

  /// Largest slow peak that counts for the day's usual one [m/s²]: the phone in somebody's hand goes
  /// far beyond.
  static let largestSwing = 2.5

  /// What is compared with the day's other movements, and where the comparison stands.
  private static let compared: [(value: Feature, rank: Feature)] = [
    (.logSlowPeak, .slowPeakRank), (.logJump, .jumpRank), (.logDuration, .durationRank),
    (.logSpeed, .speedRank),
  ]

  /// Sets the ranks in all rows of a day: the distance to the mean over its movements, in which each
  /// weighs by its energy and so by how much of a swing it is.
  package static func compare(_ rows: inout [[Float]]) {
    var sums = [Double](repeating: 0, count: compared.count)
    var weights = 0.0
    for row in rows {
      let peak = min(exp(Double(row[Feature.logSlowPeak.rawValue])), largestSwing)
      let weight = peak * peak * exp(Double(row[Feature.logDuration.rawValue]))
      weights += weight
      for (k, pair) in compared.enumerated() {
        let value = pair.value == .logSlowPeak ? log(peak) : Double(row[pair.value.rawValue])
        sums[k] += weight * value
      }
    }
    guard weights > 0 else { return }
    for i in rows.indices {
      for (k, pair) in compared.enumerated() {
        let rank = rows[i][pair.value.rawValue] - Float(sums[k] / weights)
        rows[i][pair.rank.rawValue] = min(max(rank, -20), 20)
      }
    }
  }

  private mutating func setSlowPeak() {
    var peak = 0.0
    for i in trace.core {
      var sum = SIMD3<Double>.zero
      let window = max(0, i - Score.reach)...min(trace.count - 1, i + Score.reach)
      for k in window { sum += SIMD3(trace.normal[k], trace.radial[k], trace.third[k]) }
      sum /= Double(window.count)
      peak = max(peak, (sum * sum).sum())
    }
    let highest = trace.core.map { trace.square($0) }.max() ?? 0
    set(.logSlowPeak, log(Self.little + peak.squareRoot()))
    set(.levelChange, trace.levelChange / (Self.little + highest.squareRoot()))
  }

  private mutating func setCorrelations() {
    var lagged = 0.0
    var normalLagged = 0.0
    var squares = Self.little * Self.little
    var normalSquares = squares
    for i in 0..<max(0, trace.count - 1) {
      let normal = trace.normal[i] * trace.normal[i + 1]
      normalLagged += normal
      lagged +=
        normal + trace.radial[i] * trace.radial[i + 1] + trace.third[i] * trace.third[i + 1]
    }
    for i in 0..<trace.count {
      squares += trace.square(i)
      normalSquares += trace.normal[i] * trace.normal[i]
    }
    set(.smoothness, lagged / squares)
    let smoothness = Smoothness(of: trace.readings, core: trace.core)
    set(.cappedSmoothness, smoothness.whole)
    set(.smoothestPart, smoothness.smoothestPart)
    set(.normalSmoothness, normalLagged / normalSquares)
  }

  private mutating func setShares() {
    var (normal, radial, inward, size) = (0.0, 0.0, 0.0, Self.little)
    var squares = Self.little * Self.little
    for i in 0..<trace.count {
      normal += trace.normal[i] * trace.normal[i]
      radial += trace.radial[i] * trace.radial[i]
      inward += trace.radial[i]
      size += trace.square(i).squareRoot()
      squares += trace.square(i)
    }
    set(.normalShare, normal / squares)
    set(.radialShare, radial / squares)
    set(.inwardPull, inward / size)
  }

  /// The greatest changes around the movement's first and its last reading.
  private mutating func setEndJumps() {
    let core = trace.core
    let start = largestChange(core.lowerBound - 2...core.lowerBound + 4)
    let end = largestChange(core.upperBound - 6...core.upperBound + 1)
    let peak = core.map { trace.square($0) }.max() ?? 0
    set(.logStartJump, log(Self.little + start))
    set(.logEndJump, log(Self.little + end))
    set(.endJumpShare, log(Self.little + end) - log(Self.little + peak.squareRoot()))
  }

  private func largestChange(_ window: ClosedRange<Int>) -> Double {
    let range = window.clamped(to: 0...max(0, trace.count - 1))
    return range.dropFirst().map { (change(to: $0) * change(to: $0)).sum() }.max()?.squareRoot()
      ?? 0
  }

  /// The difference between reading *i* and the one before it.
  private func change(to i: Int) -> SIMD3<Double> {
    SIMD3(
      trace.normal[i] - trace.normal[i - 1], trace.radial[i] - trace.radial[i - 1],
      trace.third[i] - trace.third[i - 1])
  }

  /// The greatest change from one reading to the next: the slam of a latch, or a knock.
  private mutating func setJump() {
    var jump = 0.0
    var place = 0
    var normal = 0.0
    var peak = Self.little
    for i in 0..<trace.count {
      peak = max(peak, trace.square(i).squareRoot())
      guard i > 0 else { continue }
      let change = change(to: i)
      let size = (change * change).sum().squareRoot()
      if size > jump { (jump, place, normal) = (size, i, change.x) }
    }
    set(.jumpShare, jump / peak)
    set(.logJump, log(Self.little + jump))
    set(.jumpPlace, Double(place) / Double(max(1, trace.count - 1)))
    set(.jumpDirection, normal / (Self.little + jump))
  }
}

extension FeatureRow {
  /// Speed and travel by integrating the normal acceleration, once as it is and once with the mean
  /// taken off (a resting level that is slightly wrong grows with the square of time).
  private mutating func setSwing() {
    let speeds = integral(of: trace.normal)
    let travels = integral(of: speeds)
    let highest = max(speeds.max() ?? 0, 0)
    let lowest = min(speeds.min() ?? 0, 0)
    let width = highest - lowest + Self.little
    let farthest = travels.map { abs($0) }.max() ?? 0
    set(.logSpeed, log(0.01 + width))
    set(.logTravel, log(0.01 + farthest))
    set(.swingDirection, (highest + lowest) / width)
    set(.netSpeed, (speeds.last ?? 0) / width)
    set(.speedAtEnd, abs(speeds.last ?? 0) / width)
    set(.netTravel, (travels.last ?? 0) / (farthest + Self.little))
    set(.travelDirection, travels.reduce(0, +) / (travels.reduce(0) { $0 + abs($1) } + Self.little))
    setTurn(speeds, highest, lowest)
    set(.centripetalAgreement, centripetalAgreement(speeds))
    let early = speeds.prefix((speeds.count + 1) / 2)
    set(.earlySpeed, early.reduce(0, +) / (speeds.reduce(0) { $0 + abs($1) } + Self.little))
  }

  /// There and back in one movement: how deep the smaller direction is, and which came first.
  private mutating func setTurn(_ speeds: [Double], _ highest: Double, _ lowest: Double) {
    let depth = min(highest, -lowest) / (max(highest, -lowest) + Self.little)
    let forthFirst =
      (speeds.firstIndex(of: highest) ?? speeds.count)
      < (speeds.firstIndex(of: lowest) ?? speeds.count)
    set(.turnBack, depth)
    set(.turnOrder, forthFirst ? depth : -depth)
  }

  private func integral(of values: [Double]) -> [Double] {
    var total = 0.0
    return values.indices.map { i in
      if i > 0 { total += (values[i - 1] + values[i]) / 2 * trace.step(i - 1) }
      return total
    }
  }

  /// Correlation of the radial acceleration with the squared speed: a rigid door gives 1.
  private func centripetalAgreement(_ speeds: [Double]) -> Double {
    var (product, radial, fourth) = (0.0, 0.0, 0.0)
    for i in speeds.indices {
      let square = speeds[i] * speeds[i]
      product += trace.radial[i] * square
      radial += trace.radial[i] * trace.radial[i]
      fourth += square * square
    }
    return product / ((radial * fourth).squareRoot() + Self.little * Self.little)
  }

  /// The first and the last push along the normal, as shares of all pushing. Single readings that
  /// swing through zero do not cut a lobe: neighbours are averaged.
  private mutating func setLobes() {
    let smooth = smoothed(trace.normal)
    let pushes = smooth.indices.map { smooth[$0] * max(trace.step($0), 0.01) }
    let total = pushes.reduce(0) { $0 + abs($1) } + Self.little
    let lobes = lobes(of: pushes).filter { abs($0) > 0.1 * total }
    set(.firstLobe, (lobes.first ?? 0) / total)
    set(.lastLobe, (lobes.last ?? 0) / total)
    let half = pushes.count / 2
    set(
      .halfDifference,
      (pushes.prefix(half).reduce(0, +) - pushes.dropFirst(half).reduce(0, +)) / total)
  }

  private func smoothed(_ values: [Double]) -> [Double] {
    values.indices.map { i in
      let window = values[max(0, i - 1)..<min(values.count, i + 2)]
      return window.reduce(0, +) / Double(window.count)
    }
  }

  private func lobes(of pushes: [Double]) -> [Double] {
    var lobes: [Double] = []
    for push in pushes {
      if let last = lobes.last, last * push >= 0 {
        lobes[lobes.count - 1] += push
      } else {
        lobes.append(push)
      }
    }
    return lobes
  }
}
