import Foundation
import TestSupport
import Testing

/// `report weekly`, `unusual`, `gaps` and `openings --alert-open`, as a user runs them.
@Suite struct ReportCommandTests {
  private func run(
    _ arguments: String..., in directory: WorkDirectory, environment: [String: String] = [:]
  ) throws -> BuiltProgram.Result {
    try BuiltProgram.doorstats.run(arguments, in: directory, environment: environment)
  }

  /// Half an hour of a real door on Thursday, 5 March 2020.
  private func store() throws -> WorkDirectory {
    let directory = try WorkDirectory()
    let recorded = try RecordedClips().documents(from: 1_583_395_200_000, seed: 1)
    try directory.write(recorded.text, to: "door.ndjson")
    #expect(try run("import", "-q", "door.ndjson", in: directory).status == 0)
    return directory
  }

  @Test func `the week of the door is reported in every form`() throws {
    let directory = try store()
    let text = try run("report", "weekly", "--week", "2020-W10", in: directory)
    #expect(text.status == 0 && text.error.isEmpty, "\(text)")
    #expect(text.output.contains("week 2020-W10") && text.output.contains("Thu 2020-03-05"))
    #expect(text.output.contains("Too little history"))
    let json = try run("report", "--week", "2020-W10", "--format", "json", in: directory)
    #expect(json.status == 0)
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(object?["schema"] as? String == "doorstats.report.weekly/1")
    #expect(
      try run(
        "report", "weekly", "--week", "2020-W10", "--format", "html", "-o", "week.html",
        in: directory
      ).output.isEmpty)
    let page = try String(contentsOfFile: directory.file("week.html"), encoding: .utf8)
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
  }

  @Test func `the same input gives the same bytes, whatever the locale and the machine's zone`()
    throws
  {
    let directory = try store()
    func outputs(_ environment: [String: String]) throws -> [String] {
      try ["text", "markdown", "html", "json"].map {
        try run(
          "report", "weekly", "--week", "2020-W10", "--now", "2020-03-09T08:00:00Z", "--tz",
          "Australia/Lord_Howe", "--width", "80", "--format", $0, in: directory,
          environment: environment
        ).output
      }
    }
    let first = try outputs([:])
    #expect(first.allSatisfy { !$0.isEmpty })
    #expect(
      try outputs(["TZ": "Asia/Kathmandu", "LANG": "de_DE.UTF-8", "LC_ALL": "tr_TR.UTF-8"]) == first
    )
  }

  @Test func `the devices are listed`() throws {
    let directory = try store()
    let listed = try run("device", "list", "--format", "csv", in: directory)
    #expect(listed.status == 0 && listed.lines.count == 2, "\(listed)")
    #expect(listed.lines.last?.hasPrefix("192.168.1.42,") == true, "\(listed)")
  }

  @Test func `gaps are listed, and too long ones are exit 3`() throws {
    let directory = try store()
    let day = ["--since", "2020-03-05", "--until", "2020-03-06", "--format", "csv"]
    let listed = try BuiltProgram.doorstats.run(["gaps"] + day, in: directory)
    #expect(listed.status == 0)
    #expect(listed.lines[0] == "device,gap_start,gap_end,gap_s,cause")
    #expect(listed.lines.count >= 3 && listed.lines.last?.hasSuffix(",silent") == true, "\(listed)")
    let long = try BuiltProgram.doorstats.run(["gaps", "--max-gap", "1h"] + day, in: directory)
    #expect(long.status == 3 && long.output == listed.output && long.error.isEmpty, "\(long)")
    let short = try BuiltProgram.doorstats.run(["gaps", "--max-gap", "1d"] + day, in: directory)
    #expect(short.status == 0)
  }

  @Test func `a door left open is exit 2 and a line`() throws {
    let directory = try store()
    let calm = try run("openings", "--alert-open", "10m", in: directory)
    #expect(calm.status == 0 && calm.error.isEmpty, "\(calm)")
    let alarm = try run("openings", "--alert-open", "0.001s", in: directory)
    #expect(alarm.status == 2 && alarm.error.contains("stood open for"), "\(alarm)")
    #expect(
      try run("report", "--week", "2020-W10", "--alert-open", "0.001s", in: directory).status == 2)
  }

  @Test func `counts from a file are judged, and what cannot be read is said`() throws {
    let directory = try WorkDirectory()
    var rows = "start,people\n"
    for hour in 0..<(6 * 168) {
      let day = 5 + hour / 24
      let date =
        day <= 31
        ? "2026-01-\(day < 10 ? "0" : "")\(day)" : "2026-02-\(day - 31 < 10 ? "0" : "")\(day - 31)"
      let isParty = (5 * 168 + 20..<5 * 168 + 23).contains(hour)
      rows += "\(date)T\(hour % 24 < 10 ? "0" : "")\(hour % 24):00,\(isParty ? 40 : hour % 3)\n"
    }
    try directory.write(rows, to: "people.csv")
    let found = try run(
      "unusual", "--counts", "people.csv", "--tz", "UTC", "--format", "csv", in: directory)
    #expect(found.status == 0 && found.lines.count == 2, "\(found)")
    #expect(
      found.lines.last?.hasPrefix(
        "people.csv,2026-02-09T20:00:00+00:00,2026-02-09T23:00:00+00:00,120,") == true, "\(found)")
    for (name, text, status) in [
      ("none.csv", nil, 66), ("a.csv", "x,y\n1,2\n", 65), ("b.csv", "start,n\n2026-01-01,1\n", 65),
      ("c.csv", "start,n\nyesterday?,1\n2026-01-02,1\n", 65),
      ("d.csv", "start,n\n2026-01-02T00:00,1\n2026-01-01T00:00,1\n", 65),
      ("e.csv", "start,n\n2026-01-01T00:00,1\n2026-01-01T00:07,1\n", 65),
      ("f.csv", "start,count\n2026-01-01T00:00,1\n2026-01-01T01:00,-1\n", 65), ("g.csv", "", 65),
    ] as [(String, String?, Int32)] {
      if let text { try directory.write(text, to: name) }
      let result = try run("unusual", "--counts", name, in: directory)
      #expect(result.status == status && result.output.isEmpty, "\(result)")
      #expect(result.error.hasPrefix("doorstats: ") && result.lines.isEmpty, "\(result)")
      #expect(
        result.error.split(separator: "\n").count == 1 && result.error.contains(name), "\(result)")
    }
  }

  @Test func `wrong usage is 64`() throws {
    let directory = try store()
    for arguments in [
      ["report", "weekly", "--week", "2020-W54"], ["report", "weekly", "--week", "soon"],
      ["report", "weekly", "--format", "csv"], ["report", "daily"], ["gaps", "--max-gap", "long"],
      ["unusual", "--threshold", "2"], ["unusual", "--column", "n"],
      ["unusual", "--learning-weeks", "0"], ["openings", "--durations", "--list"],
      ["openings", "--alert-open", "-5m"],
    ] {
      let result = try BuiltProgram.doorstats.run(arguments, in: directory)
      #expect(result.status == 64 && result.output.isEmpty, "\(result)")
      #expect(result.error.split(separator: "\n").count == 1, "\(result)")
    }
  }

  @Test func `a full disk is told, and a reader that goes is not`() throws {
    let directory = try store()
    for arguments in ["report weekly --week 2020-W10", "gaps", "openings --durations", "unusual"] {
      let command = "\(BuiltProgram.doorstats.path) \(arguments)"
      #expect(try shell("\(command) > /dev/full 2> err", in: directory) == 74, "\(arguments)")
      #expect(try shell("\(command) | head -1 > /dev/null", in: directory) == 0, "\(arguments)")
    }
  }
}
