import Foundation
import TestSupport
import Testing

/// `doorstats metrics` after pulls that end well and badly.
@Suite struct MetricsCommandTests {
  @Test func `a pull shows in the metrics, and so does one that failed`() throws {
    let stage = try PullStage()
    #expect(try stage.pull("store").status == 0)
    let file = stage.directory.file("doorstats.prom")
    func metrics() throws -> [Substring] {
      let result = try stage.run([
        "metrics", "--store", stage.directory.file("store"), "-o", file, "--now",
        "2020-03-05T12:00:00Z",
      ])
      #expect(result.status == 0 && result.output.isEmpty && result.error.isEmpty, "\(result)")
      return try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    }
    let historian = #"{historian="\#(stage.historian.url)"}"#
    let well = try metrics()
    #expect(well.contains("doorstats_last_pull_complete\(historian) 1"), "\(well)")
    #expect(well.contains(#"doorstats_documents_total{outcome="new"} 900"#), "\(well)")
    #expect(well.contains(#"doorstats_buckets{state="complete"} 2"#), "\(well)")
    #expect(well.last == "# EOF")

    let refused = try stage.run(
      ["pull", "--db", PullStage.family, "--store", stage.directory.file("store")],
      environment: ["CLOUDANT_APIKEY": "wrong"])
    #expect(refused.status == 77, "\(refused)")
    let badly = try metrics()
    #expect(badly.contains("doorstats_last_pull_complete\(historian) 0"), "\(badly)")
    func completed(_ lines: [Substring]) -> Substring? {
      lines.first { $0.hasPrefix("doorstats_last_complete_pull_timestamp_seconds{") }
    }
    #expect(completed(badly) == completed(well) && completed(well) != nil)
    let beside = try FileManager.default.contentsOfDirectory(atPath: stage.directory.path)
    #expect(!beside.contains { $0.hasSuffix(".partial") })
  }

  @Test func `no store is 66, no folder 73, and nothing is left there`() throws {
    let directory = try WorkDirectory()
    let none = try BuiltProgram.doorstats.run(["metrics"], in: directory)
    #expect(none.status == 66 && none.output.isEmpty, "\(none)")
    let output = directory.file("none/doorstats.prom")
    let noFolder = try BuiltProgram.doorstats.run(["metrics", "-o", output], in: directory)
    #expect(noFolder.status == 73, "\(noFolder)")
  }
}
