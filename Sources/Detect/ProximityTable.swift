#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// When something stands before the proximity sensor.
package enum Mounting: Int, CaseIterable, Sendable {
  /// The frame covers it while the door is closed.
  case coveredWhenClosed
  /// A wall or a stop covers it only while the door is wide open.
  case coveredWideOpen
}

/// How likely the proximity sensor's behaviour around a movement is under every kind.
///
/// Patterns are counted by (covered before, covered after), and for equal ones by whether the
/// sensor left its value in between. Rows add up to 1. Set by hand from what the mountings do:
/// a working sensor is right nine times in ten. How far the table counts is `trust`.
package enum ProximityTable {
  /// Patterns: free–free, free–free with an excursion, free–covered, covered–free,
  /// covered–covered, covered–covered with an excursion.
  package static let patternCount = 6

  static func pattern(before: Bool, after: Bool, excursion: Bool) -> Int {
    switch (before, after) {
    case (false, false): excursion ? 1 : 0
    case (false, true): 2
    case (true, false): 3
    case (true, true): excursion ? 5 : 4
    }
  }

  private static let whenClosed: [[Double]] = [
    [0.020, 0.005, 0.005, 0.015, 0.915, 0.040],  // nothing while closed
    [0.020, 0.005, 0.010, 0.895, 0.050, 0.020],  // opening
    [0.050, 0.020, 0.895, 0.010, 0.020, 0.005],  // closing
    [0.015, 0.005, 0.010, 0.030, 0.170, 0.770],  // opening and closing
    [0.915, 0.040, 0.015, 0.005, 0.020, 0.005],  // nothing while open
  ]

  private static let wideOpen: [[Double]] = [
    [0.940, 0.030, 0.010, 0.010, 0.008, 0.002],
    [0.420, 0.120, 0.430, 0.010, 0.015, 0.005],
    [0.440, 0.080, 0.010, 0.450, 0.015, 0.005],
    [0.480, 0.470, 0.020, 0.020, 0.005, 0.005],
    [0.430, 0.060, 0.120, 0.120, 0.220, 0.050],
  ]

  /// Logarithms of the table's entries: [mounting][kind][pattern].
  private static let logarithms = [whenClosed, wideOpen].map { $0.map { $0.map { log($0) } } }

  /// Log-likelihood of a pattern under every kind [nats].
  ///
  /// - Parameter highIsCovered: The meaning of the sensor's upper value.
  static func logLikelihood(
    of pattern: Proximity.Pattern, mounting: Mounting, highIsCovered: Bool
  ) -> [Double] {
    let index = Self.pattern(
      before: pattern.wasHigh == highIsCovered, after: pattern.isHigh == highIsCovered,
      excursion: pattern.hasExcursion)
    return logarithms[mounting.rawValue].map { $0[index] }
  }
}
