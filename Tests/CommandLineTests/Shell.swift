import Foundation
import TestSupport

/// Runs a line of shell in the directory, with a store of its own; what it prints is thrown away.
///
/// - Returns: The exit code.
func shell(
  _ text: String, in directory: WorkDirectory, store: String = "store.sqlite"
) throws -> Int32 {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/bin/sh")
  process.arguments = ["-c", text]
  process.currentDirectoryURL = URL(fileURLWithPath: directory.path)
  process.environment = [
    "HOME": directory.path, "DOORSTATS_STORE": directory.file(store), "PATH": "/usr/bin:/bin",
  ]
  process.standardError = FileHandle.nullDevice
  process.standardOutput = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  return process.terminationStatus
}
