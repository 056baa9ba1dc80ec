import ChildProcesses
import ConfigurationSyntax
import Foundation

/// Configuration files: every one is parsed, and now and then one is given to the program, which must
/// take it (0) or say in one line what is wrong with it (78).
final class ConfigurationSubject: Subject {
  private static let inputsAProgram = 500

  private let folder: URL
  private let program: URL
  private var count = 0

  init(folder: URL) {
    self.folder = folder
    program = URL(fileURLWithPath: CommandLine.arguments[0])
      .deletingLastPathComponent().appendingPathComponent("doorstats")
  }

  let seeds = [
    """
    store = "/tmp/doorstats.sqlite"
    time_zone = "Europe/Berlin"
    sensitivity = 1.0
    default_historian = "home"
    [pull]
    databases = ["iotp_65cjsf_sensor-data"]
    jobs = 4
    max_rate = 5
    [output]
    width = 100
    ascii = true
    color = "never"
    [prune]
    keep_readings = "90d"
    [doctor]
    max_age = "2h"
    [historian.home]
    url = "https://example.org"
    auth = "iam"
    api_key_file = "~/key"
    [device."192.168.1.23"]
    name = "Front door"
    time_zone = "Europe/Berlin"
    """
  ].map { Array($0.utf8) }

  let words = [
    "[", "]", "[[", "]]", "\"\"\"", "'''", "\\u0000", "\\U0010FFFF", "= ", "true", "nan", "inf",
    "0x", "1979-05-27T07:32:00Z", "{ a = 1 }", ".", "9223372036854775808", "-9223372036854775808",
    "1e400", "password", "\n", "#", "time_zone = \"UTC\"\n", "width = -1\n",
  ]

  func problem(with input: [UInt8]) throws -> String? {
    _ = try? TOMLText.table(String(decoding: input, as: UTF8.self))
    count += 1
    guard count % Self.inputsAProgram == 0, FileManager.default.fileExists(atPath: program.path)
    else { return nil }
    let file = folder.appendingPathComponent("config.toml")
    try Data(input).write(to: file)
    return try problem(withFile: file)
  }

  private func problem(withFile file: URL) throws -> String? {
    let said = folder.appendingPathComponent("error.txt").path
    var command = ChildProcess.Command(
      program.path, ["config", "show"],
      environment: ["DOORSTATS_CONFIG": file.path, "HOME": folder.path])
    command.output = .null
    command.error = .file(said)
    let status = try ChildProcess(command).wait().status
    let error = try String(contentsOfFile: said, encoding: .utf8)
    switch status {
    case 0: return error.isEmpty ? nil : "something on standard error: \(error)"
    case 78:
      let lines = error.split(separator: "\n").count
      return lines == 1 && error.contains(" — ") ? nil : "not one line with advice: \(error)"
    default: return "exit \(status): \(error)"
    }
  }
}
