import Foundation
import Readings
import Testing

@testable import Simulate

@Suite("Documents")
struct DocumentTests {
  let documents = DoorDocuments(SampleDays.home, of: SampleDays.homeDoor)

  private struct Document: Decodable {
    var _id: String
    var _rev: String
    var deviceType: String
    var deviceId: String
    var eventType: String
    var format: String
    var timestamp: String
    var data: [String: Double]
  }

  private func decoded(_ index: Int) throws -> Document {
    try JSONDecoder().decode(Document.self, from: Data(documents.document(index).utf8))
  }

  /// Milliseconds since 1970 of a version 1 UUID, from its text alone.
  private func milliseconds(ofUUID text: String) throws -> Int64 {
    let parts = text.split(separator: "-")
    try #require(parts.map(\.count) == [8, 4, 4, 4, 12])
    try #require(parts[2].first == "1")
    let variant = try #require(UInt8(String(parts[3].first!), radix: 16))
    try #require((8...11).contains(variant))
    let steps = try #require(UInt64(parts[2].dropFirst() + parts[1] + parts[0], radix: 16))
    return Int64((steps - 0x01b2_1dd2_1381_4000) / 10_000)
  }

  @Test("Every document is the historian's shape, with 17 numbers")
  func shape() throws {
    for index in [0, 1, 5000, documents.count - 1] {
      let document = try decoded(index)
      #expect(document.deviceType == "Android")
      #expect(document.deviceId == SampleDays.homeDoor.parameters.deviceID)
      #expect(document.eventType == "status")
      #expect(document.format == "json")
      #expect(document.data.count == 17)
      #expect(document._rev.wholeMatch(of: /1-[0-9a-f]{32}/) != nil)
    }
  }

  @Test("Values read back as the same float32, in the shortest text of their double")
  func values() throws {
    let readings = SampleDays.home.readings
    for index in stride(from: 0, to: documents.count, by: 499) {
      let data = try decoded(index).data
      #expect(data["x_acc"].map { Float($0) } == readings.accelerationX[index])
      #expect(data["y_acc"].map { Float($0) } == readings.accelerationY[index])
      #expect(data["z_acc"] == Double(readings.accelerationZ[index]))
      #expect(data["proximity"].map { Float($0) } == readings.proximity[index])
      #expect(data["ambient_light"].map { Float($0) } == readings.light[index])
    }
  }

  @Test("The id is a version 1 UUID whose time is the timestamp")
  func identity() throws {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    for index in stride(from: 0, to: documents.count, by: 1009) {
      let document = try decoded(index)
      let measuredAt = SampleDays.home.readings.measuredAt[index]
      #expect(try milliseconds(ofUUID: document._id) == measuredAt)
      let date = try Date(document.timestamp, strategy: style)
      #expect(Int64((date.timeIntervalSince1970 * 1000).rounded()) == measuredAt)
    }
  }

  @Test("The reading's hash is the 32-bit FNV-1a of the id")
  func hash() {
    for index in stride(from: 0, to: documents.count, by: 1009) {
      let hash = documents.id(of: index).utf8.reduce(UInt32(0x811c_9dc5)) {
        ($0 ^ UInt32($1)) &* 0x0100_0193
      }
      #expect(hash == SampleDays.home.readings.documentHash[index])
    }
  }

  @Test("Ids are distinct, and their order is that of their bytes, not of time")
  func order() {
    let order = documents.orderByID()
    #expect(order.count == documents.count)
    let ids = order.prefix(3000).map { documents.id(of: $0) }
    #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
    let times = order.prefix(3000).map { SampleDays.home.readings.measuredAt[$0] }
    #expect(!zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test("Numbers are written shortest, whole ones without a point")
  func numbers() {
    func text(_ value: Double) -> String {
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 40) { buffer in
        var writer = ByteWriter(buffer)
        writer.append(value)
        return String(decoding: buffer[..<writer.count], as: UTF8.self)
      }
    }
    #expect(text(0) == "0")
    #expect(text(-0.0) == "0")
    #expect(text(5) == "5")
    #expect(text(-10) == "-10")
    #expect(text(123_456) == "123456")
    #expect(text(Double(Float(-0.003208909183740616))) == "-0.003208909183740616")
    #expect(text(Double(Float(0.1))) == "0.10000000149011612")
  }

  @Test("Timestamps are right over leap days, centuries and the ends of days")
  func timestamps() {
    #expect(Timestamp.text(0) == "1970-01-01T00:00:00.000Z")
    #expect(Timestamp.text(-1) == "1969-12-31T23:59:59.999Z")
    #expect(Timestamp.text(951_782_400_000) == "2000-02-29T00:00:00.000Z")
    #expect(Timestamp.text(1_583_410_584_493) == "2020-03-05T12:16:24.493Z")
    #expect(Timestamp.text(4_107_542_399_999) == "2100-02-28T23:59:59.999Z")
    #expect(Timestamp.text(4_107_542_400_000) == "2100-03-01T00:00:00.000Z")
  }

  @Test("A phone with attitude sensors fills all its numbers")
  func extended() throws {
    var parameters = SampleDays.quietDoor().parameters
    parameters.phone.reportsRotation = true
    parameters.phone.reportsGravity = true
    parameters.phone.reportsOrientation = true
    let door = SimulatedDoor(parameters: parameters, seed: 1)
    let day = door.day(startingAt: SampleDays.monday)
    let documents = DoorDocuments(day, of: door)
    let text = documents.document(10)
    let data = try JSONDecoder().decode(Document.self, from: Data(text.utf8)).data
    #expect(data.count == 17)
    #expect(data["x_rotation"].map { Float($0) } == day.readings.extended[0][10])
    #expect(data["z_gravity"].map { Float($0) } == day.readings.extended[5][10])
    #expect(data["y_orientation"].map { Float($0) } == day.readings.extended[7][10])
    #expect(abs(data["y_gravity"]! - 9.8) < 0.1)
  }

  @Test("Labels and events are rows of CSV, an unrecorded close left empty")
  func tables() {
    let closed = DoorLabel(
      openedAt: 1_583_410_584_493, closedAt: 1_583_410_588_501, widestDegrees: 61.25)
    #expect(
      LabelTable.row(closed, device: "10.0.0.7")
        == "10.0.0.7,2020-03-05T12:16:24.493Z,2020-03-05T12:16:28.501Z,4.008,61.3\n")
    let open = DoorLabel(openedAt: 0, closedAt: nil, widestDegrees: 5.04)
    #expect(
      LabelTable.row(open, device: "a,\"b\"") == "\"a,\"\"b\"\"\",1970-01-01T00:00:00.000Z,,,5.0\n")
    let event = DoorEvent(kind: .windRattle, interval: Interval(start: 0, end: 1500))
    #expect(
      LabelTable.row(event, device: "d")
        == "d,wind rattle,1970-01-01T00:00:00.000Z,1970-01-01T00:00:01.500Z\n")
  }
}
