/// Where the values of a reading stand in a document, and in which unit.
///
/// Paths are member names joined by dots, within `data` (`accel.x`); `deviceID`, `deviceType` and
/// `timestamp` are looked up in the document, and then in `data`. A path of `nil` means absent.
public struct FieldMapping: Hashable, Sendable, Codable {
  /// The unit of the acceleration in the document.
  public enum AccelerationUnit: String, Sendable, Codable, CaseIterable {
    case metresPerSecondSquared = "m/s2"
    case standardGravity = "g"
    case milligravity = "mg"

    /// Factor to m/s². Standard gravity is 9.80665 m/s² (ISO 80000-3).
    public var metresPerSecondSquared: Double {
      switch self {
      case .metresPerSecondSquared: 1
      case .standardGravity: 9.80665
      case .milligravity: 0.00980665
      }
    }
  }

  public var accelerationX = "x_acc"
  public var accelerationY = "y_acc"
  public var accelerationZ = "z_acc"
  public var proximity: String? = "proximity"
  public var light: String? = "ambient_light"
  public var timestamp: String? = "timestamp"
  public var deviceID: String? = "deviceId"
  public var deviceType: String? = "deviceType"
  public var unit = AccelerationUnit.metresPerSecondSquared

  public init() {}

  /// The naming of the tutorial's phone application.
  public static let standard = FieldMapping()
}
