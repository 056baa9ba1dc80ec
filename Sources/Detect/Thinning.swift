import Readings

/// Thinning: a stream faster than the detector's own rate becomes means over cells of time.
///
/// A swing is a sustained push, a knock a burst that averages to nothing, so the mean over a cell is
/// the best thing to look at when the phone sends more than the detector needs. Cells are multiples
/// of their width on the UTC time scale, so that two days cut the same readings into the same cells.
package enum Thinning {
  /// Periods below this are thinned [ms]: readings at 8 a second and slower are taken as they are.
  static let shortestPeriod: Int64 = 125
  /// Width of a cell [ms]: the rate of the phones that the detector is made for.
  static let cell: Int64 = 200

  /// `readings` as they are, or the mean of every cell; a cell's time is the mean of its times, its
  /// proximity the last one in it.
  ///
  /// - Complexity: O(*n*).
  package static func thinned(_ readings: CleanReadings) -> CleanReadings {
    guard readings.period < shortestPeriod, readings.count > 0 else { return readings }
    var thin = CleanReadings()
    thin.ignoredCount = readings.ignoredCount
    thin.repeatedCount = readings.repeatedCount
    thin.period = cell
    var start = 0
    for i in 1...readings.count {
      guard
        i == readings.count
          || cellIndex(readings.measuredAt[i]) != cellIndex(readings.measuredAt[start])
      else { continue }
      thin.appendMean(of: readings, start..<i)
      start = i
    }
    return thin
  }

  private static func cellIndex(_ time: Int64) -> Int64 {
    time >= 0 ? time / cell : (time - cell + 1) / cell
  }
}

extension CleanReadings {
  fileprivate mutating func appendMean(of readings: CleanReadings, _ range: Range<Int>) {
    let first = readings.measuredAt[range.lowerBound]
    let offsets = readings.measuredAt[range].reduce(0) { $0 + ($1 - first) }
    measuredAt.append(first + offsets / Int64(range.count))
    x.append(Self.mean(readings.x[range]))
    y.append(Self.mean(readings.y[range]))
    z.append(Self.mean(readings.z[range]))
    proximity.append(readings.proximity[range].last { !$0.isNaN } ?? .nan)
  }

  private static func mean(_ values: ArraySlice<Float>) -> Float {
    Float(values.reduce(0.0) { $0 + Double($1) } / Double(values.count))
  }
}
