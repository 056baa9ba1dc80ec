import ChildProcesses
import Foundation

/// Starts a process a kind, and goes on behind an input that ended one.
struct Overseer {
  private static let mostFindings = 5

  private let arguments: Arguments

  init(_ arguments: Arguments) { self.arguments = arguments }

  func run() throws -> Bool {
    var isClean = true
    let only = arguments.only
    for kind in only.isEmpty ? SubjectKind.allCases : only {
      let share = only.isEmpty ? kind.share : 1
      let count = Int(Double(arguments.inputs) * share)
      let findings = try findings(of: kind, count: count)
      say(
        "\(kind.rawValue): \(count) inputs, "
          + (findings == 0 ? "nothing found" : "\(findings) findings in \(arguments.findings)"))
      if findings > 0 { isClean = false }
    }
    return isClean
  }

  private func findings(of kind: SubjectKind, count: Int) throws -> Int {
    let mark = URL(fileURLWithPath: "\(arguments.findings)/\(kind.rawValue).at")
    try Data(count: MemoryLayout<Int>.size).write(to: mark)
    defer { try? FileManager.default.removeItem(at: mark) }
    var first = 0
    var found = 0
    while first < count, found < Self.mostFindings {
      let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
      let ending = try ChildProcess(
        .init(
          program,
          [
            "--kind", kind.rawValue, "--first", "\(first)", "--inputs", "\(count - first)",
            "--seed", "\(arguments.seed)", "--findings", arguments.findings,
          ])
      ).wait()
      if ending == .exit(0) { return found }
      found += 1
      let number = try Data(contentsOf: mark).withUnsafeBytes { $0.loadUnaligned(as: Int.self) }
      try keep(number, of: kind, ending)
      first = number + 1
    }
    return found
  }

  private func keep(
    _ number: Int, of kind: SubjectKind, _ ending: ChildProcess.Ending
  ) throws {
    let trial = try Trial(kind: kind, arguments)
    defer { trial.removeFolder() }
    let file = URL(fileURLWithPath: "\(arguments.findings)/\(kind.rawValue)-\(number)")
    try Data(trial.input(number)).write(to: file)
    say("\(kind.rawValue) \(number): exit code \(ending.status), see \(file.path)")
  }
}
