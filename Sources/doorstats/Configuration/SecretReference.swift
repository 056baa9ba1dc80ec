import ChildProcesses
import Foundation

/// Where a secret is: a file, what a command prints, or a credential of systemd.
struct SecretReference {
  /// What refers to it, for errors: `historian.home.password_file`.
  let name: String
  let kind: String
  let place: String

  /// The secret without the line break at its end.
  func secret(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> String
  {
    switch kind {
    case "file": return try content(of: expanded(place, environment))
    case "credential":
      guard let folder = environment["CREDENTIALS_DIRECTORY"] else {
        throw failure(
          "systemd gives no credentials here", advice: "add LoadCredential=\(place):… to the unit")
      }
      return try content(of: folder + "/" + place)
    default: return try output(of: place)
    }
  }

  private func content(of path: String) throws -> String {
    var facts = stat()
    guard stat(path, &facts) == 0 else {
      throw failure("there is no file \(path)", advice: "correct the path")
    }
    guard facts.st_mode & 0o077 == 0 else {
      throw failure("\(path) can be read by others", advice: "chmod 600 it")
    }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw failure("\(path) cannot be read", advice: "check its owner")
    }
    return try firstLine(of: text)
  }

  private func output(of command: String) throws -> String {
    // In this program's own process group: a command may ask on the terminal.
    guard
      let (output, ending) = try? ChildProcess.output(
        of: .init(shell: command), orUntil: { Interruption.isRequested })
    else {
      throw failure("the command cannot be started", advice: "try it by hand")
    }
    try Interruption.check()
    guard ending == .exit(0) else {
      throw failure(
        "the command ended with \(ending.status)", advice: "try it by hand",
        status: .credentials)
    }
    return try firstLine(of: String(decoding: output, as: UTF8.self))
  }

  private func firstLine(of text: String) throws -> String {
    guard let line = text.split(whereSeparator: \.isNewline).first else {
      throw failure("it holds nothing", advice: "put the secret there", status: .credentials)
    }
    return String(line)
  }

  private func expanded(_ path: String, _ environment: [String: String]) -> String {
    path.hasPrefix("~/") ? (environment["HOME"] ?? "") + path.dropFirst() : path
  }

  private func failure(
    _ what: String, advice: String, status: ExitStatus = .configuration
  ) -> Failure {
    Failure(status, "no secret from \(name): \(what)", advice: advice)
  }
}
