import Foundation
import TestSupport
import Testing

/// `prune`, `backup` and `merge`: the built program, over a store of three simulated days.
@Suite struct RetentionTests {
  /// Three days of a simulated door, imported; made once for all tests.
  private static let imported = Result { () throws -> WorkDirectory in
    let directory = try WorkDirectory()
    let simulated = try BuiltProgram.doorstats.run(
      [
        "simulate", "--preset", "home", "--seed", "7", "--days", "3", "--since", "2026-11-02",
        "--folder", directory.file("sim"), "-q",
      ], in: directory)
    let files = (2...4).map { directory.file("sim/iotp_simdor_sensor-data_2026-11-0\($0).ndjson") }
    let result = try BuiltProgram.doorstats.run(
      ["import", "-q", "--store", directory.file("whole")] + files, in: directory)
    let last = try BuiltProgram.doorstats.run(
      ["import", "-q", "--store", directory.file("last"), files[2]], in: directory)
    #expect(simulated.status == 0 && result.status == 0 && last.status == 0, "\(result)")
    return directory
  }

  private let directory: WorkDirectory
  private let day: String

  init() throws {
    let made = try Self.imported.get()
    directory = try WorkDirectory()
    for name in ["whole", "last"] {
      try FileManager.default.copyItem(
        atPath: made.file(name), toPath: directory.file(name))
    }
    day = made.file("sim/iotp_simdor_sensor-data_2026-11-02.ndjson")
  }

  private func run(_ store: String, _ arguments: String...) throws -> BuiltProgram.Result {
    try BuiltProgram.doorstats.run(
      arguments + ["--store", directory.file(store)], in: directory)
  }

  private func openings(_ store: String) throws -> String {
    try run(store, "openings", "--list", "--format", "csv").output
  }

  @Test func `openings survive pruning, rebuilding, and taking the same documents again`() throws {
    let before = try openings("whole")
    #expect(before.split(separator: "\n").count > 60)
    let preview = try run(
      "whole", "prune", "--keep-readings", "2d", "--now", "2026-11-06", "--dry-run")
    #expect(preview.status == 0 && preview.output.contains("readings before 2026-11-04, "))
    let pruned = try run("whole", "prune", "--keep-readings", "2d", "--now", "2026-11-06")
    #expect(pruned.status == 0 && pruned.error.isEmpty, "\(pruned)")
    #expect(pruned.lines.count == 2 && pruned.lines[1].hasSuffix(" MB smaller"), "\(pruned)")
    #expect(try openings("whole") == before)
    #expect(try run("whole", "openings", "--rebuild").status == 0)
    #expect(try openings("whole") == before)
    let again = try run("whole", "import", day)
    #expect(again.status == 0, "\(again)")
    #expect(again.output.contains("0 new, 431,"), "\(again)")
    #expect(again.lines.last?.hasSuffix(" older than what prune keeps") == true, "\(again)")
    #expect(try openings("whole") == before)
    let nothing = try run("whole", "prune", "--keep-readings", "2d", "--now", "2026-11-06")
    #expect(nothing.status == 0 && nothing.output == "nothing to take out\n", "\(nothing)")
    let status = try run("whole", "status")
    #expect(status.output.contains("readings before 2026-11-03 were pruned"), "\(status)")

    // What was found there comes over to a store that never saw these days.
    let merged = try run("last", "merge", directory.file("whole"))
    #expect(merged.status == 0 && merged.error.isEmpty, "\(merged)")
    #expect(merged.output.contains("2 days whose readings were pruned there"), "\(merged)")
    #expect(try openings("last") == before)
  }

  @Test func `a backup is the store, and replaces a file only when told to`() throws {
    let target = directory.file("copy.sqlite")
    let made = try run("last", "backup", target)
    #expect(made.status == 0 && made.output.hasSuffix(" MB, the whole store\n"), "\(made)")
    #expect(try openings("copy.sqlite") == openings("last"))
    #expect(try run("last", "backup", target).status == 73)
    #expect(try run("last", "backup", target, "--force").status == 0)
    #expect(try run("last", "backup", directory.file("last"), "--force").status == 64)
    #expect(try run("last", "backup", directory.path, "--force").status == 73)
    #expect(try run("none", "backup", directory.file("other")).status == 66)
  }

  @Test func `what cannot be merged is told, and changes nothing`() throws {
    let before = try openings("last")
    let text = try directory.write("no store", to: "text")
    #expect(try run("last", "merge", text).status == 65)
    #expect(try run("last", "merge", directory.file("none")).status == 66)
    #expect(try run("last", "merge", directory.file("last")).status == 64)
    #expect(try run("none", "merge", directory.file("last")).status == 66)
    #expect(
      try shell(
        "sqlite3 whole \"UPDATE segment SET light = x'00' WHERE segment_id = (SELECT max(segment_id) FROM segment)\"",
        in: directory) == 0)
    let damaged = try run("last", "merge", directory.file("whole"))
    #expect(damaged.status == 65 && damaged.output.isEmpty, "\(damaged)")
    #expect(damaged.error.contains("the other store is damaged: "), "\(damaged)")
    #expect(try openings("last") == before)
  }

  @Test func `wrong spans are wrong usage`() throws {
    for span in ["1h", "0d", "x", "-3d"] {
      let result = try run("last", "prune", "--keep-readings=\(span)")
      #expect(result.status == 64 && result.error.split(separator: "\n").count == 1, "\(result)")
    }
  }
}
