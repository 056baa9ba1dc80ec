import Foundation
import Ingest
import Readings
import Testing

@Suite struct CSVTests {
  static let header = "_id,deviceType,deviceId,timestamp,x_acc,y_acc,z_acc,proximity"

  @Test func columnsAreFoundByName() throws {
    let imported = try Imported(
      text: Self.header + "\na,Android,p1,2020-03-05T12:16:24.493Z,0.5,2,3,1\n"
        + "b,Android,p2,2020-03-05T13:16:24.493+01,-1e-3,2,3,\n")
    #expect(imported.form == .table(separator: UInt8(ascii: ",")))
    #expect(imported.accelerationX == [0.5, -1e-3])
    #expect(imported.measuredAt == [1_583_410_584_493, 1_583_410_584_493])
    #expect(imported.deviceIDs == ["p1", "p2"])
    #expect(imported.hashes == [0xe40c_292c, 0xe70c_2de5])
  }

  @Test(arguments: [";", "\t", ","])
  func otherSeparatorsAreRecognised(_ separator: String) throws {
    let rows = [Self.header, "a,t,p,2020-03-05T12:16:24Z,1,2,3,4"]
    let text = rows.map { $0.replacing(",", with: separator) }.joined(separator: "\r\n")
    #expect(try Imported(text: text).accelerationX == [1])
  }

  @Test func quotedFieldsMayHoldEverything() throws {
    let text = """
      "deviceId","note","timestamp","x_acc","data.y_acc","z_acc"
      "p ""1"", left","two
      lines","1583410584493","1.5",2,3

      p2,"no quote" at the end,1583410584.493,2.5,2,3
      """
    let imported = try Imported(text: text)
    #expect(imported.deviceIDs == [#"p "1", left"#, "p2"])
    #expect(imported.measuredAt == [1_583_410_584_493, 1_583_410_584_493])
    #expect(imported.accelerationX == [1.5, 2.5] && imported.rejected.isEmpty)
  }

  @Test func brokenRowsAreRejectedWithTheirReason() throws {
    let rows = [
      "a,t,p,2020-03-05T12:16:24Z,1,2,3", "a,t,p,2020-03-05T12:16:24Z,1,2,3,4,5",
      "a,t,,2020-03-05T12:16:24Z,1,2,3,4", "a,t,p,yesterday,1,2,3,4", "a,t,p,,1,2,3,4",
      "a,t,p,2020-03-05T12:16:24Z,x,2,3,4", "a,t,p,2020-03-05T12:16:24Z,nan,2,3,4",
      "a,t,p,2020-03-05T12:16:24Z,,2,3,4",
      "21ba7863-5edb-11ea-bfff-5a030721ac64,t,p,,1,2,3,4",
    ]
    let imported = try Imported(text: ([Self.header] + rows).joined(separator: "\n"))
    #expect(
      imported.rejected.map(\.reason) == [
        .invalidRow, .invalidRow, .missingDeviceID, .invalidTimestamp, .missingTimestamp,
        .invalidAcceleration, .invalidAcceleration,
      ])
    #expect(imported.rejected.first?.body == rows[0] && imported.rejected[0].documentID == "a")
    #expect(imported.others.map(\.kind) == ["t/?"])
    #expect(imported.measuredAt == [1_583_410_584_493])
    #expect(imported.documents == rows.count)
  }

  /// A recorded clip has neither device nor time, and its unit stands in the names.
  @Test func aClipWithoutDeviceAndTimeIsReadWithWhatTheUserSays() throws {
    let text = """
      acc_x[mg],acc_y[mg],acc_z[mg],gyro_x[dps]
      1000.0,-22.0,-60.0,-19.04
      999.0,-23.0,-55.0,-25.76
      """
    var mappings = FieldMappings.standard
    mappings.standard = try FieldMapping(
      arguments: ["x=acc_x[mg]", "y=acc_y[mg]", "z=acc_z[mg]"], unit: "mg")
    let imported = try Imported(text: text) {
      $0.mappings = mappings
      $0.csv = CSVOptions(deviceID: "door", startMilliseconds: 1000, readingsPerSecond: 52)
    }
    #expect(imported.accelerationX == [1000.0 * 0.00980665, 999.0 * 0.00980665])
    #expect(imported.measuredAt == [1000, 1019])
    #expect(imported.deviceIDs == ["door", "door"])
    #expect(Set(imported.hashes).count == 2)
  }

  @Test func timeIsCountedAcrossChunksAndRejectedRows() throws {
    let count = 150_000
    let rows = (0..<count).map { $0 == 7 ? "broken" : "\($0),2,3" }
    let text = (["x_acc,y_acc,z_acc"] + rows).joined(separator: "\n")
    let imported = try Imported(text: text, jobs: 3) {
      $0.csv = CSVOptions(deviceID: "d", startMilliseconds: 0, readingsPerSecond: 5)
    }
    #expect(imported.batches > 1 && imported.documents == count)
    let expected: [Int64] = (0..<count).compactMap { $0 == 7 ? nil : Int64($0) * 200 }
    #expect(imported.measuredAt == expected)
  }

  @Test func withoutAnIDTheContentIdentifiesARow() throws {
    let rows = ["p,2020-03-05T12:16:24Z,1,2,3", "p,2020-03-05T12:16:24Z,1.0,2,3.00"]
    let text = (["deviceId,timestamp,x_acc,y_acc,z_acc"] + rows).joined(separator: "\n")
    let imported = try Imported(text: text)
    #expect(imported.hashes.count == 2 && imported.hashes[0] == imported.hashes[1])
  }

  @Test func missingColumnsAreNamed() throws {
    let none = try Imported(text: "a,b\n1,2\n")
    guard case .missingColumns(_, let missing, let columns) = none.error else {
      Issue.record("\(String(describing: none.error))")
      return
    }
    #expect(missing == ["x_acc", "y_acc", "z_acc"] && columns == ["a", "b"])
    guard case .missingDevice = try Imported(text: "x_acc,y_acc,z_acc\n1,2,3").error else {
      Issue.record("no device")
      return
    }
    let noTime = try Imported(text: "x_acc,y_acc,z_acc,deviceId\n1,2,3,p").error
    guard case .missingTime = noTime else {
      Issue.record("no time")
      return
    }
  }
}
