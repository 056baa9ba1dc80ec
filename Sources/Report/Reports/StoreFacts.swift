import Readings

/// What a store holds, as plain values.
public struct StoreFacts: Sendable {
  /// Size of the file [bytes]; `nil` where unknown.
  public var bytes: Int64?
  public var devices: [DeviceFacts]
  public var families: [BucketFamilyFacts]
  public var rejected: [ReasonCount]
  /// Documents that are no door readings, by kind.
  public var otherEvents: [ReasonCount]

  public init(
    bytes: Int64? = nil, devices: [DeviceFacts] = [], families: [BucketFamilyFacts] = [],
    rejected: [ReasonCount] = [], otherEvents: [ReasonCount] = []
  ) {
    self.bytes = bytes
    self.devices = devices
    self.families = families
    self.rejected = rejected
    self.otherEvents = otherEvents
  }

  /// What is known of one device.
  public struct DeviceFacts: Sendable {
    public var device: Device
    public var readingCount: Int
    /// From the first reading, pruned ones included, to just after the last; `nil` without any.
    public var readings: Interval?
    /// Observed time within `readings` [ms]; `nil` where nothing has been detected yet.
    public var observedMilliseconds: Int64?
    /// `nil` where nothing has been detected yet.
    public var openingCount: Int?
    /// Start of the readings that pruning kept [ms UTC]; `nil` where it took none.
    public var prunedBefore: Int64?

    public init(
      device: Device, readingCount: Int, readings: Interval?, observedMilliseconds: Int64?,
      openingCount: Int?, prunedBefore: Int64? = nil
    ) {
      self.device = device
      self.readingCount = readingCount
      self.readings = readings
      self.observedMilliseconds = observedMilliseconds
      self.openingCount = openingCount
      self.prunedBefore = prunedBefore
    }
  }

  /// What is known of the historian's databases of one family, or of a database by itself.
  public struct BucketFamilyFacts: Sendable {
    /// As `--db` takes it: `iotp_w2bhdg_sensor-data`.
    public var name: String
    public var databaseCount: Int
    /// Databases that were read to their end.
    public var completeCount: Int
    public var documentCount: Int
    public var newestDatabase: String?
    /// When the newest pull ended [ms UTC].
    public var pulledAt: Int64?

    public init(
      name: String, databaseCount: Int, completeCount: Int, documentCount: Int,
      newestDatabase: String?, pulledAt: Int64?
    ) {
      self.name = name
      self.databaseCount = databaseCount
      self.completeCount = completeCount
      self.documentCount = documentCount
      self.newestDatabase = newestDatabase
      self.pulledAt = pulledAt
    }
  }

  /// Documents with one reason or kind in common.
  public struct ReasonCount: Hashable, Sendable {
    public var reason: String
    public var count: Int

    public init(reason: String, count: Int) {
      self.reason = reason
      self.count = count
    }
  }

  var rejectedCount: Int { rejected.reduce(0) { $0 + $1.count } }
}
