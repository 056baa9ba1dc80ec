import ChildProcesses
import TestSupport

/// Runs a line of shell in the directory, with a store of its own; what it prints is thrown away.
///
/// - Returns: The exit code.
func shell(
  _ text: String, in directory: WorkDirectory, store: String = "store.sqlite"
) throws -> Int32 {
  var command = ChildProcess.Command(
    shell: text,
    environment: [
      "HOME": directory.path, "DOORSTATS_STORE": directory.file(store), "PATH": "/usr/bin:/bin",
    ], in: directory.path)
  command.output = .null
  command.error = .null
  return try ChildProcess(command).endingInTime().status
}
