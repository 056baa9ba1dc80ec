/// What became of the documents of one page or chunk.
///
/// Every document is in exactly one group, so that the counts add up:
/// `documentCount` = readings + other events + rejected + design + deleted.
public struct DocumentBatch: Sendable {
  /// Distinct devices of the readings.
  public var devices: [DeviceKey] = []
  /// For each reading, its device as an index into `devices`.
  public var deviceIndex: [UInt32] = []
  /// The door readings, in the order of the documents.
  public var readings = ReadingColumns<Double>()
  /// Documents that are no door readings, by kind.
  public var otherEvents: [OtherEvent] = []
  public var rejected: [RejectedDocument] = []
  public var designDocumentCount = 0
  /// Rows of a deleted document, and rows whose `doc` is null.
  public var deletedCount = 0
  /// Documents seen, of every group.
  public var documentCount = 0

  public init() {}
}

/// One document that is valid but no door reading: an event of another type, or one whose data is
/// not JSON.
public struct OtherEvent: Hashable, Sendable {
  /// `deviceType/eventType`, or `not JSON`, or `data is not an object`.
  public var kind: String
  /// 64-bit hash of the `_id`, or of the content where there is no `_id`: tells repeats apart.
  public var contentHash: UInt64

  public init(kind: String, contentHash: UInt64) {
    self.kind = kind
    self.contentHash = contentHash
  }
}

/// A document that could not become a reading, with its reason.
public struct RejectedDocument: Hashable, Sendable {
  public enum Reason: String, Sendable, CaseIterable {
    case invalidJSON = "invalid JSON"
    case notAnObject = "not an object"
    case missingDeviceID = "missing deviceId"
    case missingTimestamp = "missing timestamp"
    case invalidTimestamp = "invalid timestamp"
    case invalidAcceleration = "acceleration is not a number"
    case tooLarge = "document too large"
    case invalidRow = "row has the wrong number of fields"
  }

  /// The `_id`, where there is one.
  public var documentID: String?
  public var reason: Reason
  /// The document's text as it came, cut at 64 KiB.
  public var body: String

  public init(documentID: String?, reason: Reason, body: String) {
    self.documentID = documentID
    self.reason = reason
    self.body = body
  }
}
