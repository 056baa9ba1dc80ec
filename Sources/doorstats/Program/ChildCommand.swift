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
    let process = Process()
    process.executableURL = URL(fileURLWithPath: isShell ? "/bin/sh" : "/usr/bin/env")
    process.arguments = (isShell ? ["-c"] : ["--"]) + words
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = FileHandle.nullDevice
    let file = try ScratchFile(content: input)
    process.standardInput = file.handle
    let complaints = try ScratchFile(content: "")
    process.standardError = complaints.handle
    do { try process.runHearingSignals() } catch { throw Problem(reason: "it cannot be started") }
    try wait(for: process)
    guard process.terminationReason == .exit else {
      throw Problem(reason: "it was ended by signal \(process.terminationStatus)")
    }
    let status = process.terminationStatus
    guard status != 0 else { return }
    let known: [Int32: String] = [126: "it cannot be run", 127: "there is no such command"]
    let words = known[status] ?? "it ended with \(status)"
    throw Problem(
      reason: words + (complaints.firstLine.map { ": \($0)" } ?? ""),
      isMissing: status == 126 || status == 127)
  }

  private func wait(for process: Process) throws {
    let start = ContinuousClock.now
    while process.isRunning {
      Thread.sleep(forTimeInterval: 0.01)
      let isLate = ContinuousClock.now - start > .seconds(limitSeconds)
      guard isLate || Interruption.isRequested else { continue }
      // Foundation makes each child the first of a group: what it has started goes with it.
      if kill(-process.processIdentifier, SIGTERM) != 0 { process.terminate() }
      try Interruption.check()
      throw Problem(reason: "it took longer than \(Int(limitSeconds)) s")
    }
    process.waitUntilExit()
  }
}

extension Process {
  /// Starts a child that can be ended: the threads that tasks run on block signals, and a child would
  /// inherit that.
  func runHearingSignals() throws {
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_UNBLOCK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try run()
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
