import Readings

/// The readings around a movement, in the door's axes.
extension DayExplainer {
  /// Time shown on each side of a movement [ms]: a quarter of its length, within these bounds.
  private static let leastMargin: Int64 = 4000
  private static let mostMargin: Int64 = 60_000

  func trace(of step: Int) -> Explanation.Trace {
    let readings = day.analysis.readings
    let movement = movements[step].movement
    let range = window(around: movement.range)
    var trace = Explanation.Trace()
    trace.period = readings.period
    trace.gapLimit = SamplePeriod.gapLimit(period: readings.period)
    trace.measuredAt = Array(readings.measuredAt[range])
    let axes = day.analysis.axes[hypothesis.axes]
    let sign = hypothesis.isMirrored ? -1.0 : 1.0
    for i in range {
      let reading = deviation(i)
      trace.magnitude.append(length(reading))
      trace.slowMagnitude.append(length(slowDeviation(i)))
      trace.normal.append(sign * (reading * axes.normal).sum())
      trace.radial.append((reading * axes.radial).sum())
      trace.third.append((reading * axes.third).sum())
    }
    let meaning = hypothesis.meaning(at: step)
    if let proximity = day.analysis.proximity, meaning != .nothing {
      let highIsCovered = meaning == .highIsCovered
      trace.isCovered = range.map { proximity.isHigh[$0] == highIsCovered }
    }
    trace.thresholds = thresholds(over: movement.range)
    return trace
  }

  private func window(around range: Range<Int>) -> Range<Int> {
    let times = day.analysis.readings.measuredAt
    let start = times[range.lowerBound]
    let end = times[range.upperBound - 1]
    let margin = min(Self.mostMargin, max(Self.leastMargin, (end - start) / 4))
    var low = range.lowerBound
    while low > 0, times[low - 1] >= start - margin { low -= 1 }
    var high = range.upperBound
    while high < times.count, times[high] <= end + margin { high += 1 }
    return low..<high
  }

  private func deviation(_ i: Int) -> SIMD3<Double> {
    let columns = day.analysis.rest.deviation
    return SIMD3(Double(columns[0][i]), Double(columns[1][i]), Double(columns[2][i]))
  }

  /// Mean of five, with fewer at the edges of a stretch: what the slow scale of `Score` looks at.
  private func slowDeviation(_ i: Int) -> SIMD3<Double> {
    let stretch = day.analysis.readings.stretches.first { $0.contains(i) } ?? i..<i + 1
    let window =
      max(stretch.lowerBound, i - Score.reach)..<min(stretch.upperBound, i + Score.reach + 1)
    return window.reduce(SIMD3<Double>.zero) { $0 + deviation($1) } / Double(window.count)
  }

  private func length(_ vector: SIMD3<Double>) -> Double { (vector * vector).sum().squareRoot() }

  /// The thresholds as accelerations. A score is a sum of squares over the axes, each in its own
  /// spreads, so how strong a reading must be depends on its direction: this is for the direction of
  /// the movement's strongest reading.
  private func thresholds(over range: Range<Int>) -> Explanation.Thresholds {
    let analysis = day.analysis
    let score = Score(
      of: analysis.rest.deviation, spread: analysis.rest.spread,
      stretches: analysis.readings.stretches)
    let fast = Thresholds.fast.scaled(by: sensitivity)
    let slow = Thresholds.slow.scaled(by: sensitivity)
    func acceleration(
      _ threshold: Float, least: Float, _ score: (Int) -> Float, _ power: (Int) -> Float
    ) -> Double {
      let peak = range.max { score($0) < score($1) } ?? range.lowerBound
      guard score(peak) > 0 else { return Double(least) }
      return Double(max(least, (power(peak) * threshold / score(peak)).squareRoot()))
    }
    var thresholds = Explanation.Thresholds()
    thresholds.on = acceleration(
      fast.on, least: fast.onDeviation, score.fast(at:), score.fastPower(at:))
    thresholds.off = acceleration(
      fast.off, least: fast.offDeviation, score.fast(at:), score.fastPower(at:))
    thresholds.slowOn = acceleration(
      slow.on, least: slow.onDeviation, score.slow(at:), score.slowPower(at:))
    thresholds.slowOff = acceleration(
      slow.off, least: slow.offDeviation, score.slow(at:), score.slowPower(at:))
    return thresholds
  }
}
