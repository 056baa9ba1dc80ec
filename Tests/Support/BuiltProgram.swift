import ChildProcesses
import Foundation

/// The built programs, run as a user runs them.
public struct BuiltProgram: Sendable {
  public struct Result: Sendable {
    public var arguments: [String]
    public var status: Int32
    public var output: String
    public var error: String
  }

  public let name: String

  public static let doorstats = BuiltProgram(name: "doorstats")
  public static let standIn = BuiltProgram(name: "historian-standin")

  /// Where the programs are: `DOORSTATS_BINARIES`, else the debug build of this package.
  public var path: String {
    let folder =
      ProcessInfo.processInfo.environment["DOORSTATS_BINARIES"]
      ?? Fixtures.path("../.build/debug")
    return "\(folder)/\(name)"
  }

  /// The program in a clean environment: no terminal, no credentials, a home of its own. What it
  /// writes is thrown away.
  package func command(
    _ arguments: [String], in directory: WorkDirectory, environment: [String: String] = [:]
  ) -> ChildProcess.Command {
    var command = ChildProcess.Command(
      path, arguments,
      environment: [
        "HOME": directory.path, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC",
        "DOORSTATS_STORE": directory.file("store.sqlite"),
      ].merging(environment) { $1 }, in: directory.path)
    command.output = .null
    command.error = .null
    return command
  }

  /// Runs to the end. Outputs go to files, so that no pipe can fill up.
  public func run(
    _ arguments: [String], in directory: WorkDirectory, environment: [String: String] = [:],
    input: String? = nil
  ) throws -> Result {
    var command = command(arguments, in: directory, environment: environment)
    let number = UUID().uuidString
    let (output, error) = (directory.file("out-\(number)"), directory.file("err-\(number)"))
    command.output = .file(output)
    command.error = .file(error)
    if let input { command.input = .file(input) }
    return Result(
      arguments: arguments, status: try ChildProcess(command).endingInTime().status,
      output: try String(contentsOfFile: output, encoding: .utf8),
      error: try String(contentsOfFile: error, encoding: .utf8))
  }
}

extension BuiltProgram.Result: CustomStringConvertible {
  public var description: String {
    "doorstats \(arguments.joined(separator: " "))\nexit \(status)\n--- output\n"
      + "\(output.prefix(4000))\n--- error\n\(error.prefix(4000))"
  }

  public var lines: [Substring] { output.split(separator: "\n") }
}

extension ChildProcess {
  /// How the child ended; a test that would wait for ever fails instead.
  package func endingInTime() throws -> Ending {
    if let ending = wait(atMost: 300) { return ending }
    send(SIGKILL)
    throw POSIXError(.ETIMEDOUT)
  }
}

/// A stand-in historian as a process of its own, which ends with the value.
public final class RunningStandIn: @unchecked Sendable {
  public let url: String
  public let logPath: String
  private let process: ChildProcess

  public init(_ arguments: [String], in directory: WorkDirectory) throws {
    logPath = directory.file("standin.log")
    let addressPath = directory.file("standin.out")
    var command = BuiltProgram.standIn.command(arguments + ["--log", logPath], in: directory)
    command.output = .file(addressPath)
    command.error = .inherited
    process = try ChildProcess(command)
    var found: String?
    for _ in 0..<300 where found == nil {
      Thread.sleep(forTimeInterval: 0.1)
      let text = try String(contentsOfFile: addressPath, encoding: .utf8)
      found = text.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("http") }
        .map(String.init)
    }
    guard let found else {
      process.send(SIGKILL)
      throw CocoaError(.executableLoad)
    }
    url = found
  }

  /// The requests so far, one line each.
  public var requests: [Substring] {
    ((try? String(contentsOfFile: logPath, encoding: .utf8)) ?? "").split(separator: "\n")
  }

  public var environment: [String: String] {
    ["CLOUDANT_URL": url, "CLOUDANT_AUTH_TYPE": "NOAUTH"]
  }

  deinit {
    process.send(SIGKILL)
    _ = process.wait()
  }
}
