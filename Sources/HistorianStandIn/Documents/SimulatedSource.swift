import Foundation
import Simulate

/// One day bucket of a simulated door, made when it is first asked for.
///
/// As in the platform's buckets, the design document `_design/iotp` lies among the documents.
public struct SimulatedSource: DocumentSource {
  let door: SimulatedDoor
  /// First moment of the day [ms UTC].
  let dayStart: Int64

  public init(door: SimulatedDoor, dayStart: Int64) {
    self.door = door
    self.dayStart = dayStart
  }

  public func open() -> any DocumentCollection {
    SimulatedCollection(DoorDocuments(door.day(startingAt: dayStart), of: door))
  }
}

/// A bucket before its time, or the platform's configuration: nothing but `_design/iotp`.
public struct EmptyBucketSource: DocumentSource {
  public init() {}
  public func open() -> any DocumentCollection { SimulatedCollection(nil) }
}

/// The design document, and after it a simulated day's documents in order of arrival.
struct SimulatedCollection: DocumentCollection {
  private let documents: DoorDocuments?

  private static let designID = Bytes("_design/iotp".utf8)
  private static let designBody = Bytes(
    (#""language":"javascript","views":{"by-date":{"map":"#
      + #""function (doc) { if (doc.timestamp) { emit(doc.timestamp, null); } }"}}"#).utf8)

  init(_ documents: DoorDocuments?) { self.documents = documents }

  var count: Int { 1 + (documents?.count ?? 0) }
  var typicalDocumentSize: Int { documents == nil ? 200 : 650 }

  func withID<Result>(of index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    guard index > 0, let documents else { return Self.designID.withUnsafeBytes(body) }
    var id = Bytes()
    id.reserveCapacity(DocumentIdentity.length)
    documents.append(idOf: index - 1, to: &id)
    return id.withUnsafeBytes(body)
  }

  func appendRevision(of index: Int, to bytes: inout Bytes) {
    guard index > 0, let documents else {
      bytes += Self.designID.withUnsafeBytes { ConnectorID.revision(of: $0) }
      return
    }
    documents.append(revisionOf: index - 1, to: &bytes)
  }

  func appendDocument(_ index: Int, to bytes: inout Bytes) {
    if index > 0, let documents { return documents.append(document: index - 1, to: &bytes) }
    bytes += "{\"_id\":\"_design/iotp\",\"_rev\":\"".utf8
    appendRevision(of: index, to: &bytes)
    bytes += "\",".utf8
    bytes += Self.designBody
    bytes.append(UInt8(ascii: "}"))
  }
}

extension StandIn {
  /// The words for a simulated historian make no sense.
  public struct BadSimulation: Error, CustomStringConvertible {
    public var description: String
  }

  /// Adds the day buckets of a simulated door, as the platform's connector makes them:
  /// `NAME_2026-11-02` and on, the bucket of the day after the last one, which holds only its
  /// design document, and `NAME_configuration`.
  ///
  /// - Parameters:
  ///   - preset: Raw value of a `Preset`, such as `home`.
  ///   - since: First day, `YYYY-MM-DD`, UTC.
  public func addSimulatedDoor(
    named name: String, preset: String, seed: UInt64, since: String, days: Int
  ) throws {
    guard let preset = Preset(rawValue: preset) else {
      let known = Preset.allCases.map(\.rawValue).joined(separator: ", ")
      throw BadSimulation(description: "no preset '\(preset)'; there are \(known)")
    }
    guard since.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil,
      let start = ConnectorID.milliseconds(of: (since + "T00:00:00Z").utf8), start >= 0, days > 0
    else { throw BadSimulation(description: "no days since '\(since)'") }
    let door = SimulatedDoor(preset: preset, seed: seed)
    for day in 0...days {
      let dayStart = Int64(start) + Int64(day) * 86_400_000
      let source: any DocumentSource =
        day < days ? SimulatedSource(door: door, dayStart: dayStart) : EmptyBucketSource()
      createDatabase("\(name)_\(ConnectorID.day(of: dayStart))", source: source)
    }
    createDatabase("\(name)_configuration", source: EmptyBucketSource())
  }
}
