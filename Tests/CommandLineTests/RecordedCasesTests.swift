import Foundation
import TestSupport
import Testing

/// Recordings of real doors, each a folder of `fixtures/recorded` with the readings in any form that
/// `import` reads, and `labels.csv`: every opening is found, and nothing else. Adding a case adds its
/// folder.
@Suite struct RecordedCasesTests {
  private static let folder = Fixtures.path("recorded")

  private static let cases: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { !$0.contains(".") }.sorted()
  }()

  private func times(_ rows: some Sequence<some StringProtocol>, column: Int) throws -> [Date] {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    return try rows.map { row in
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      return try style.parse(String(cells[column]))
    }
  }

  @Test func `there are cases with openings and one without`() {
    #expect(Self.cases.count >= 3)
    #expect(Self.cases.contains { $0.hasSuffix("still") })
  }

  @Test(arguments: cases)
  func `every opening of a recorded case is found and nothing else`(name: String) throws {
    let directory = try WorkDirectory()
    let path = "\(Self.folder)/\(name)"
    let files = try FileManager.default.contentsOfDirectory(atPath: path)
    let readings = try #require(files.first { $0.hasPrefix("readings.") })
    let labels = try String(contentsOfFile: "\(path)/labels.csv", encoding: .utf8)
      .split(separator: "\n").map(String.init)
    func run(_ arguments: [String]) throws -> BuiltProgram.Result {
      let result = try BuiltProgram.doorstats.run(arguments, in: directory)
      #expect(result.status == 0, "\(result)")
      return result
    }
    let imported = try run(["import", "\(path)/\(readings)"])
    #expect(imported.output.contains("+ 0 rejected"), "\(imported)")
    let listed = try run([
      "openings", "--list", "--format", "csv", "--tz", "UTC", "--since", "2000-01-01",
    ])
    let found = try times(listed.lines.dropFirst(), column: 1)
    let expected = try times(labels.dropFirst(), column: 0)
    #expect(found.count == expected.count, "\(listed)")
    for (found, expected) in zip(found, expected) {
      #expect(abs(found.timeIntervalSince(expected)) <= 2, "\(name)")
    }
    guard !expected.isEmpty else { return }
    let audit = try run(["audit", "\(path)/labels.csv", "--tz", "UTC"])
    #expect(audit.output.contains("0 missed, 0 false alarms"), "\(audit)")
  }
}
