import Foundation
import TestSupport
import Testing

/// The main job, with the built programs: historian → store → openings → busiest hours.
@Suite struct MainJobTests {
  @Test func `a real door's four openings are listed, and no closing among them`() throws {
    for seed in UInt64(1)...3 {
      let directory = try WorkDirectory()
      let start: Int64 = 1_583_395_200_000  // 2020-03-05 08:00 UTC
      let recorded = try RecordedClips().documents(from: start, seed: seed)
      try directory.write(
        recorded.text, to: "historian/iotp_65cjsf_sensor-data_2020-03-05.ndjson")
      let historian = try RunningStandIn(["--folder", directory.file("historian")], in: directory)
      func run(_ arguments: String...) throws -> BuiltProgram.Result {
        let result = try BuiltProgram.doorstats.run(
          arguments, in: directory, environment: historian.environment)
        #expect(result.status == 0, "\(result)")
        #expect(result.error.isEmpty, "\(result)")
        return result
      }
      let pulled = try run("pull", "--db", "iotp_65cjsf_sensor-data")
      #expect(pulled.output.contains(" new + 0 duplicate + 0 not door readings + 0 rejected"))

      let listed = try run("openings", "--day", "--format", "csv").lines.dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      let found = try listed.map { row in
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return Int64(try style.parse(String(row[1])).timeIntervalSince1970 * 1000)
      }
      #expect(found.count == 4, "seed \(seed): \(listed)")
      for (found, expected) in zip(found, recorded.openings) {
        #expect(abs(found - expected) <= 2000, "seed \(seed)")
      }
      for closing in recorded.closings {
        #expect(!found.contains { abs($0 - closing) <= 2000 }, "seed \(seed)")
      }
      let busiest = try run("busiest", "--by", "hour", "--format", "csv").lines
      #expect(busiest.count == 25)
      #expect(busiest[9].hasPrefix("192.168.1.42,8,\(found.count),"), "\(busiest[9])")
    }
  }

  @Test func `three real days of other events import with exact counts`() throws {
    let directory = try WorkDirectory()
    let files = ["2018-01-16", "2018-01-17", "2018-03-06"].map {
      Fixtures.path("historian-events/iotp_nmghmm_default_\($0).json")
    }
    let result = try BuiltProgram.doorstats.run(["import"] + files, in: directory)
    #expect(result.status == 0, "\(result)")
    #expect(
      result.lines.suffix(2) == [
        "read 3,341 = 0 new + 1 duplicate + 3,340 not door readings + 0 rejected + 0 design",
        "not door readings, repeats included: OrgDevice/data 2,478, OrgDevice/OrgEvent 863",
      ], "\(result)")
  }

  @Test func `the clips of a real door import by column mapping from milligravity`() throws {
    let directory = try WorkDirectory()
    let mapping = [
      "--map", "x=acc_x[mg]", "--map", "y=acc_y[mg]", "--map", "z=acc_z[mg]", "--unit", "mg",
      "--device-id", "clip", "--device-type", "lsm6dsox", "--rate", "52", "--tz", "UTC",
    ]
    var total = 0
    for (index, name) in ["open1", "close1", "open4", "still1"].enumerated() {
      let path = Fixtures.path("st-door/\(name).csv")
      let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count - 1
      let result = try BuiltProgram.doorstats.run(
        ["import", path] + mapping + ["--start", "2026-11-02T0\(index):00"], in: directory)
      #expect(
        result.status == 0 && result.output.contains("read \(rows) = \(rows) new"), "\(result)")
      total += rows
    }
    let exported = try BuiltProgram.doorstats.run(["export", "readings"], in: directory)
    #expect(exported.lines.count == total + 1)
    // 1000 mg, −22 mg, −60 mg.
    #expect(
      exported.lines[1].hasPrefix(
        "clip,2026-11-02T00:00:00.000+00:00,9.80665,-0.2157463,-0.588399,"),
      "\(exported.lines[1])")
  }

  @Test func `order, repetition and way in make no difference`() throws {
    let directory = try WorkDirectory()
    let made = try BuiltProgram.doorstats.run(
      [
        "simulate", "--preset", "office", "--seed", "3", "--days", "2", "--since", "2026-11-02",
        "--folder", directory.file("historian"),
      ], in: directory)
    #expect(made.status == 0, "\(made)")
    let folder = directory.file("historian")
    let files = ["02", "03"].map { "\(folder)/iotp_simdor_sensor-data_2026-11-\($0).ndjson" }

    func listed(_ store: String) throws -> String {
      let result = try BuiltProgram.doorstats.run(
        ["openings", "--list", "--format", "csv", "--store", directory.file(store)],
        in: directory)
      #expect(result.status == 0, "\(result)")
      return result.output
    }
    func importFiles(_ files: [String], _ store: String) throws {
      let result = try BuiltProgram.doorstats.run(
        ["import", "--store", directory.file(store)] + files, in: directory)
      #expect(result.status == 0, "\(result)")
    }
    try importFiles(files, "ordered")
    let expected = try listed("ordered")
    #expect(expected.split(separator: "\n").count > 300)

    // Twice, the newer day first, detection in between.
    try importFiles([files[1]], "twice")
    _ = try listed("twice")
    try importFiles(files.reversed() + files, "twice")
    #expect(try listed("twice") == expected)

    var lines = try files.flatMap {
      try String(contentsOfFile: $0, encoding: .utf8).split(separator: "\n")
    }
    var generator = SeededGenerator(seed: 5)
    lines.shuffle(using: &generator)
    let half = lines.count / 2
    for (index, part) in [lines[..<half], lines[half...]].enumerated() {
      try directory.write(part.joined(separator: "\n"), to: "shuffled\(index).ndjson")
      try importFiles([directory.file("shuffled\(index).ndjson")], "shuffled")
      _ = try listed("shuffled")
    }
    #expect(try listed("shuffled") == expected)

    let historian = try RunningStandIn(["--folder", folder], in: directory)
    for _ in 0..<2 {
      let pulled = try BuiltProgram.doorstats.run(
        ["pull", "--db", "iotp_simdor_sensor-data", "--store", directory.file("pulled")],
        in: directory, environment: historian.environment)
      #expect(pulled.status == 0, "\(pulled)")
    }
    #expect(try listed("pulled") == expected)
  }
}
