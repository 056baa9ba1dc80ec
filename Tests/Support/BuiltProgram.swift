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

  /// A process with a clean environment: no terminal, no credentials, a home of its own.
  public func process(
    _ arguments: [String], in directory: WorkDirectory, environment: [String: String] = [:]
  ) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory.path)
    process.environment = [
      "HOME": directory.path, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC",
      "DOORSTATS_STORE": directory.file("store.sqlite"),
    ].merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// Runs to the end. Outputs go to files, so that no pipe can fill up.
  public func run(
    _ arguments: [String], in directory: WorkDirectory, environment: [String: String] = [:],
    input: String? = nil
  ) throws -> Result {
    let process = process(arguments, in: directory, environment: environment)
    let number = UUID().uuidString
    let output = try directory.write("", to: "out-\(number)")
    let error = try directory.write("", to: "err-\(number)")
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: error))
    if let input {
      process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: input))
    }
    try process.run()
    process.waitUntilExit()
    return Result(
      arguments: arguments,
      status: process.terminationReason == .uncaughtSignal
        ? 128 + process.terminationStatus : process.terminationStatus,
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

/// A stand-in historian as a process of its own, which ends with the value.
public final class RunningStandIn: @unchecked Sendable {
  public let url: String
  public let logPath: String
  private let process: Process

  public init(_ arguments: [String], in directory: WorkDirectory) throws {
    logPath = directory.file("standin.log")
    let addressPath = try directory.write("", to: "standin.out")
    process = BuiltProgram.standIn.process(
      arguments + ["--log", logPath], in: directory)
    process.standardOutput = try FileHandle(
      forWritingTo: URL(fileURLWithPath: addressPath))
    try process.run()
    var found: String?
    for _ in 0..<300 where found == nil {
      Thread.sleep(forTimeInterval: 0.1)
      let text = try String(contentsOfFile: addressPath, encoding: .utf8)
      found = text.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("http") }
        .map(String.init)
    }
    guard let found else {
      process.terminate()
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
    process.terminate()
    process.waitUntilExit()
  }
}
