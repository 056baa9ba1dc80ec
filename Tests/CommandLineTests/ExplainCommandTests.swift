import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `explain`, `audit` and `openings -v`, on a simulated day whose openings are known.
@Suite struct ExplainCommandTests {
  private func run(_ arguments: [String], in directory: WorkDirectory) throws
    -> BuiltProgram.Result
  {
    try BuiltProgram.doorstats.run(arguments, in: directory)
  }

  /// One store for all tests here: they only read it.
  private static let shared = Result { try store() }

  private static func store() throws -> WorkDirectory {
    let directory = try WorkDirectory()
    for arguments in [
      [
        "simulate", "--preset", "home", "--seed", "7", "--since", "2026-11-15", "--labels",
        directory.file("labels.csv"), "-o", directory.file("day.ndjson"),
      ], ["import", directory.file("day.ndjson")], ["openings"],
    ] {
      let result = try BuiltProgram.doorstats.run(arguments, in: directory)
      #expect(result.status == 0, "\(result)")
    }
    return directory
  }

  private func openings(in directory: WorkDirectory) throws -> [[Substring]] {
    try run(["openings", "--list", "--format", "csv"], in: directory).lines.dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
  }

  @Test func `every opening that is listed is explained as counted at that time`()
    throws
  {
    let directory = try Self.shared.get()
    let openings = try openings(in: directory)
    #expect(openings.count > 20)
    for opening in openings.enumerated().filter({ $0.offset % 6 == 0 }).map(\.element) {
      let result = try run(["explain", String(opening[1]), "--format", "json"], in: directory)
      #expect(result.status == 0 && result.error.isEmpty, "\(result)")
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
      let row = try #require((object["rows"] as? [[String: Any]])?.first)
      let explanation = try #require(row["explanation"] as? [String: Any])
      #expect(explanation["counted"] as? Bool == true)
      let first = try #require(explanation["opened_at"] as? String)
      let further = try #require(explanation["reopened_at"] as? [String])
      #expect(([first] + further).contains(String(opening[1])))
      if first == opening[1] {
        #expect((explanation["closed_at"] as? String ?? "") == opening[2])
      }
    }
  }

  @Test func `text tells and a picture shows`() throws {
    let directory = try Self.shared.get()
    let opening = String(try openings(in: directory)[3][1])
    let picture = directory.file("movement.svg")
    let result = try run(["explain", opening, "--svg", picture, "--width", "100"], in: directory)
    #expect(result.status == 0 && result.error.isEmpty, "\(result)")
    #expect(result.output.contains("Counted: the door was opened at"))
    #expect(result.output.contains("what would have changed it"))
    #expect(result.lines.allSatisfy { $0.count <= 100 })
    let drawn = try String(contentsOfFile: picture, encoding: .utf8)
    #expect(XMLParser(data: Data(drawn.utf8)).parse())
    let piped = try run(["explain", opening, "--svg", "-"], in: directory)
    #expect(piped.output == drawn)
    let ascii = try run(["explain", opening, "--ascii"], in: directory)
    #expect(ascii.output.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test func `a time alone is today's, and a moment without movement is said to be one`() throws {
    let directory = try Self.shared.get()
    let day = try run(
      ["explain", "03:00", "--now", "2026-11-15T20:00", "--tz", "UTC"], in: directory)
    #expect(day.status == 0 && day.output.contains("2026-11-15 03:00:00"), "\(day)")
    #expect(day.output.contains("Nothing moved within a minute"), "\(day)")
    let before = try run(["explain", "2026-11-01T12:00"], in: directory)
    #expect(before.status == 0 && before.output.contains("the first reading is of"), "\(before)")
    let after = try run(["explain", "2026-11-20T12:00"], in: directory)
    #expect(after.output.contains("the last reading is of"), "\(after)")
    let picture = directory.file("none.svg")
    let undrawn = try run(["explain", "2026-11-15T03:00", "--svg", picture], in: directory)
    #expect(undrawn.status == 3 && undrawn.error.contains("no picture was made"), "\(undrawn)")
    #expect(!FileManager.default.fileExists(atPath: picture))
  }

  @Test func `wrong times and files are one line`() throws {
    let directory = try Self.shared.get()
    for (arguments, status) in [
      (["explain", "soon"], 64), (["explain"], 64), (["explain", "25:00"], 64),
      (["explain", "12:00", "--device", "nobody"], 64),
      (["explain", "12:00", "--svg", "/nonexistent/x.svg"], 73),
      (["explain", "12:00", "--store", "none.sqlite"], 66),
      (["audit", "none.csv"], 66), (["audit"], 64),
      (["audit", directory.file("labels.csv"), "--tolerance", "11m"], 64),
    ] as [([String], Int32)] {
      let result = try run(arguments, in: directory)
      #expect(result.status == status, "\(result)")
      #expect(result.error.split(separator: "\n").count == 1, "\(result)")
      #expect(result.output.isEmpty, "\(result)")
    }
  }

