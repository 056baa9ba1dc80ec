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

/// The proximity sensor's behaviour around a movement as one of six patterns, and how likely each is
/// under every kind before anything is fitted.
package enum ProximityTable {
  /// Patterns: free–free, free–free with an excursion, free–covered, covered–free,
  /// covered–covered, covered–covered with an excursion.
  package static let patternCount = 6
  /// Mountings × kinds × patterns.
  package static let count = Mounting.allCases.count * MovementKind.count * patternCount

  /// Where a kind's value for a pattern stands in a table.
  package static func index(_ mounting: Mounting, kind: Int, column: Int) -> Int {
    (mounting.rawValue * MovementKind.count + kind) * patternCount + column
  }

  package static func column(of pattern: Proximity.Pattern, highIsCovered: Bool) -> Int {
    column(
      before: pattern.wasHigh == highIsCovered, after: pattern.isHigh == highIsCovered,
      excursion: pattern.hasExcursion)
  }

  static func column(before: Bool, after: Bool, excursion: Bool) -> Int {
    switch (before, after) {
    case (false, false): excursion ? 1 : 0
    case (false, true): 2
    case (true, false): 3
    case (true, true): excursion ? 5 : 4
    }
  }

  // The hand-set table that the fit begins with: what the mountings do, a working sensor being right
  // nine times in ten. Kinds: nothing while closed, opening, closing, both, nothing while open.
  private static let whenClosed: [[Double]] = [
    [0.020, 0.005, 0.005, 0.015, 0.915, 0.040],
    [0.020, 0.005, 0.010, 0.895, 0.050, 0.020],
    [0.050, 0.020, 0.895, 0.010, 0.020, 0.005],
    [0.015, 0.005, 0.010, 0.030, 0.170, 0.770],
    [0.915, 0.040, 0.015, 0.005, 0.020, 0.005],
  ]

  private static let wideOpen: [[Double]] = [
    [0.940, 0.030, 0.010, 0.010, 0.008, 0.002],
    [0.420, 0.120, 0.430, 0.010, 0.015, 0.005],
    [0.440, 0.080, 0.010, 0.450, 0.015, 0.005],
    [0.480, 0.470, 0.020, 0.020, 0.005, 0.005],
    [0.430, 0.060, 0.120, 0.120, 0.220, 0.050],
  ]

  /// Rows of the hand-set table that a kind is a mixture of: a door ajar may cover the sensor or not.
  private static func mixture(_ kind: MovementKind) -> [Int] {
    switch kind {
    case .nothingWhileClosed: [0]
    case .opening: [1]
    case .openingToAjar: [1, 3]
    case .closing: [2]
    case .openingAndClosing: [3]
    case .nothingWhileOpen: [4]
    case .closingToAjar: [2, 4]
    case .widening: [1, 4]
    case .passageWhileAjar: [3, 4]
    case .nothingWhileAjar: [0, 4]
    case .closingFromAjar: [2, 0]
    }
  }

  /// Logarithms of the hand-set table, in the order of `index`.
  ///
  /// Whether an ajar door covers the sensor is settled when it is left ajar, and paid for there. What
  /// the sensor showed before a movement of such a door is no news, so its rows are added up, not
  /// averaged: else every visitor would cost the state ajar half its likelihood once more.
  package static let start: [Double] = [whenClosed, wideOpen].flatMap { table in
    MovementKind.allCases.flatMap { kind in
      (0..<patternCount).map { column in
        let rows = mixture(kind).map { table[$0][column] }
        let isKnown = kind.start == .ajar
        return log(rows.reduce(0, +) / (isKnown ? 1 : Double(rows.count)))
      }
    }
  }
}
