import Detect
import Readings

/// Ways to count openings that one finds in tutorials, for comparison.
enum SimpleMethod: String, CaseIterable {
  /// Every time the acceleration leaves its resting level by so much [m/s²].
  case magnitude = "threshold on the magnitude"
  /// The same in spreads of the noise.
  case spreads = "threshold in spreads of the noise"
  /// Every lasting change of the proximity sensor away from its usual value.
  case proximity = "proximity changes, debounced"
  /// The same, where the phone moved as well [m/s²].
  case gated = "proximity changes with a motion gate"

  /// Settings that are tried; the best on the fitting seeds counts.
  var thresholds: [Float] {
    switch self {
    case .magnitude: [0.1, 0.2, 0.4, 0.8, 1.6, 3.2]
    case .spreads: [5, 7, 10, 15, 25, 50]
    case .proximity: [0]
    case .gated: [0.05, 0.1, 0.2, 0.4]
    }
  }
  var deadSeconds: [Double] { [2, 5, 10, 15] }

  /// The starts that the method finds, each at least `deadSeconds` after the one before [ms UTC].
  func starts(in analysis: DayAnalysis, threshold: Float, deadSeconds: Double) -> [Int64] {
    let candidates =
      switch self {
      case .magnitude: excursions(analysis, threshold, [1, 1, 1])
      case .spreads: excursions(analysis, threshold, analysis.rest.spread)
      case .proximity: changes(analysis)
      case .gated:
        changes(analysis).filter { change in
          let range = max(0, change - 10)..<min(analysis.readings.count, change + 10)
          return range.contains { size(analysis, $0, [1, 1, 1]) >= threshold * threshold }
        }
      }
    var starts: [Int64] = []
    for candidate in candidates {
      let time = analysis.readings.measuredAt[candidate]
      if let last = starts.last, Double(time - last) < deadSeconds * 1000 { continue }
      starts.append(time)
    }
    return starts
  }

  private func excursions(
    _ analysis: DayAnalysis, _ threshold: Float, _ unit: [Float]
  ) -> [Int] {
    analysis.readings.measuredAt.indices.filter {
      size(analysis, $0, unit) >= threshold * threshold
    }
  }

  private func size(_ analysis: DayAnalysis, _ i: Int, _ unit: [Float]) -> Float {
    var sum: Float = 0
    for axis in 0..<3 {
      let value = analysis.rest.deviation[axis][i] / unit[axis]
      sum += value * value
    }
    return sum
  }

  private func changes(_ analysis: DayAnalysis) -> [Int] {
    guard let proximity = analysis.proximity else { return [] }
    let highCount = proximity.isHigh.count { $0 }
    let usual = 2 * highCount > proximity.isHigh.count
    return proximity.transitions.filter { proximity.isHigh[$0] != usual }
  }
}
