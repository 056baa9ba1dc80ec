import ChildProcesses
import Foundation
import TestSupport

/// Runs lines as cron does: with hardly an environment, no terminal and nothing on standard input.
struct Cron {
  let directory: WorkDirectory

  /// Runs one line.
  func callAsFunction(_ line: String) throws -> (status: Int32, output: String, error: String) {
    var command = ChildProcess.Command(
      shell: line,
      environment: [
        "PATH": "/usr/bin:/bin", "LANG": "C", "HOME": "/nonexistent", "SHELL": "/bin/sh",
        "TZ": "UTC", "DOORSTATS_CONFIG": directory.file("config.toml"),
      ], in: directory.path)
    let (output, error) = (directory.file("cron.out"), directory.file("cron.err"))
    command.output = .file(output)
    command.error = .file(error)
    return (
      try ChildProcess(command).endingInTime().status,
      try String(contentsOfFile: output, encoding: .utf8),
      try String(contentsOfFile: error, encoding: .utf8)
    )
  }

  /// The commands of crontab lines, as cron hands them to the shell.
  static func commands(_ crontab: String) -> [String] {
    crontab.split(separator: "\n").filter { "*0123456789".contains($0.first ?? "#") }.map {
      $0.split(separator: " ", maxSplits: 5).last.map(String.init) ?? ""
    }.map { $0.replacing("\\%", with: "%") }
  }
}
