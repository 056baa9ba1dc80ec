import ChildProcesses
import Foundation
import TestSupport

/// A small historian as a process of its own, and the pulls that are compared.
final class PullStage: Sendable {
  static let family = "iotp_65cjsf_sensor-data"
  static let key = "secret-key-of-a-test"
  /// Documents of the day that is over, of the current one at first, and those that come later.
  static let counts = (past: 400, current: 500, later: 150)

  let directory: WorkDirectory
  let historian: RunningStandIn

  /// - Parameter arguments: Further arguments of the stand-in.
  init(_ arguments: [String] = []) throws {
    directory = try WorkDirectory()
    try directory.write(Self.key + "\n", to: "key")
    try directory.write(
      Self.lines(day: "04", 0..<Self.counts.past) + Self.design,
      to: "historian/\(Self.family)_2020-03-04.ndjson")
    try directory.write(
      Self.lines(day: "05", 0..<Self.counts.current) + Self.design,
      to: "historian/\(Self.family)_2020-03-05.ndjson")
    historian = try RunningStandIn(
      ["--folder", directory.file("historian"), "--api-key-file", directory.file("key")]
        + arguments, in: directory)
  }

  private static let design = #"{"_id":"_design/iotp","_rev":"1-a","views":{}}"# + "\n"

  /// Readings five times a second, in the order of ids that begin with changing digits.
  static func lines(day: String, _ range: Range<Int>) -> String {
    range.map { document(day: day, $0) }.joined(separator: "\n") + "\n"
  }

  static func document(day: String, _ index: Int) -> String {
    let second = 36_000 + index / 5
    let clock = [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
    let digits = String(UInt32(truncatingIfNeeded: index) &* 2_654_435_761, radix: 16)
    let id = String(repeating: "0", count: 8 - digits.count) + digits + "-5ed\(day)-11ea-bfff"
    return """
      {"_id":"\(id)","_rev":"1-a","deviceType":"Android","deviceId":"192.168.1.23",\
      "eventType":"status","format":"json",\
      "timestamp":"2020-03-\(day)T\(clock.joined(separator: ":")).\(index % 5 * 2)00Z",\
      "data":{"x_acc":0.\(index % 10),"y_acc":0.25,"z_acc":9.5,"proximity":5}}
      """
  }

  /// Writes documents to the current bucket, as the platform does.
  func writeLater() throws {
    let first = Self.counts.current
    let documents = (first..<first + Self.counts.later).map {
      Self.document(day: "05", $0).replacing(#""_rev":"1-a","#, with: "")
    }
    try send(
      "POST", "/\(Self.family)_2020-03-05/_bulk_docs",
      #"{"docs":[\#(documents.joined(separator: ","))]}"#,
      ["Content-Type: application/json", "Authorization: Bearer \(try token())"])
  }

  /// From now on the historian misbehaves so, and no other way.
  func setFaults(_ script: String) throws { try send("PUT", "/_standin/faults", script, []) }

  private func token() throws -> String {
    let answer = try send(
      "POST", "/identity/token",
      "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=\(Self.key)", [])
    let parts = answer.split(separator: "\"")
    guard let name = parts.firstIndex(of: "access_token"), parts.count > name + 2 else {
      throw CocoaError(.coderReadCorrupt)
    }
    return String(parts[name + 2])
  }

  @discardableResult
  private func send(
    _ method: String, _ path: String, _ body: String, _ headers: [String]
  ) throws -> String {
    let file = try directory.write(body, to: "body")
    let output = directory.file("answer")
    let child = try ChildProcess(
      .init(
        "/usr/bin/env",
        ["curl", "-sf", "-X", method, "--data-binary", "@\(file)", "-o", output]
          + headers.flatMap { ["-H", $0] } + [historian.url + path]))
    guard try child.endingInTime() == .exit(0) else { throw CocoaError(.fileReadUnknown) }
    return try String(contentsOfFile: output, encoding: .utf8)
  }

  /// Pulls with small pages and short waits into a store of that name.
  func pull(_ store: String, _ arguments: String...) throws -> BuiltProgram.Result {
    try run(
      [
        "pull", "--db", Self.family, "--page-size", "60", "--retry-base", "0.01",
        "--stall-time", "1", "--store", directory.file(store),
      ] + arguments)
  }

  /// - Parameter environment: Replaces what the environment has by the same names.
  func run(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> BuiltProgram.Result {
    try BuiltProgram.doorstats.run(
      arguments, in: directory, environment: self.environment.merging(environment) { $1 })
  }

  var environment: [String: String] {
    [
      "CLOUDANT_URL": historian.url, "CLOUDANT_APIKEY": Self.key,
      "CLOUDANT_AUTH_URL": historian.url,
    ]
  }

  /// Every reading in a store, in order.
  func readings(_ store: String) throws -> String {
    let result = try run(["export", "readings", "--store", directory.file(store)])
    guard result.status == 0 else { throw CocoaError(.fileReadCorruptFile) }
    return result.output
  }

  func copy(_ store: String, to other: String) throws {
    try FileManager.default.copyItem(
      atPath: directory.file(store), toPath: directory.file(other))
  }
}
