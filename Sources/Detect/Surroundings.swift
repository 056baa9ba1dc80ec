#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What else moves within some seconds of a movement.
///
/// Somebody who knocks goes on knocking, and of a row of rough movements one always looks a little
/// like a swing. A visit has another swing beside it, and hardly more than one blow.
package struct Surroundings: Equatable, Sendable {
  /// Time of rough movements nearby, and of smooth ones [log s, above half a second].
  package var logRough = log(0.5)
  package var logSmooth = log(0.5)

  package init() {}

  /// How near [s].
  static let reach = 10.0
  /// Lag-1 correlations at which a movement is half rough and half smooth, and how fast that changes.
  static let middle = 0.4
  static let width = 0.1
  /// Time that a movement counts for beyond its own, and at most [s].
  static let least = 0.4
  static let most = 10.0

  /// - Parameters:
  ///   - starts, ends: Of the movements, in time order [ms UTC].
  ///   - smoothness: Of each, −1 to 1.
  /// - Complexity: O(*n*): movements are more than a second apart.
  package static func around(
    starts: [Int64], ends: [Int64], smoothness: [Double]
  ) -> [Surroundings] {
    let seconds = zip(starts, ends).map { min(most, least + Double($1 - $0) / 1000) }
    let shares = smoothness.map { 1 / (1 + exp(($0 - middle) / width)) }
    var first = 0
    return starts.indices.map { i in
      while Double(starts[i] - ends[first]) / 1000 > reach { first += 1 }
      var (rough, smooth) = (0.0, 0.0)
      var k = first
      while k < starts.count, Double(starts[k] - ends[i]) / 1000 <= reach {
        if k != i {
          rough += seconds[k] * shares[k]
          smooth += seconds[k] * (1 - shares[k])
        }
        k += 1
      }
      var around = Surroundings()
      around.logRough = log(0.5 + rough)
      around.logSmooth = log(0.5 + smooth)
      return around
    }
  }
}
