import ChildProcesses
import Foundation
import TestSupport
import Testing

@testable import Ingest

/// TLS with a certificate made in the test, by the `openssl` program; skipped where there is none.
@Suite struct TrustTests {
  private static let program = "/usr/bin/openssl"

  /// Runs `openssl` and gives its output to a file.
  private static func start(_ arguments: [String], output: String) throws -> ChildProcess {
    var command = ChildProcess.Command(program, arguments)
    command.output = .file(output)
    command.error = .null
    return try ChildProcess(command)
  }

  /// The port that `openssl s_server` says it accepts connections on.
  private static func port(in output: String) async throws -> String {
    for _ in 0..<300 {
      let text = try String(contentsOfFile: output, encoding: .utf8)
      if let line = text.split(separator: "\n").first(where: { $0.hasPrefix("ACCEPT ") }),
        let port = line.split(separator: ":").last
      {
        return String(port)
      }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw POSIXError(.ETIMEDOUT)
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"),
      "needs the openssl program"))
  func `an unknown authority is refused, and a named one is trusted`() async throws {
    let directory = try WorkDirectory()
    let (key, certificate) = (directory.file("key.pem"), directory.file("certificate.pem"))
    let making = try Self.start(
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
        "subjectAltName=IP:127.0.0.1",
      ], output: directory.file("making"))
    try #require(try making.endingInTime() == .exit(0))
    let server = try Self.start(
      ["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-www"],
      output: directory.file("server"))
    defer {
      server.send(SIGKILL)
      _ = server.wait()
    }
    let port = try await Self.port(in: directory.file("server"))
    let request = HTTPRequest(.get, "https://127.0.0.1:\(port)/")

    let fault = await #expect(throws: TransportFault.self) {
      try await CurlTransport().send(request)
    }
    #expect(fault?.kind == .untrusted)
    let trusting = CurlTransport(.init(environment: ["SSL_CERT_FILE": certificate]))
    #expect(try await trusting.send(request).status == 200)
  }
}
