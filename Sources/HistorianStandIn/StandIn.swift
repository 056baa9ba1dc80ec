import FlyingFox
import FlyingSocks
import Foundation

/// A server that answers as CouchDB 3.5.0 does, for trying `doorstats` without one.
///
///     let standIn = StandIn(.init(faults: [Fault(.status(503), occurrence: .first(1))]))
///     let url = try await standIn.start()
///     try standIn.createDatabase("iotp_65cjsf_sensor-data_2020-03-03")
///     try standIn.write(#"{"_id":"a","x":1}"#, to: "iotp_65cjsf_sensor-data_2020-03-03")
///     …
///     await standIn.stop()
///
/// It listens on 127.0.0.1 only. Databases come from files, from code, or are made by requests;
/// what is written is kept in memory and forgotten at the end.
public final class StandIn: Sendable {
  private let historian: Historian
  private let server = Guarded<(http: HTTPServer, run: Task<Void, any Error>)?>(nil)
  private let log: Guarded<RequestLog>

  public init(_ configuration: Configuration = Configuration()) throws {
    historian = Historian(configuration)
    log = Guarded(try RequestLog(path: configuration.logPath))
    for folder in configuration.folders {
      for (name, source) in try FileSource.databases(in: folder) {
        createDatabase(name, source: source)
      }
    }
  }

  // MARK: Running

  /// The server did not come up.
  public struct CannotListen: Error, CustomStringConvertible {
    public var port: UInt16
    public var reason: String
    public var description: String { "cannot listen on 127.0.0.1:\(port): \(reason)" }
  }

  /// Starts listening.
  ///
  /// - Returns: The address of the server, `http://127.0.0.1:PORT`.
  public func start() async throws -> URL {
    let wanted = historian.configuration.port
    // Long polls wait for minutes, so requests have no time limit here.
    let http = HTTPServer(
      config: .init(
        address: try sockaddr_in.inet(ip4: "127.0.0.1", port: wanted), timeout: 86_400,
        logger: .disabled),
      handler: Handler(standIn: self))
    let failure = Guarded<String?>(nil)
    let run = Task {
      do {
        try await http.run()
      } catch {
        failure.with { $0 = "\(error)" }
        throw error
      }
    }
    server.with { $0 = (http, run) }
    while await http.listeningAddress == nil {
      if let reason = failure.with({ $0 }) { throw CannotListen(port: wanted, reason: reason) }
      try await Task.sleep(for: .milliseconds(2))
    }
    guard case .ip4(_, let port) = await http.listeningAddress,
      let url = URL(string: "http://127.0.0.1:\(port)")
    else { throw CannotListen(port: wanted, reason: "no address") }
    Sockets.sendWithoutDelay(listeningOn: port)
    return url
  }

  /// Stops listening and closes every connection.
  public func stop() async {
    guard
      let (http, run) = server.with({ server in
        defer { server = nil }
        return server
      })
    else { return }
    await http.stop()
    run.cancel()
  }

  fileprivate func response(to request: HTTPRequest) async throws -> HTTPResponse {
    let call = try await Call(request)
    if let answer = Steering(historian: historian).answer(call) {
      return Wire.response(answer, version: request.version)
    }
    let delay = historian.configuration.delayMilliseconds
    if delay > 0 { try await Task.sleep(for: .milliseconds(delay)) }
    let answer = await historian.answer(call)
    log.with { $0.append(call, answer) }
    if answer.damage == .resetConnection, let clientPort = call.clientPort,
      let http = server.with({ $0?.http }), case .ip4(_, let port) = await http.listeningAddress
    {
      Sockets.reset(serverPort: port, clientPort: clientPort)
    }
    return Wire.response(answer, version: request.version)
  }

  // MARK: Looking and changing from outside

  /// Requests answered so far, oldest first.
  public var requests: [RequestRecord] { log.with { $0.records } }

  /// Forgets the requests so far.
  public func clearRequests() { log.with { $0.records = [] } }

  /// Names of the databases, in the order of their bytes.
  public var databaseNames: [String] { historian.databaseNames }

  /// Adds a database, or replaces the one of that name.
  public func createDatabase(_ name: String, source: any DocumentSource = NoDocuments()) {
    historian.databases.with { $0[name] = Database(name: name, source: source) }
  }

  /// Drops a database, as the platform drops buckets that are too old.
  public func removeDatabase(_ name: String) {
    historian.databases.with { $0[name] = nil }
  }

  /// The database does not exist, or the text is no document, or its revision is not the one there.
  public struct CannotWrite: Error, CustomStringConvertible {
    public var description: String
  }

  /// Writes documents given as JSON text; identifiers are made where they are missing.
  ///
  /// - Returns: The new revisions.
  @discardableResult
  public func write(_ documents: String..., to database: String) throws -> [String] {
    try write(documents, to: database)
  }

  /// Writes documents given as JSON text; identifiers are made where they are missing.
  @discardableResult
  public func write(_ documents: [String], to database: String) throws -> [String] {
    try writing {
      let updates = try documents.map {
        try DocumentUpdate(try JSONParser.value(of: Bytes($0.utf8)))
      }
      return try historian.database(database).write(updates).map { revision in
        guard let revision else { throw Refusal.conflict }
        return String(decoding: revision, as: UTF8.self)
      }
    }
  }

  /// Takes over a revision as it is, perhaps as a conflicting leaf, as replication does.
  public func replicate(_ document: String, to database: String) throws {
    try writing {
      let update = try DocumentUpdate(try JSONParser.value(of: Bytes(document.utf8)))
      try historian.database(database).replicate([update])
    }
  }

  /// Sets members and administrators, given as CouchDB's `_security` object.
  public func setSecurity(_ security: String, of database: String) throws {
    try writing {
      let value = try JSONParser.value(of: Bytes(security.utf8))
      try historian.database(database).update { $0.setSecurity(value) }
    }
  }

  private func writing<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let refusal as Refusal {
      throw CannotWrite(description: "\(refusal.error): \(refusal.reason)")
    } catch is JSONParser.Malformed {
      throw CannotWrite(description: "not JSON")
    }
  }

  /// Makes these faults, and no others, strike from the next request on.
  public func setFaults(_ faults: [Fault]) { historian.faults.with { $0 = FaultPlan(faults) } }

  /// Makes every session cookie and token invalid that was given out before.
  public func expireSessions() { historian.accounts.with { $0.expireSessions() } }
}

/// Hands requests of FlyingFox to the stand-in.
private struct Handler: HTTPHandler {
  let standIn: StandIn

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    try await standIn.response(to: request)
  }
}
