import Foundation
import GRDB
import Readings
import Store
import TestSupport
import Testing

/// The questions that the documentation asks of the store's views.
@Suite struct ViewTests {
  /// Two hours of one device, of which one and a half were watched, with two openings.
  private func makeStore(_ directory: WorkDirectory) throws -> String {
    let store = try Store(path: directory.file("s.sqlite"), access: .write)
    let bucket = try store.bucket(historian: "file", name: "a").id
    let intake = Intake(store: store)
    intake.add(RandomReadings.batch(RandomReadings.columns(seed: 1)), from: bucket)
    try intake.flush()
    let device = try #require(try store.devices().first).id
    let run = try store.makeDetectorRun(
      DetectorRunKey(version: 1, settingsHash: "a", settings: "{}", isDefault: true))
    let hour: Int64 = 3_600_000
    let openings = [(8 * hour + 1000, 9 * hour), (8 * hour + 2_400_000, nil as Int64?)].map {
      Opening(
        openedAt: $0.0, closedAt: $0.1, peakScore: 9, evidence: .motion, confidence: 0.9)
    }
    let day = DetectedDay(
      start: 0, readingCount: 5, stateBefore: nil, stateAfter: "{}", carriedClosedAt: nil)
    let result = DayResult(
      day: day, openings: openings, episodes: [],
      observed: Coverage([Interval(start: 8 * hour, end: 9 * hour + hour / 2)]))
    try store.replace([result], run: run, device: device)
    try store.close()
    return store.path
  }

  private func documentation(_ name: String) throws -> String {
    try String(contentsOfFile: Fixtures.path("../docs/\(name)"), encoding: .utf8)
  }

  @Test func `the documented queries answer`() throws {
    let directory = try WorkDirectory()
    let database = try DatabaseQueue(path: try makeStore(directory))
    let queries = try documentation("store.md").components(separatedBy: "```sql\n").dropFirst()
      .compactMap { $0.components(separatedBy: "```").first }
    #expect(queries.count == 3)
    let answers = try database.read { database in
      try queries.map { try Row.fetchAll(database, sql: $0) }
    }
    #expect(answers[0].map { $0["hour_of_day"] as String } == ["08", "09"])
    #expect(answers[0].map { $0["per_h"] as Double } == [2, 0])
    #expect(answers[1].map { $0["minutes"] as Double } == [60])
    #expect(answers[2].map { $0["observed_h"] as Double } == [1.5])
  }

  @Test func `the metadata for datasette fits the store`() throws {
    let directory = try WorkDirectory()
    let database = try DatabaseQueue(path: try makeStore(directory))
    let json = try JSONSerialization.jsonObject(with: Data(documentation("datasette.json").utf8))
    let databases = try #require((json as? [String: Any])?["databases"] as? [String: Any])
    let about = try #require(databases["doorstats"] as? [String: Any])
    let tables = try #require(about["tables"] as? [String: [String: Any]])
    let queries = try #require(about["queries"] as? [String: [String: Any]])
    try database.read { database in
      for (name, table) in tables {
        let columns = Set(try database.columns(in: name).map(\.name))
        let described = Set((table["columns"] as? [String: String] ?? [:]).keys)
        #expect(described.isSubset(of: columns), "\(name)")
      }
      for (name, query) in queries {
        let statement = try database.makeStatement(sql: try #require(query["sql"] as? String))
        #expect(statement.columnCount > 1, "\(name)")
      }
    }
    #expect(queries.count == 3)
  }
}
