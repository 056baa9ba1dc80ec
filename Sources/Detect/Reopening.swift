#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whether a door that is on its way was closed and opened again: visits that follow each other so
/// closely fall into one movement, and only the sensor parts them. But it is covered as well where a
/// door is caught just before its frame, and pushed open by the next visitor: that is no opening. What
/// tells them apart is how long it was covered, and whether the leaf met the frame.
struct Reopening {
  /// Largest change from one reading to the next of the day's closings, usually [log m/s²].
  var usualJump: Double

  /// `usualJump` of a day with hardly any closings.
  static let typicalJump = 1.7
  // Odds by a logistic regression on seeds 1–16 of the busiest preset. Lowering the bias, or raising
  // the others, parts more visits.
  static let bias = -4.95
  /// By the logarithm of the readings that were covered.
  static let length = 2.45
  /// By the largest jump in them against the usual one, as a logarithm.
  static let jump = 0.86

  func isLikely(_ covered: SensorRun) -> Bool {
    covered.range.count >= SensorRun.fewestReadings
      && Self.bias + Self.length * log(Double(covered.range.count))
        + Self.jump * (covered.logJump - usualJump) > 0
  }
}

/// A stretch within a movement in which the sensor's bit was another than before and after.
package struct SensorRun: Sendable {
  package var range: Range<Int>
  /// The largest change from one reading to the next [log m/s²].
  package var logJump: Double

  /// Shorter ones are no visit's end.
  static let fewestReadings = 4

  /// The stretches within a movement that are long enough, of both bits.
  static func runs(in movement: Range<Int>, _ proximity: Proximity, _ rest: Rest) -> [SensorRun] {
    let bits = proximity.isHigh
    let end = min(bits.count, movement.upperBound + Proximity.settlingReadings)
    var starts: [Int] = []
    for i in max(1, movement.lowerBound)..<end where bits[i] != bits[i - 1] { starts.append(i) }
    return zip(starts, starts.dropFirst()).compactMap { start, end in
      guard end - start >= fewestReadings else { return nil }
      return SensorRun(
        range: start..<end, logJump: log(FeatureRow.little + rest.largestJump(in: start..<end)))
    }
  }
}
