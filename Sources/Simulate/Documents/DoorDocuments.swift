import Readings

/// The documents that the historian holds for one simulated day.
///
/// Every document is one line of JSON without spaces:
///
///     {"_id":"21ba7863-5edb-11ea-bfff-5b030721ac64","_rev":"1-d2e6…","deviceType":"Android",
///      "deviceId":"192.168.1.23","eventType":"status","format":"json",
///      "timestamp":"2020-03-05T12:16:24.493Z","data":{"x_acc":-0.003208909183740616,…}}
///
/// `data` holds the 17 numbers of the phone's program; sensors that the phone lacks read 0. An
/// exact repeat is a document of its own, with another `_id`, since a database holds an `_id` once.
public struct DoorDocuments: Sendable {
  public let day: SimulatedDay
  public let identity: DocumentIdentity
  private let head = Array(#"{"_id":""#.utf8)
  private let beforeRevision = Array(#"","_rev":""#.utf8)
  private let beforeTimestamp: [UInt8]
  private let names: [[UInt8]]
  private let between: [UInt8]
  private let beforeProximity = Array(#","proximity":"#.utf8)
  private let tail = Array(#","keyboard_button_pressed":0}}"#.utf8)
  private let capacity: Int

  private static let accelerationNames = ["x_acc", "y_acc", "z_acc"]
  /// In the order of the documents; the columns of the readings are rotation, gravity, orientation.
  private static let extendedNames = [
    "x_gravity", "y_gravity", "z_gravity", "x_rotation", "y_rotation", "z_rotation",
    "x_orientation", "y_orientation", "z_orientation",
  ]
  private static let extendedColumns = [3, 4, 5, 0, 1, 2, 6, 7, 8]

  public init(_ day: SimulatedDay, of door: SimulatedDoor) {
    self.day = day
    let deviceID = door.parameters.deviceID
    identity = DocumentIdentity(deviceID: deviceID, seed: door.seed)
    beforeTimestamp = Array(
      (#"","deviceType":"\#(Self.deviceType)","deviceId":"\#(deviceID)","eventType":"status","#
        + #""format":"json","timestamp":""#).utf8)
    var names = Self.accelerationNames.map { Array(#","\#($0)":"#.utf8) }
    names[0] = Array(#"","data":{"x_acc":"#.utf8)
    var between = ""
    if day.readings.hasExtended {
      names += Self.extendedNames.map { Array(#","\#($0)":"#.utf8) }
    } else {
      between = Self.extendedNames.map { #","\#($0)":0"# }.joined()
    }
    between += #","deprecated_1":0,"deprecated_2":0,"ambient_light":"#
    self.names = names
    self.between = Array(between.utf8)
    capacity = 900 + deviceID.utf8.count
  }

  /// `deviceType` of the documents.
  public static let deviceType = "Android"

  public var count: Int { day.readings.count }

  /// Appends document `index`, without a line break.
  ///
  /// - Complexity: about a microsecond.
  public func append(document index: Int, to bytes: inout [UInt8]) {
    write(to: &bytes) { writer in
      writer.append(head)
      writeID(index, &writer)
      writer.append(beforeRevision)
      writeRevision(index, &writer)
      writer.append(beforeTimestamp)
      Timestamp.write(day.readings.measuredAt[index], &writer)
      writeData(index, &writer)
    }
  }

  /// Appends the `_id` of document `index`: 36 bytes.
  public func append(idOf index: Int, to bytes: inout [UInt8]) {
    write(to: &bytes) { writeID(index, &$0) }
  }

  /// Appends the `_rev` of document `index`: `1-` and 32 hexadecimal digits.
  public func append(revisionOf index: Int, to bytes: inout [UInt8]) {
    write(to: &bytes) { writeRevision(index, &$0) }
  }

  public func id(of index: Int) -> String {
    var bytes: [UInt8] = []
    append(idOf: index, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  public func document(_ index: Int) -> String {
    var bytes: [UInt8] = []
    append(document: index, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The documents in the order of their ids' bytes, as a database lists them.
  ///
  /// - Complexity: O(*n* log *n*).
  public func orderByID() -> [Int] {
    let keys = day.readings.measuredAt.indices.map { index in
      DocumentIdentity.sortKey(
        milliseconds: day.readings.measuredAt[index], tick: day.documentTicks[index])
    }
    return keys.indices.sorted { keys[$0] < keys[$1] }
  }

  private func write(to bytes: inout [UInt8], _ body: (inout ByteWriter) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { buffer in
      var writer = ByteWriter(buffer)
      body(&writer)
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[..<writer.count]))
    }
  }

  private func writeID(_ index: Int, _ writer: inout ByteWriter) {
    identity.write(
      milliseconds: day.readings.measuredAt[index], tick: day.documentTicks[index], &writer)
  }

  /// A first revision's hash stands for the content; here it follows from the id.
  private func writeRevision(_ index: Int, _ writer: inout ByteWriter) {
    let key = DocumentIdentity.sortKey(
      milliseconds: day.readings.measuredAt[index], tick: day.documentTicks[index])
    let first = RandomSource.mixed(key ^ identity.key)
    writer.append(UInt8(ascii: "1"))
    writer.append(UInt8(ascii: "-"))
    writer.appendHex(first, digits: 16)
    writer.appendHex(RandomSource.mixed(first &+ 0x9e37_79b9_7f4a_7c15), digits: 16)
  }

  private func writeData(_ index: Int, _ writer: inout ByteWriter) {
    let readings = day.readings
    writer.append(names[0])
    writer.append(Double(readings.accelerationX[index]))
    writer.append(names[1])
    writer.append(Double(readings.accelerationY[index]))
    writer.append(names[2])
    writer.append(Double(readings.accelerationZ[index]))
    if names.count > 3 {
      for (name, column) in zip(names.dropFirst(3), Self.extendedColumns) {
        writer.append(name)
        writer.append(Double(readings.extended[column][index]))
      }
    }
    writer.append(between)
    writer.append(Double(readings.light[index]))
    writer.append(beforeProximity)
    writer.append(Double(readings.proximity[index]))
    writer.append(tail)
  }
}
