import ChildProcesses
import Foundation
import TestSupport
import Testing

/// Pulling over TLS, with a certificate that the test makes; needs `openssl` and `python3`.
@Suite struct SecureHistorianTests {
  private static let programs = ["openssl", "python3"]
  private static let missing = programs.filter { name in
    !["/usr/bin", "/bin", "/usr/local/bin"].contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
    }
  }

  @Test(.enabled(if: missing.isEmpty, "skipped: openssl or python3 is not installed"))
  func `a certificate that is not trusted is 69, and a named authority's is taken`() throws {
    let stage = try PullStage()
    let directory = stage.directory
    let (key, certificate) = (directory.file("key.pem"), directory.file("certificate.pem"))
    var making = command([
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
      "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=127.0.0.1",
      "-addext", "subjectAltName=IP:127.0.0.1",
    ])
    making.error = .null
    try #require(try ChildProcess(making).endingInTime() == .exit(0))

    let upstream = try #require(stage.historian.url.split(separator: ":").last)
    var serving = command([
      "python3", Fixtures.path("tls/proxy.py"), certificate, key, String(upstream),
    ])
    let (input, output) = (Pipe(), Pipe())
    serving.input = .descriptor(input.fileHandleForReading.fileDescriptor)
    serving.output = .descriptor(output.fileHandleForWriting.fileDescriptor)
    let proxy = try ChildProcess(serving)
    defer {
      try? input.fileHandleForWriting.close()
      proxy.send(SIGKILL)
      _ = proxy.wait()
    }
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    let url = "https://127.0.0.1:\(line.trimmingCharacters(in: .whitespacesAndNewlines))"

    let arguments = ["pull", "--db", PullStage.family, "--store", directory.file("store")]
    let address = ["CLOUDANT_URL": url, "CLOUDANT_AUTH_URL": url]
    let refused = try stage.run(arguments, environment: address)
    #expect(refused.status == 69, "\(refused)")
    #expect(refused.error.hasPrefix("doorstats: no trusted connection: \(url)"), "\(refused)")
    #expect(stage.historian.requests.isEmpty, "nothing is sent before the server is trusted")

    let trusted = try stage.run(
      arguments, environment: address.merging(["SSL_CERT_FILE": certificate]) { $1 })
    #expect(trusted.status == 0 && trusted.output.contains("= 900 new"), "\(trusted)")
  }

  private func command(_ words: [String]) -> ChildProcess.Command {
    var command = ChildProcess.Command(
      "/usr/bin/env", words, environment: ["PATH": "/usr/bin:/bin:/usr/local/bin"])
    command.output = .null
    return command
  }
}
