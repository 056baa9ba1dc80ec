import Foundation

/// The server's state and the way of a request through it, without the wire.
final class Historian: Sendable {
  let configuration: StandIn.Configuration
  let databases = Guarded<[String: Database]>([:])
  let accounts: Guarded<Accounts>
  let faults: Guarded<FaultPlan>
  /// Answers to `_all_docs` by request; `nil` where none is kept.
  let keptPages: Guarded<[String: Answer]>?
  private let limit: Guarded<RateLimit?>
  /// Databases in use, the latest last.
  private let open = Guarded<[Database]>([])
  /// A day of a door takes some 30 MB while it is open.
  private static let mostOpen = 4

  init(_ configuration: StandIn.Configuration) {
    self.configuration = configuration
    accounts = Guarded(Accounts(configuration))
    faults = Guarded(FaultPlan(configuration.faults))
    keptPages = configuration.keepsPages ? Guarded([:]) : nil
    limit = Guarded(
      configuration.maxRequestsPerSecond.map {
        RateLimit(perSecond: $0, retryAfterSeconds: configuration.retryAfterSeconds)
      })
  }

  /// Answers one request; whatever goes wrong becomes an answer too.
  func answer(_ call: Call) async -> Answer {
    let damage = faults.with { $0.next(for: call) }
    var answer: Answer
    if let refused = limit.with({ $0?.refusal(of: call) }) {
      answer = refused
    } else if let instead = damage.flatMap({ FaultAnswer.answer($0, to: call) }) {
      answer = instead
    } else {
      answer = await routed(damage == .rewoundChanges ? call.rewound : call)
    }
    answer.damage = damage
    finish(&answer, call)
    return answer
  }

  private func routed(_ call: Call) async -> Answer {
    if call.segments == IdentityService.path,
      let answer = accounts.with({ $0.identityService?.answer(call) })
    {
      return answer
    }
    do {
      let caller = try accounts.with { try $0.caller(of: call) }
      return try await Router(historian: self, call: call, caller: caller).answer()
    } catch let refusal as Refusal {
      return refusal.answer
    } catch let error as InternalError {
      return error.answer
    } catch {
      return Refusal(status: 500, error: "internal_server_error", reason: "\(error)").answer
    }
  }

  private func finish(_ answer: inout Answer, _ call: Call) {
    answer.set("Date", HTTPDate.header(Date()))
    answer.set("Server", "CouchDB/3.5.0 (Erlang OTP/25)")
    if answer.isTraced {
      let identifier = Revision.hex((0..<5).map { _ in UInt8.random(in: 0...255) })
      answer.set("X-Couch-Request-ID", String(decoding: identifier, as: UTF8.self))
      answer.set("X-CouchDB-Body-Time", "0")
    }
    if call.closesConnection { answer.set("Connection", "close") }
    answer.damageRows(answer.damage)
    if configuration.compresses, call.headers["accept-encoding"]?.contains("gzip") == true {
      answer.compress()
    }
    if answer.damage == .corruptGzip { answer.corruptGzip() }
    if call.method == "HEAD" { answer.keepHeadOnly() }
  }

  // MARK: Databases

  func database(_ name: String) throws -> Database {
    guard let database = databases.with({ $0[name] }) else { throw Refusal.noDatabase }
    keepOpen(database)
    return database
  }

  /// Notes that a database is in use, and releases the one that was not for longest.
  private func keepOpen(_ database: Database) {
    let released = open.with { open -> Database? in
      open.removeAll { $0 === database }
      open.append(database)
      return open.count > Self.mostOpen ? open.removeFirst() : nil
    }
    released?.release()
  }

  /// Names in the order of their bytes.
  var databaseNames: [String] {
    databases.with { databases in
      databases.keys.sorted { Bytes($0.utf8).lexicographicallyPrecedes(Bytes($1.utf8)) }
    }
  }
}

extension Answer {
  /// For `HEAD`: the header of the body that is not sent. Streamed answers claim length 0.
  mutating func keepHeadOnly() {
    if case .whole(let bytes) = body { set("Content-Length", String(bytes.count)) }
    body = .whole([])
  }
}
