/// One question to the historian.
struct HistorianRequest: Sendable {
  var method = HTTPRequest.Method.get
  /// Path segments, not yet encoded.
  var segments: [String]
  var query: [(name: String, value: String)] = []
  /// A JSON body; makes it a `POST`.
  var body: [UInt8]?

  /// The path as people know it, for errors and progress.
  var what: String { "/" + segments.joined(separator: "/") }
}

/// The historian answered with a status that is neither success nor a passing fault.
struct Refusal: Error, Equatable {
  var status: Int
  var answer: String
}

/// Asks the historian: credentials, rate limit and retries, the same for every question.
///
/// | status | what is done |
/// |---|---|
/// | 2xx with complete JSON | done |
/// | 2xx with JSON cut short, 408, 5xx, reset, time-out | back off with full jitter, try again |
/// | 401 | renew the token or cookie once, then refuse for good |
/// | 403 | refuse at once |
/// | 429 | slow the shared limiter, back off or wait as told, try again |
/// | 3xx | refuse: credentials never follow to another address |
/// | other 4xx | refuse, with the reason |
public final class HistorianClient: Sendable {
  public let address: HistorianAddress
  let clock: any PullClock
  private let transport: any HTTPTransport
  private let limiter: RateLimiter
  private let slots: RequestSlots
  private let authenticator: Authenticator
  private let retrier: Retrier

  /// - Parameters:
  ///   - maximumRate: Requests a second that are never passed; `nil` adapts to the server.
  ///   - requestsInFlight: Most requests at the same time.
  ///   - notice: Hears of every request that is tried again.
  public init(
    access: HistorianAccess, transport: any HTTPTransport, policy: RetryPolicy = RetryPolicy(),
    maximumRate: Double? = nil, requestsInFlight: Int = .max,
    clock: any PullClock = SystemPullClock(),
    notice: @escaping @Sendable (RetryNotice) -> Void = { _ in }
  ) {
    address = access.address
    self.clock = clock
    self.transport = transport
    retrier = Retrier(policy: policy, clock: clock, notice: notice)
    slots = RequestSlots(count: requestsInFlight)
    limiter = RateLimiter(
      rate: access.address.isCloudant ? RateLimiter.freePlanRate : nil, maximumRate: maximumRate,
      clock: clock)
    authenticator = Authenticator(access: access, transport: transport, retrier: retrier)
  }

  /// Asks until there is a complete answer.
  ///
  /// - Parameters:
  ///   - request: Makes the request; asked again before every attempt, so that a page can shrink.
  ///   - onFault: Hears of every passing fault before the next attempt.
  ///   - read: Reads a 2xx answer; throws ``AnswerProblem`` for one that must be fetched again.
  /// - Throws: ``HistorianError``, ``Refusal``, or `CancellationError`.
  func send<Value>(
    _ request: () -> HistorianRequest, onFault: (PassingFault) -> Void = { _ in },
    read: (HTTPResponse) throws -> Value
  ) async throws -> Value {
    var renewals = 0
    return try await retrier.run(what: request().what, address: address) {
      while true {
        let request = request()
        let (response, grant): (HTTPResponse, Authenticator.Grant)
        do {
          (response, grant) = try await exchange(request)
        } catch let fault as TransportFault {
          let attempt: Attempt<Value> = try fault.attempt(what: request.what, address: address)
          if case .passing(let fault, _) = attempt { onFault(fault) }
          return attempt
        }
        if response.status == 401, renewals == 0,
          !Self.saysAdministratorsOnly(Answer.errorText(of: response)),
          await authenticator.renew(after: grant)
        {
          renewals += 1
          continue
        }
        let attempt = try await judge(response, request, read)
        if case .passing(let fault, _) = attempt { onFault(fault) }
        return attempt
      }
    }
  }

  /// Sends a request when there is a slot for it and the rate allows it.
  private func exchange(
    _ request: HistorianRequest
  ) async throws -> (HTTPResponse, Authenticator.Grant) {
    try await slots.withSlot {
      try await self.limiter.acquire()
      let grant = try await self.authenticator.grant()
      return (try await self.transport.send(self.httpRequest(request, grant)), grant)
    }
  }

  private func judge<Value>(
    _ response: HTTPResponse, _ request: HistorianRequest, _ read: (HTTPResponse) throws -> Value
  ) async throws -> Attempt<Value> {
    if (200..<300).contains(response.status) {
      await authenticator.adopt(response)
      do {
        return .done(try read(response))
      } catch AnswerProblem.incomplete(let detail) {
        return .passing(.incomplete(detail))
      } catch AnswerProblem.lacking(let detail) {
        return .passing(.lacking(detail))
      } catch AnswerProblem.nonsense(let detail) {
        return .passing(.nonsense(detail))
      }
    }
    let answer = Answer.errorText(of: response)
    let wait = retrier.policy.retryAfter(
      response.header("Retry-After"), now: clock.secondsSince1970)
    switch response.status {
    case 300..<400:
      throw HistorianError.redirected(
        from: address.description, to: response.header("Location") ?? "nowhere")
    case 401: throw await unauthorized(answer)
    case 403 where Self.saysLocked(answer): throw await authenticator.lock(answer: answer)
    case 403: throw HistorianError.forbidden(what: request.what, answer: answer)
    case 429:
      let allowed = (try? Answer(response.body))?["rate"] as? Double
      await limiter.slowDown(allowed: allowed, pauseSeconds: wait)
      return .limited(answer: answer, retryAfterSeconds: wait)
    case 408, 500, 502, 503, 504, 520..<600:
      return .passing(.status(response.status, answer: answer), retryAfterSeconds: wait)
    default: throw Refusal(status: response.status, answer: answer)
    }
  }

  /// A 401 after renewal. What only administrators may do says so, and refuses nothing else.
  private func unauthorized(_ answer: String) async -> any Error {
    if Self.saysAdministratorsOnly(answer) { return Refusal(status: 401, answer: answer) }
    return await authenticator.refuse(answer: answer)
  }

  private func httpRequest(_ request: HistorianRequest, _ grant: Authenticator.Grant) -> HTTPRequest
  {
    var headers = [HTTPHeader("Accept", "application/json")] + grant.headers
    if request.body != nil { headers.append(HTTPHeader("Content-Type", "application/json")) }
    return HTTPRequest(
      request.body == nil ? request.method : .post,
      address.url(request.segments, query: request.query), headers: headers, body: request.body)
  }

  /// CouchDB's words for a lock-out after five wrong passwords.
  static func saysLocked(_ answer: String) -> Bool { answer.contains("temporarily locked") }

  /// CouchDB's words for what an ordinary user may not do.
  static func saysAdministratorsOnly(_ answer: String) -> Bool {
    answer.contains("not a server admin")
  }
}
