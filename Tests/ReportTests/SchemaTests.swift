import Foundation
import Readings
import Testing

@testable import Report

struct SchemaTests {
  /// Recorded outputs, so that the schemas hold for what users get.
  private static let documents: [String] = {
    let folder = Fixtures.root.appending(path: "fixtures/report").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted()
  }()

  private func schema(for name: String) throws -> SchemaValidator {
    let commands = [
      "busiest": "busiest", "status": "status", "gaps": "gaps", "durations": "durations",
      "unusual": "unusual", "weekly": "report.weekly", "device": "device", "explain": "explain",
      "audit": "audit", "alert": "alert",
    ]
    let command = commands.first { name.hasPrefix($0.key) }?.value ?? "openings"
    return try SchemaValidator(Fixtures.text("docs/schemas/doorstats.\(command).1.json"))
  }

  @Test(arguments: documents)
  func `every recorded JSON output conforms to its schema`(name: String) throws {
    let document = try Fixtures.text("fixtures/report/\(name)")
    #expect(try schema(for: name).violations(in: document) == [])
  }

  @Test func `there are recorded outputs of every command`() {
    for prefix in [
      "openings", "list", "busiest", "status", "gaps", "durations", "unusual", "weekly", "explain",
      "audit", "alert",
    ] {
      #expect(Self.documents.filter { $0.hasPrefix(prefix) }.count >= 2, "\(prefix)")
    }
  }

  @Test func `a document that breaks the schema is told from one that keeps it`() throws {
    let good = try Fixtures.text("fixtures/report/list-one-opening.json")
    let validator = try schema(for: "list")
    for (from, to) in [
      ("\"openings/1\"", "\"openings/1\""), ("\"doorstats.openings/1\"", "\"other/1\""),
      ("\"open_s\":125", "\"open_s\":\"125\""), ("\"confidence\":0.98", "\"confidence\":1.98"),
      ("\"peak_score\"", "\"peak\""), ("02:10:00.000+01:00", "02:10:00.000Z"),
      ("\"by\": null", "\"by\": \"year\""),
    ] {
      let changed = good.replacingOccurrences(of: from, with: to)
      #expect(try validator.violations(in: changed).isEmpty == (from == to), "\(to)")
    }
  }
}
