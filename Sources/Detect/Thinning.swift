import Readings

/// Thinning: a stream faster than the detector's own rate becomes means over cells of time; a slower
/// one is filled.
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
    guard readings.count > 0 else { return readings }
    if readings.period > longestPeriod { return filled(readings) }
    guard readings.period < shortestPeriod else { return readings }
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

  /// Periods above this are filled [ms]: readings at 4 a second and slower.
  static let longestPeriod: Int64 = 250

  /// A slow stream at the detector's own rate: on the straight lines between its readings, as far as
  /// they are no more than `Episodes.longestSpacing` apart. Everything that is counted in readings
  /// (windows, lulls, correlations) then spans the time that it was made for.
  ///
  /// - Complexity: O(*n*).
  static func filled(_ readings: CleanReadings) -> CleanReadings {
    var full = CleanReadings()
    full.ignoredCount = readings.ignoredCount
    full.repeatedCount = readings.repeatedCount
    full.period = cell
    for i in 0..<readings.count {
      full.append(readings, i, share: 0)
      guard i + 1 < readings.count else { break }
      let start = readings.measuredAt[i]
      let spacing = readings.measuredAt[i + 1] - start
      guard spacing <= Episodes.longestSpacing else { continue }
      // As many equal parts as come nearest to the detector's rate.
      let parts = max(1, (spacing + cell / 2) / cell)
      for part in 1..<max(1, parts) {
        full.append(readings, i, share: Double(part) / Double(parts))
      }
    }
    return full
  }

  private static func cellIndex(_ time: Int64) -> Int64 {
    time >= 0 ? time / cell : (time - cell + 1) / cell
  }
}

extension CleanReadings {
  /// Appends what lies on the line from reading *i* to the next, at a share of the way.
  fileprivate mutating func append(_ readings: CleanReadings, _ i: Int, share: Double) {
    let next = min(i + 1, readings.count - 1)
    let spacing = Double(readings.measuredAt[next] - readings.measuredAt[i])
    let weight = Float(share)
    measuredAt.append(readings.measuredAt[i] + Int64((spacing * share).rounded()))
    x.append(readings.x[i] + weight * (readings.x[next] - readings.x[i]))
    y.append(readings.y[i] + weight * (readings.y[next] - readings.y[i]))
    z.append(readings.z[i] + weight * (readings.z[next] - readings.z[i]))
    proximity.append(readings.proximity[i])
  }

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
