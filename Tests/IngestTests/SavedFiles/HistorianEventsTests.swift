import Foundation
import Ingest
import Readings
import Testing

/// Recorded events of a real historian; the counts are those of `NOTE.md` beside them.
@Suite struct HistorianEventsTests {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("fixtures/historian-events")

  struct Day {
    var file: String
    var kind: String
    var documents: Int
    var distinct: Int
  }

  static let days = [
    Day(file: "2018-01-16", kind: "OrgDevice/data", documents: 1230, distinct: 1230),
    Day(file: "2018-01-17", kind: "OrgDevice/data", documents: 1248, distinct: 1248),
    Day(file: "2018-03-06", kind: "OrgDevice/OrgEvent", documents: 863, distinct: 862),
  ]

  @Test(arguments: days.indices)
  func everyEventIsCountedOnceAndNoneIsTakenForADoor(_ index: Int) throws {
    let day = Self.days[index]
    let path = Self.folder.appendingPathComponent("iotp_nmghmm_default_\(day.file).json").path
    let imported = try Imported(path)
    #expect(imported.error == nil && imported.form == .structure)
    #expect(imported.documents == day.documents && imported.measuredAt.isEmpty)
    #expect(imported.rejected.isEmpty && imported.others.count == day.documents)
    #expect(Set(imported.others.map(\.kind)) == [day.kind])
    #expect(Set(imported.others).count == day.distinct)
  }
}
