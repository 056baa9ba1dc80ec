import Foundation
import TestSupport
import Testing

/// What the README says is what the program does.
@Suite struct DocumentationTests {
  private static let commands = [
    "pull", "import", "openings", "busiest", "report", "unusual", "gaps", "status", "verify",
    "doctor", "explain", "audit", "alert", "schedule",
    "export", "device", "prune", "backup", "merge", "metrics", "config", "simulate",
  ]

  @Test func `every command has help with examples and stands in the README`() throws {
    let directory = try WorkDirectory()
    let readme = try String(contentsOfFile: Fixtures.path("../README.md"), encoding: .utf8)
    let root = try BuiltProgram.doorstats.run(["--help"], in: directory)
    #expect(root.status == 0)
    for command in Self.commands {
      let help = try BuiltProgram.doorstats.run(["help", command], in: directory)
      #expect(help.status == 0 && help.error.isEmpty, "\(help)")
      #expect(help.output.contains("EXAMPLES"), "\(command)")
      #expect(readme.contains("`doorstats \(command)`"), "\(command)")
      #expect(root.output.contains("\n  \(command) "), "\(command)")
    }
  }

  @Test func `no command is left out of the tests`() throws {
    let directory = try WorkDirectory()
    let root = try BuiltProgram.doorstats.run(["--help"], in: directory).output
    let listed = root.split(separator: "\n").drop { $0 != "SUBCOMMANDS:" }.dropFirst()
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(listed.filter { $0 != "See" }.sorted() == Self.commands.sorted())
  }

  @Test func `the README's commands are understood`() throws {
    let directory = try WorkDirectory()
    let readme = try String(contentsOfFile: Fixtures.path("../README.md"), encoding: .utf8)
    let lines = readme.split(separator: "\n").filter { $0.hasPrefix("    doorstats ") }
    #expect(lines.count >= 10)
    for line in lines {
      let text = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
      let result = try shell(
        text.replacing("doorstats ", with: "\(BuiltProgram.doorstats.path) "), in: directory,
        store: "none.sqlite")
      #expect(result != 64 && result != 70, "\(text)")
    }
  }
}
