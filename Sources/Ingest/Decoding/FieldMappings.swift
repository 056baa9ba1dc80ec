import Readings

/// The mappings in force: one for every device, and others for the types that have their own.
public struct FieldMappings: Hashable, Sendable {
  /// For every device type without a mapping of its own.
  public var standard: FieldMapping
  public var byDeviceType: [String: FieldMapping]

  public init(standard: FieldMapping = .standard, byDeviceType: [String: FieldMapping] = [:]) {
    self.standard = standard
    self.byDeviceType = byDeviceType
  }

  /// The naming of the tutorial's phone application for all.
  public static let standard = FieldMappings()

  /// The mapping of one device type.
  public subscript(deviceType: String) -> FieldMapping { byDeviceType[deviceType] ?? standard }
}
