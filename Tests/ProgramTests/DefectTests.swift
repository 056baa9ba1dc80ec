import ArgumentParser
import Testing

@testable import doorstats

/// What becomes of errors that end the program.
struct DefectTests {
  private struct Unforeseen: Error, CustomStringConvertible {
    let description = "one line\nand another"
  }

  @Test func `an error that nobody foresaw is a defect, told in one line`() {
    let failure = Program.failure(for: Unforeseen(), arguments: ["openings"])
    #expect(failure.status == .defect && failure.status.rawValue == 70)
    #expect(
      failure.line(ascii: true)
        == "doorstats: a defect in doorstats \(Doorstats.version): one line and another"
        + " - please report it with the command that led to it")
  }

  @Test func `wrong usage is none, and what is known stays what it is`() {
    let usage = Program.failure(for: ValidationError("no such thing"), arguments: ["openings"])
    #expect(usage.status == .usage)
    let known = Program.failure(for: Failure(.stale, "old"), arguments: ["openings"])
    #expect(known.status == .stale)
  }

  @Test func `a command parses its own arguments as the root would`() throws {
    for arguments in [
      [], ["--format", "json"], ["status"], ["busiest", "--by", "hour"], ["device", "list"],
      ["config", "show"], ["schedule", "print"], ["device", "name", "a", "b"],
      ["import", "--", "busiest"], ["help", "busiest"],
    ] {
      let parsed = try Program.parsed(arguments)
      #expect(type(of: parsed) == type(of: try Doorstats.parseAsRoot(arguments)))
    }
    #expect(throws: (any Error).self) { try Program.parsed(["busiest", "--by", "year"]) }
  }

  @Test func `what a command line cannot mean is wrong usage`() {
    for arguments in [["openings", "--nothing"], ["openings", "--by", "year"], ["pull", "--db"]] {
      do {
        _ = try Doorstats.parseAsRoot(arguments)
        Issue.record("\(arguments)")
      } catch {
        #expect(Program.failure(for: error, arguments: arguments).status == .usage)
      }
    }
  }
}
