/// What the historian calls a device: its type and its id, as in the documents.
///
/// The id of a door phone is often its address (`192.168.1.23`) and may change.
public struct DeviceKey: Hashable, Sendable, Comparable {
  public var type: String
  public var id: String

  public init(type: String, id: String) {
    self.type = type
    self.id = id
  }

  public static func < (left: DeviceKey, right: DeviceKey) -> Bool {
    (left.id, left.type) < (right.id, right.type)
  }
}

/// One phone on one door, as the store knows it.
public struct Device: Hashable, Sendable, Identifiable {
  /// Number of the device in this store.
  public var id: Int64
  public var key: DeviceKey
  /// The name the user gave, or `nil`.
  public var name: String?
  /// IANA name of the door's time zone, or `nil` for the configured one.
  public var timeZone: String?

  public init(id: Int64, key: DeviceKey, name: String? = nil, timeZone: String? = nil) {
    self.id = id
    self.key = key
    self.name = name
    self.timeZone = timeZone
  }

  /// The user's name for it, else the id of the documents.
  public var displayName: String { name ?? key.id }
}
