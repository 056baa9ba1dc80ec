import Foundation

/// The server's state and the way of a request through it, without the wire.
final class Historian: Sendable {
  let configuration: StandIn.Configuration
  let databases = Guarded<[String: Database]>([:])
  let accounts: Guarded<Accounts>
  let faults: Guarded<FaultPlan>
  private let limit: Guarded<RateLimit?>
  let started = Date()

  init(_ configuration: StandIn.Configuration) {
    self.configuration = configuration
    accounts = Guarded(
      Accounts(
        configuration.accounts, requiresValidUser: configuration.requiresValidUser,
        cookieSeconds: configuration.cookieSeconds))
    faults = Guarded(FaultPlan(configuration.faults))
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
    } else if case .status(let status, let retryAfter) = damage {
      answer = FaultAnswer.answer(status, retryAfterSeconds: retryAfter, to: call)
    } else {
      answer = await routed(call)
    }
    answer.damage = damage
    finish(&answer, call)
    return answer
  }

  private func routed(_ call: Call) async -> Answer {
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
    if configuration.compresses, call.headers["accept-encoding"]?.contains("gzip") == true {
      answer.compress()
    }
    if call.method == "HEAD" { answer.keepHeadOnly() }
  }

  // MARK: Databases

  func database(_ name: String) throws -> Database {
    guard let database = databases.with({ $0[name] }) else { throw Refusal.noDatabase }
    return database
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

/// What a status that was asked for by a fault says.
enum FaultAnswer {
  static func answer(_ status: Int, retryAfterSeconds: Int?, to call: Call) -> Answer {
    var answer: Answer
    switch status {
    case 401: answer = Refusal.unauthorized("Name or password is incorrect.").answer
    case 403: answer = Refusal.forbidden("You are not allowed to access this db.").answer
    case 404: answer = Refusal.noDatabase.answer
    case 408: answer = refusal(408, "timeout", "The request could not be processed in time.")
    case 429:
      let kind = RateLimit.requestClass(of: call)
      return RateLimit.answer(kind, rate: 5, retryAfterSeconds: retryAfterSeconds)
    case 500: answer = refusal(500, "internal_server_error", "No DB shards could be opened.")
    case 503: answer = refusal(503, "service_unavailable", "Service unavailable")
    default: answer = refusal(status, "unknown_error", "undefined")
    }
    answer.set("Retry-After", retryAfterSeconds.map(String.init))
    return answer
  }

  private static func refusal(_ status: Int, _ error: String, _ reason: String) -> Answer {
    Refusal(status: status, error: error, reason: reason).answer
  }
}
