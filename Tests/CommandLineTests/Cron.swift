import Foundation
import TestSupport

/// Runs lines as cron does: with hardly an environment, no terminal and nothing on standard input.
struct Cron {
  let directory: WorkDirectory

  /// Runs one line.
  func callAsFunction(_ line: String) throws -> (status: Int32, output: String, error: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "-i", "PATH=/usr/bin:/bin", "LANG=C", "HOME=/nonexistent", "SHELL=/bin/sh", "TZ=UTC",
      "DOORSTATS_CONFIG=\(directory.file("config.toml"))", "/bin/sh", "-c", line,
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: directory.path)
    process.standardInput = FileHandle.nullDevice
    let output = try directory.write("", to: "cron.out")
    let error = try directory.write("", to: "cron.err")
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: error))
    try process.run()
    process.waitUntilExit()
    return (
      process.terminationStatus, try String(contentsOfFile: output, encoding: .utf8),
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
