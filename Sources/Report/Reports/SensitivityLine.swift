import Readings

/// How many openings one device would have at other thresholds.
public struct SensitivityLine: Sendable {
  public var device: Device
  public var openingCount: Int
  /// Factors on the thresholds, and openings with them.
  public var recounts: [(factor: Double, openings: Int)]
  /// Detected days whose readings are gone, so that they could not be detected again.
  public var daysWithoutReadings: Int

  public init(
    device: Device, openingCount: Int, recounts: [(factor: Double, openings: Int)],
    daysWithoutReadings: Int = 0
  ) {
    self.device = device
    self.openingCount = openingCount
    self.recounts = recounts
    self.daysWithoutReadings = daysWithoutReadings
  }

  /// `Front door, sensitivity: 38 openings; 41 with thresholds × 0.8, 36 with × 1.25.`
  public func text(style: Style) -> String {
    let counts = recounts.map {
      "\(NumberText.integer($0.openings)) with thresholds × \(Self.factor($0.factor))"
    }
    let lost =
      daysWithoutReadings == 0
      ? "" : "; without \(NumberText.counted(daysWithoutReadings, "day")) whose readings are gone"
    return style.plain(
      "\(style.shown(device.displayName)), sensitivity: "
        + "\(NumberText.counted(openingCount, "opening")); \(counts.joined(separator: ", "))\(lost)."
    )
  }

  private static func factor(_ value: Double) -> String {
    var text = ByteText()
    text.append(value, places: 3, trimmed: true)
    return text.string
  }
}
