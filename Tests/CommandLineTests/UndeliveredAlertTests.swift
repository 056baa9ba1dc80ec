import Foundation
import TestSupport
import Testing

/// Alerts that wait for delivery, in `doorstats doctor` and `doorstats metrics`.
@Suite struct UndeliveredAlertTests {
  private let directory: WorkDirectory

  init() throws {
    directory = try WorkDirectory()
    try directory.write(PullStage.lines(day: "04", 0..<10), to: "door.ndjson")
    #expect(try BuiltProgram.doorstats.run(["import", "door.ndjson"], in: directory).status == 0)
  }

  private func run(_ rule: String, _ words: [String], at time: String) throws -> BuiltProgram.Result
  {
    try directory.write(rule, to: ".config/doorstats/config.toml")
    return try BuiltProgram.doorstats.run(
      words + ["--now", "2020-03-04T\(time):00Z"], in: directory)
  }

  private func rule(_ name: String, _ command: String) -> String {
    "[alert.\(name)]\nsilent_for = \"30m\"\ncommand = \"\(command)\"\n"
  }

  private func finding(_ rule: String, at time: String) throws -> (row: Substring?, status: Int32) {
    let result = try run(rule, ["doctor", "--offline", "--format", "csv"], at: time)
    return (result.lines.first { $0.hasPrefix("alerts,") }, result.status)
  }

  @Test func `what waits is told with its age and the command that sends it`() throws {
    let failing = rule("silent", "exit 1")
    #expect(try finding("", at: "20:00").row == nil, "no rule, nothing to look at")
    #expect(try finding(failing, at: "20:00").row?.hasPrefix("alerts,good,") == true)
    #expect(try run(failing, ["alert"], at: "20:00").status == 75)

    let young = try finding(failing, at: "20:30")
    #expect(
      young.status == 0 && young.row?.hasPrefix("alerts,notice,\"1 waits") == true, "\(young)")
    let old = try finding(failing, at: "22:00")
    #expect(old.status == 75, "\(old)")
    #expect(old.row?.hasPrefix("alerts,problem,\"1 waits") == true, "\(old)")
    #expect(old.row?.contains("raised 2 h ago") == true, "\(old)")
    #expect(old.row?.hasSuffix(",doorstats alert") == true, "\(old)")
    #expect(try finding(rule("other", "exit 1"), at: "22:00").status == 0, "nothing sends it")

    let metrics = try run(failing, ["metrics"], at: "22:00")
    #expect(metrics.lines.contains("doorstats_undelivered_alerts{rule=\"silent\"} 1"), "\(metrics)")
    #expect(
      metrics.lines.contains(
        "doorstats_oldest_undelivered_alert_age_seconds{rule=\"silent\"} 7200.000"), "\(metrics)")

    let working = rule("silent", "cat >got")
    #expect(try run(working, ["alert", "-q"], at: "22:00").status == 0)
    let mended = try finding(working, at: "22:00")
    #expect(mended.status == 0 && mended.row?.hasPrefix("alerts,good,") == true, "\(mended)")
    let after = try run(working, ["metrics"], at: "22:00")
    #expect(after.lines.contains("doorstats_undelivered_alerts{rule=\"silent\"} 0"), "\(after)")
    #expect(!after.output.contains("doorstats_oldest_undelivered"), "\(after)")
  }
}
