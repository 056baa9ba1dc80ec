import ChildProcesses
import Foundation

/// A command of the user's that is given something on standard input.
///
/// Its standard output is thrown away, because the program's own carries results; of its standard
/// error the first line becomes part of the reason where it fails.
struct ChildCommand {
  /// Why the command did not do its work, in words.
  struct Problem: Error {
    var reason: String
    /// Whether there is no such command.
    var isMissing = false
  }

  /// Longest time a command may take [s].
  static let standardLimit = 60.0

  let words: [String]
  /// Whether `words` is one text for `/bin/sh -c`.
  let isShell: Bool
  var environment: [String: String] = [:]
  var limitSeconds = Self.standardLimit

  /// Runs to the end.
  ///
  /// - Throws: `Problem` for anything but exit 0, `Failure` where the program was interrupted.
  func run(input: String) throws {
    var command = ChildProcess.Command(
      isShell ? "/bin/sh" : "/usr/bin/env", (isShell ? ["-c"] : ["--"]) + words,
      environment: ProcessInfo.processInfo.environment.merging(environment) { $1 })
    let (text, complaints) = (try ScratchFile(content: input), try ScratchFile(content: ""))
    command.input = .descriptor(text.handle.fileDescriptor)
    command.output = .null
    command.error = .descriptor(complaints.handle.fileDescriptor)
    command.leadsGroup = true
    let status: Int32
    // Who holds a descriptor has to outlive the start.
    switch try withExtendedLifetime((text, complaints), { try ending(of: command) }) {
    case .signal(let number): throw Problem(reason: "it was ended by signal \(number)")
    case .exit(0): return
    case .exit(let code): status = code
    }
    let known: [Int32: String] = [126: "it cannot be run", 127: "there is no such command"]
    let words = known[status] ?? "it ended with \(status)"
    throw Problem(
      reason: words + (complaints.firstLine.map { ": \($0)" } ?? ""),
      isMissing: status == 126 || status == 127)
  }

  private func ending(of command: ChildProcess.Command) throws -> ChildProcess.Ending {
    guard let child = try? ChildProcess(command) else {
      throw Problem(reason: "it cannot be started")
    }
    if let ending = child.wait(atMost: limitSeconds, orUntil: { Interruption.isRequested }) {
      return ending
    }
    child.end()
    try Interruption.check()
    throw Problem(reason: "it took longer than \(Int(limitSeconds)) s")
  }
}

/// Text to be read or written by a child, in a file without a name: however long, nobody waits for
/// the other.
private final class ScratchFile {
  let handle: FileHandle

  init(content: String) throws {
    let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    var path = Array((folder + "/doorstats.XXXXXX").utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else {
      throw Failure(
        .cannotCreate, "cannot write to \(folder): \(String(cString: strerror(errno)))",
        advice: "set TMPDIR to a folder that can be written")
    }
    unlink(path)
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try StandardOutput.write(Array(content.utf8), to: descriptor, named: folder)
    lseek(descriptor, 0, SEEK_SET)
  }

  /// The first line of what was written, cut to a length that can be read.
  var firstLine: String? {
    lseek(handle.fileDescriptor, 0, SEEK_SET)
    let bytes = (try? handle.read(upToCount: 4096)) ?? Data()
    return String(decoding: bytes, as: UTF8.self)
      .split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) }
      .map { String($0.prefix(200)) }
  }
}
