import Readings

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Says in words why a movement was taken for what it was.
enum Reason {
  /// A knock's readings are hardly related to each other; a swing's are.
  static let rough: Float = 0.3
  static let smooth: Float = 0.5
  /// Directions below this are no direction.
  static let clearDirection: Float = 0.25

  /// One line: length and size, then what speaks for the kind.
  static func text(
    _ observed: ObservedMovement, _ kind: MovementKind, _ hypothesis: Hypothesis,
    _ meaning: SensorMeaning, isReopened: Bool = false
  ) -> String {
    let features = observed.features[hypothesis.axes]
    var parts = [extent(observed, features)]
    if observed.movement.isFelt {
      parts.append(texture(features))
      parts.append(direction(features, hypothesis))
    }
    if let pattern = observed.pattern {
      parts.append(proximity(pattern, highIsCovered: meaning == .highIsCovered))
    }
    parts.append(kind.startsOpen ? "the door was open" : "the door was closed")
    if isReopened { parts.append("closed and opened again within it") }
    return parts.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  private static func value(_ feature: Feature, _ features: [Float]) -> Float {
    features[feature.rawValue]
  }

  private static func extent(_ observed: ObservedMovement, _ features: [Float]) -> String {
    guard observed.movement.isFelt else { return "no movement felt" }
    let seconds = exp(Double(value(.logDuration, features))) - 0.2
    let peak = exp(Double(value(.logPeakDeviation, features)))
    return
      "\(tenths(seconds)) s, up to \(tenths(peak)) m/s² (\(tenths(observed.movement.peakScore)) spreads)"
  }

  private static func texture(_ features: [Float]) -> String {
    switch value(.smoothness, features) {
    case ..<rough: "rough, as a knock"
    case smooth...: "smooth, as a swing"
    default: ""
    }
  }

  private static func direction(_ features: [Float], _ hypothesis: Hypothesis) -> String {
    let direction = value(.swingDirection, features) * (hypothesis.isMirrored ? -1 : 1)
    if direction > clearDirection { return "swings in the opening direction" }
    if direction < -clearDirection { return "swings in the closing direction" }
    return ""
  }

  private static func proximity(_ pattern: Proximity.Pattern, highIsCovered: Bool) -> String {
    let name = { (isHigh: Bool) in
      isHigh == highIsCovered ? "covered" : "free"
    }
    if pattern.wasHigh != pattern.isHigh {
      return "proximity \(name(pattern.wasHigh)) → \(name(pattern.isHigh))"
    }
    let still = name(pattern.isHigh)
    return pattern.hasExcursion
      ? "proximity left \(still) and came back" : "proximity stayed \(still)"
  }

  /// One decimal, independent of any locale.
  private static func tenths(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "?" }
    let scaled = Int((abs(value) * 10).rounded())
    return "\(value < 0 && scaled > 0 ? "-" : "")\(scaled / 10).\(scaled % 10)"
  }
}
