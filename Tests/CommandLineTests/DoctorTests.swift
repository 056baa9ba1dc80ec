import Foundation
import TestSupport
import Testing

/// `doorstats doctor`: the findings, the commands that mend them, and the exit codes.
@Suite struct DoctorTests {
  private func doctor(
    _ stage: PullStage, _ arguments: [String] = [], environment: [String: String] = [:]
  ) throws -> BuiltProgram.Result {
    try stage.run(
      [
        "doctor", "--store", stage.directory.file("store"), "--now", "2020-03-05T12:00:00Z",
        "--format", "csv", "--retry-base", "0.01",
      ] + arguments, environment: environment)
  }

  private func states(_ result: BuiltProgram.Result) -> [Substring: Substring] {
    let rows = result.lines.dropFirst().map { $0.split(separator: ",", maxSplits: 2) }
    return Dictionary(rows.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
  }

  @Test func `a store in good order is 0, and a problem has its code and its command`() throws {
    let stage = try PullStage()
    let none = try doctor(stage, ["--offline"])
    #expect(none.status == 66 && none.output.contains("doorstats pull --db NAME"), "\(none)")
    #expect(try stage.pull("store").status == 0)
    let undetected = try doctor(stage)
    #expect(undetected.status == 0, "\(undetected)")
    #expect(states(undetected)["detection"] == "notice", "\(undetected)")
    #expect(try stage.run(["openings", "--store", stage.directory.file("store")]).status == 0)

    let good = try doctor(stage)
    #expect(good.status == 0 && good.error.isEmpty, "\(good)")
    for check in ["store", "detection", "last pull", "last reading", "lock", "historian"] {
      #expect(states(good)[Substring(check)] == "good", "\(check): \(good)")
    }
    let old = try doctor(stage, ["--max-age", "10m", "--offline"])
    #expect(old.status == 4 && old.output.contains("doorstats pull --db \(PullStage.family)"))

    let refused = try doctor(stage, environment: ["CLOUDANT_APIKEY": "another-key"])
    #expect(refused.status == 77 && !refused.output.contains("another-key"), "\(refused)")
    let silent = try doctor(stage, ["--url", "http://127.0.0.1:9"])
    #expect(silent.status == 69, "\(silent)")
    let incomplete = try doctor(
      stage, environment: ["CLOUDANT_APIKEY": "", "CLOUDANT_AUTH_TYPE": "IAM"])
    #expect(incomplete.status == 78, "\(incomplete)")
  }

  @Test func `damage is 65, and what can be derived is built anew`() throws {
    let stage = try PullStage()
    #expect(try stage.pull("store").status == 0)
    let store = stage.directory.file("store")
    #expect(try stage.run(["openings", "--store", store]).status == 0)
    func sql(_ statement: String) throws {
      #expect(try shell("sqlite3 store \"\(statement)\"", in: stage.directory) == 0)
    }
    try sql("UPDATE observed SET end_ms = end_ms - 1000")
    let damaged = try doctor(stage, ["--offline"])
    #expect(damaged.status == 65 && damaged.output.contains("verify --repair"), "\(damaged)")
    let verified = try stage.run(["verify", "--store", store])
    #expect(verified.status == 65 && verified.error.contains("--repair"), "\(verified)")
    let repaired = try stage.run(["verify", "--repair", "--store", store])
    #expect(repaired.status == 0 && repaired.error.isEmpty, "\(repaired)")
    #expect(repaired.lines.first?.hasPrefix("repaired: openings") == true, "\(repaired)")
    #expect(try doctor(stage, ["--offline"]).status == 0)

    try sql("UPDATE segment SET light = x'00' WHERE segment_id = 1")
    let lost = try stage.run(["verify", "--repair", "--format", "json", "--store", store])
    #expect(lost.status == 65 && lost.output.contains("\"kind\": \"readings\""), "\(lost)")
    try stage.directory.write("", to: "store")
    #expect(try stage.run(["status", "--store", store]).status == 65)
    #expect(try doctor(stage, ["--offline"]).status == 65)
  }
}