  @Test func `the labels of a simulated door are audited as they are`() throws {
    let directory = try Self.shared.get()
    let labels = directory.file("labels.csv")
    let text = try run(["audit", labels, "-v"], in: directory)
    #expect(text.status == 0 && text.error.isEmpty, "\(text)")
    #expect(text.output.contains("precision") && text.output.contains("recall"))
    let rows = try run(["audit", labels, "--format", "csv"], in: directory).lines.dropFirst()
    let labelCount =
      try String(contentsOfFile: labels, encoding: .utf8)
      .split(separator: "\n").count - 1
    #expect(rows.filter { !$0.contains(",false-alarm,") }.count == labelCount)
    #expect(rows.filter { $0.contains(",match,") }.count > labelCount * 3 / 4)
  }

  @Test func `openings audited against themselves are faultless, in every form of the file`() throws
  {
    let directory = try Self.shared.get()
    let starts = try openings(in: directory).map { String($0[1]) }
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    let numbers = try starts.map {
      Int64((try style.parse($0).timeIntervalSince1970 * 1000).rounded())
    }
    let files = [
      "Opened At,note\n" + starts.map { "\($0),x\n" }.joined(),
      "device,TIME\r\n" + numbers.map { "192.168.2.45,\($0)\r\n" }.joined(),
      starts.map { "\($0)\n" }.joined(),
      "\u{FEFF}start\n" + starts.reversed().map { "\($0)\n" }.joined(),
    ]
    for file in files {
      try directory.write(file, to: "self.csv")
      let result = try run(
        ["audit", directory.file("self.csv"), "--format", "csv", "--tolerance", "0s"],
        in: directory)
      #expect(result.status == 0, "\(result)")
      #expect(result.lines.count == starts.count + 1)
      #expect(result.lines.dropFirst().allSatisfy { $0.hasSuffix(",0") && $0.contains(",match,") })
    }
  }

  @Test func `bad labels are 65 and say which row`() throws {
    let directory = try Self.shared.get()
    for (text, words) in [
      ("when\n2026-11-15T12:00:00Z\n", "opened_at"),
      ("opened_at\n2026-11-15T12:00:00Z\nnoon\n", "row 3"),
      ("opened_at\n1700000000\n", "row 2"), ("opened_at\n9223372036854775807\n", "row 2"),
      ("opened_at\n", "no labels"), ("", "opened_at"),
      ("device,opened_at\nother door,2026-11-15T12:00:00Z\n", "other door"),
    ] {
      try directory.write(text, to: "bad.csv")
      let result = try run(["audit", directory.file("bad.csv")], in: directory)
      #expect(result.status == 65, "\(result)")
      #expect(result.error.contains(words), "\(result)")
      #expect(result.error.split(separator: "\n").count == 1, "\(result)")
    }
  }

  @Test func `only the time that the labels cover is audited`() throws {
    let directory = try Self.shared.get()
    let starts = try openings(in: directory).map { String($0[1]) }
    try directory.write("opened_at\n\(starts[4])\n\(starts[6])\n", to: "few.csv")
    let few = directory.file("few.csv")
    let covered = try run(["audit", few, "--format", "csv"], in: directory).lines
    #expect(covered.count == 4 && covered.count { $0.contains("false-alarm") } == 1)
    let day = try run(
      ["audit", few, "--since", "2026-11-15", "--until", "2026-11-16", "--format", "csv"],
      in: directory
    ).lines
    #expect(day.count == starts.count + 1)
  }

  @Test func `the sensitivity line says what other sensitivities find, and leaves the store alone`()
    throws
  {
    let directory = try Self.shared.get()
    func count(_ options: [String]) throws -> Int {
      try run(["openings", "--list", "--format", "csv"] + options, in: directory).lines.count - 1
    }
    let usual = try run(["openings", "--day", "2026-11-15"], in: directory).output
    let verbose = try run(
      ["openings", "--day", "2026-11-15", "-v", "--width", "150"], in: directory)
    #expect(verbose.output.hasPrefix(usual))
    let line = try #require(verbose.lines.last)
    #expect(
      try line
        == "192.168.2.45, sensitivity: \(count([])) openings; \(count(["--sensitivity", "1.25"])) with "
        + "thresholds × 0.8, \(count(["--sensitivity", "0.8"])) with thresholds × 1.25.")
    let csv = try run(["openings", "--format", "csv", "-v"], in: directory)
    #expect(try csv.output == run(["openings", "--format", "csv"], in: directory).output)
    #expect(try run(["openings", "--day", "2026-11-15"], in: directory).output == usual)
  }
}
