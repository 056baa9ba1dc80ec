import Readings

/// Moments on a time axis that are round on a clock and far enough apart for their labels.
struct TimeTicks {
  /// Seconds between ticks that people read easily.
  private static let steps: [Int64] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400,
  ]

  /// In order [ms UTC].
  let moments: [Int64]

  /// - Parameter most: How many fit.
  init(in interval: Interval, most: Int) {
    let step =
      1000
      * (Self.steps.first { interval.milliseconds <= $0 * 1000 * Int64(max(1, most)) }
        ?? 86_400)
    let first = floorDivision(interval.start + step - 1, step) * step
    moments = Array(stride(from: first, to: interval.end, by: Int(step)))
  }
}

/// The scale of accelerations in explanations: square roots, so that a slam does not flatten the swing
/// before it, and the thresholds stay visible beneath both.
struct RootScale {
  /// What stands at the end of the scale [m/s²].
  let highest: Double

  init(highest: Double) { self.highest = max(highest, 1e-6) }

  /// 0…1, with the sign of the value.
  func share(_ value: Double) -> Double {
    let share = min(1, abs(value) / highest).squareRoot()
    return value < 0 ? -share : share
  }
}

extension Explanation.Trace {
  /// From the first reading to the end of the last.
  var interval: Interval {
    guard let first = measuredAt.first, let last = measuredAt.last else {
      return Interval(start: 0, end: 1)
    }
    return Interval(start: first, end: max(first, last) + max(1, period))
  }

  /// Distance around a movement whose readings still count for the scale of its drawing [ms].
  private static let scaleMargin: Int64 = 1000

  /// The largest of `values` in a movement: what moved before or after it may run off the drawing.
  func largest(_ values: [Double], in episode: Interval) -> Double {
    zip(measuredAt, values).reduce(0) { largest, reading in
      episode.distance(to: reading.0) <= Self.scaleMargin
        ? max(largest, abs(reading.1)) : largest
    }
  }

  /// The scale that single readings, means and thresholds fit in.
  func magnitudeScale(_ episode: Interval) -> RootScale {
    RootScale(
      highest: max(
        largest(magnitude, in: episode), thresholds.on * 1.5, thresholds.slowOn * 1.5))
  }

  /// One scale for both axes, so that they can be compared.
  func axesScale(_ episode: Interval) -> RootScale {
    RootScale(
      highest: max(0.05, largest(normal, in: episode), largest(radial, in: episode)))
  }
}
