import ChildProcesses
import Foundation
import TestSupport
import Testing

/// `doorstats verify`: what it finds, what it prints, how it ends.
@Suite struct VerifyTests {
  private func verify(_ stage: PullStage, _ arguments: String...) throws -> BuiltProgram.Result {
    try stage.run(["verify", "--store", stage.directory.file("store")] + arguments)
  }

  @Test func `a whole store that has everything is 0`() throws {
    let stage = try PullStage()
    #expect(try stage.pull("store").status == 0)
    let local = try verify(stage)
    #expect(local.status == 0 && local.error.isEmpty, "\(local)")
    #expect(local.output == "the store is whole: 900 readings in 2 hours\n")
    let json = try verify(stage, "--remote", "--format", "json")
    #expect(json.status == 0 && json.output.contains("\"schema\": \"doorstats.verify/1\""))
    #expect(json.output.contains("\"state\": \"up to date\""), "\(json)")
    let remote = try verify(stage, "--remote")
    #expect(remote.status == 0 && remote.error.isEmpty, "\(remote)")
    #expect(remote.lines.count == 4, "\(remote)")
    #expect(remote.lines[1].contains("2020-03-04  complete, 401 documents, "), "\(remote)")
    #expect(remote.lines[3] == "complete: 2 buckets", "\(remote)")
    let whole = try verify(stage, "--remote", "--sample", "10000")
    #expect(whole.lines[2].hasSuffix("complete, 501 documents, 501 compared"), "\(whole)")
    let counts = try verify(stage, "--remote", "--sample", "0")
    #expect(counts.status == 0 && counts.lines[2].hasSuffix("0 compared"), "\(counts)")
  }

  @Test func `newer documents are told, a bucket never pulled is 3`() throws {
    let stage = try PullStage()
    let older = try stage.run([
      "pull", "--db", "\(PullStage.family)_2020-03-05", "--store", stage.directory.file("store"),
    ])
    #expect(older.status == 0, "\(older)")
    try stage.writeLater()
    let known = try verify(stage, "--remote")
    #expect(known.status == 0, "\(known)")
    #expect(known.output.contains("complete, 651 documents, 150 newer than the last pull"))
    let family = try verify(stage, "--remote", "--db", PullStage.family)
    #expect(family.status == 3 && family.error.isEmpty, "\(family)")
    #expect(family.output.contains("2020-03-04  never pulled: 401 documents"), "\(family)")
    #expect(family.lines.last == "incomplete: 1 of 2 buckets", "\(family)")
  }

  @Test func `lost readings are found`() throws {
    let stage = try PullStage()
    #expect(try stage.pull("store").status == 0)
    try sqlite(stage, "DELETE FROM segment WHERE first_ms < 1583366400000")
    let result = try verify(stage, "--remote", "--sample", "10000")
    #expect(result.status == 3, "\(result)")
    #expect(result.output.contains("of which 400 not in the store"), "\(result)")
  }

  @Test func `a damaged store is 65, and one that is not there 66`() throws {
    let stage = try PullStage()
    #expect(try verify(stage).status == 66)
    #expect(try stage.pull("store").status == 0)
    try sqlite(stage, "UPDATE segment SET acceleration_y = x'00' WHERE segment_id = 1")
    let result = try verify(stage)
    #expect(result.status == 65 && result.output.isEmpty, "\(result)")
    #expect(result.error.hasPrefix("doorstats: the store is damaged: "), "\(result)")
    #expect(result.error.contains("check sum is another"), "\(result)")
    #expect(result.error.split(separator: "\n").count == 1, "\(result)")
  }

  @Test func `wrong usage is 64, another historian 66, one out of reach 69`() throws {
    let stage = try PullStage()
    #expect(try stage.pull("store").status == 0)
    #expect(try verify(stage, "--db", "x").status == 64)
    #expect(try verify(stage, "--remote", "--sample", "-1").status == 64)
    let elsewhere = ["CLOUDANT_URL": "http://127.0.0.1:9", "CLOUDANT_AUTH_TYPE": "NOAUTH"]
    let arguments = [
      "verify", "--remote", "--retry-base", "0.01", "--store", stage.directory.file("store"),
    ]
    let unknown = try stage.run(arguments, environment: elsewhere)
    #expect(unknown.status == 66, "\(unknown)")
    #expect(unknown.error.contains("nothing in the store was pulled from http://127.0.0.1:9"))
    let silent = try stage.run(arguments + ["--db", "a"], environment: elsewhere)
    #expect(silent.status == 69, "\(silent)")
  }

  private func sqlite(_ stage: PullStage, _ statement: String) throws {
    let command = ChildProcess.Command(
      "/usr/bin/env", ["sqlite3", stage.directory.file("store"), statement])
    #expect(try ChildProcess(command).endingInTime() == .exit(0))
  }
}
