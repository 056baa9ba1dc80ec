import ArgumentParser
import Foundation
import HistorianStandIn

@main
struct HistorianStandInCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "historian-standin",
    abstract: "Serves documents over HTTP as CouchDB 3.5.0 does, on 127.0.0.1 only.",
    discussion: """
      Everything written is kept in memory and forgotten at the end. Files are mapped, and read \
      when their database is first asked for. Without --user everybody may do everything.
      """)

  @Option(help: "Port to listen on; 0 takes any free one.")
  var port: UInt16 = 0

  @Option(help: "Folder of .ndjson and .json files, each a database of its name. Repeatable.")
  var folder: [String] = []

  @Option(help: "Also serve a simulated door of this kind (home, office, noisy, …); see --db.")
  var simulate: String?

  @Option(help: "Seed of the simulated door.")
  var seed: UInt64 = 1

  @Option(help: "First day of the simulated door, YYYY-MM-DD, UTC.")
  var since = "2026-11-02"

  @Option(help: "Days of the simulated door.")
  var days = 14

  @Option(help: "Name of the simulated door's day buckets, before the day.")
  var db = "iotp_65cjsf_sensor-data"

  @Option(help: "Name of the administrator.")
  var user: String?

  @Option(help: "File with the administrator's password, or name:password lines of all accounts.")
  var passwordFile: String?

  @Option(help: "Name of an ordinary account in the password file. Repeatable.")
  var nonAdminUser: [String] = []

  @Flag(help: "Ask for a login even for GET /.")
  var requireValidUser = false

  @Option(help: "Life of a session cookie [s].")
  var cookieSeconds = 600

  @Option(
    help: "File with an API key: /identity/token gives tokens for it, and a token is needed.")
  var apiKeyFile: String?

  @Option(help: "Life of such a token [s].")
  var tokenSeconds = 3600

  @Flag(help: "Keep answers to _all_docs and give them again without work, for measuring clients.")
  var keepPages = false

  @Option(help: "Wait before every answer [ms].")
  var delay = 0

  @Flag(help: "Compress for clients that accept gzip, as Cloudant does.")
  var gzip = false

  @Option(help: "File that gets one line a request: method, path, status, bytes.")
  var log: String?

  @Option(help: "Requests a second of each class (lookup, write, query) before 429.")
  var maxRequestsPerSecond: Int?

  @Option(help: "Retry-After header of 429 [s].")
  var retryAfter: Int?

  @Option(help: "Most changes in one answer.")
  var changesLimit: Int?

  @Option(
    help: """
      What goes wrong on purpose: status=CODE, redirect=URL, body=html|empty, cut=BYTES, \
      truncate=BYTES, length=±BYTES, corrupt-gzip, delay-body=MS, stall=BYTES, slow=BYTES/S, reset, \
      null-docs, repeat-rows or rewind, then ,path=TEXT ,method=NAME ,nth=N ,first=N ,after=N \
      ,every=N ,retry-after=S. Repeatable.
      """)
  var fault: [String] = []

  @Option(
    help: """
      File of such faults, one a line. PUT /_standin/faults with the same text replaces them later.
      """)
  var faultScript: String?

  func run() async throws {
    let standIn: StandIn
    do {
      standIn = try StandIn(try settings())
    } catch let error as Fault.BadSpecification {
      throw ValidationError(error.description)
    }
    if let simulate {
      try standIn.addSimulatedDoor(
        named: db, preset: simulate, seed: seed, since: since, days: days)
    }
    let url = try await standIn.start()
    try FileHandle.standardOutput.write(contentsOf: Data("listening on \(url)\n".utf8))
    await Signals.firstToEnd()
    await standIn.stop()
  }

  private func settings() throws -> StandIn.Configuration {
    StandIn.Configuration(
      port: port, folders: folder, accounts: try accounts(),
      requiresValidUser: requireValidUser, cookieSeconds: cookieSeconds,
      identityService: try identityService(), keepsPages: keepPages,
      delayMilliseconds: delay, compresses: gzip, maxRequestsPerSecond: maxRequestsPerSecond,
      retryAfterSeconds: retryAfter, changesLimit: changesLimit, faults: try faults(), logPath: log)
  }

  private func faults() throws -> [Fault] {
    let script = try faultScript.map { try String(contentsOfFile: $0, encoding: .utf8) } ?? ""
    return try fault.map { try Fault(specification: $0) } + Fault.script(script)
  }

  private func identityService() throws -> IdentityService? {
    try apiKeyFile.map { path in
      let key = try String(contentsOfFile: path, encoding: .utf8)
      return IdentityService(
        key: key.trimmingCharacters(in: .whitespacesAndNewlines), lifeSeconds: tokenSeconds)
    }
  }

  /// Passwords come from a file, never from an argument that every process can see.
  private func accounts() throws -> [Account] {
    guard let user else { return [] }
    guard let passwordFile else { throw ValidationError("--user needs --password-file") }
    let lines = try String(contentsOfFile: passwordFile, encoding: .utf8)
      .split(whereSeparator: \.isNewline).map(String.init)
    return try ([user] + nonAdminUser).map { name in
      let own = lines.first { $0.hasPrefix("\(name):") }.map { $0.dropFirst(name.count + 1) }
      let only = lines.count == 1 && name == user ? lines.first.map { Substring($0) } : nil
      guard let password = own ?? only else {
        throw ValidationError("\(passwordFile) has no line \(name):PASSWORD")
      }
      return Account(name: name, password: String(password), isAdmin: name == user)
    }
  }
}
