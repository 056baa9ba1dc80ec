/// An address that takes alerts by HTTP POST. All of it may be a secret: often a key is part of it.
public struct Webhook: Sendable, Equatable {
  let url: Secret
  let bearer: Secret?
  /// Scheme, host and port: what may be shown.
  public let server: HistorianAddress

  /// - Parameter bearer: A token for the header `Authorization`.
  /// - Throws: `HistorianAddress.Problem`, which holds no part of what may be secret.
  public init(url: String, bearer: String? = nil) throws(HistorianAddress.Problem) {
    let url = url.trimmingWhitespace()
    // What follows the server is sent as it is given, and is nobody's business.
    let begin = url.firstRange(of: "://").map { $0.upperBound } ?? url.startIndex
    let end = url[begin...].firstIndex { "/?#".contains($0) } ?? url.endIndex
    let parsed = try HistorianAddress.parse(String(url[..<end]))
    guard parsed.user == nil, parsed.password == nil,
      url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
    else { throw .invalidHost }
    server = parsed.address
    self.url = Secret(url)
    self.bearer = bearer.map(Secret.init)
  }
}

/// Why an alert did not reach its webhook. No case holds a secret.
public enum WebhookError: Error, Sendable, Equatable, CustomStringConvertible {
  /// No connection after all retries.
  case unreachable(server: String, reason: String)
  /// Connected, but no success after all retries.
  case unavailable(server: String, reason: String)
  /// The certificate is not trusted.
  case untrusted(server: String, reason: String)
  /// Status 401 or 403.
  case unauthorized(server: String, status: Int)
  /// Any other answer that is no success.
  case refused(server: String, status: Int)

  /// What happened, with what.
  public var description: String {
    switch self {
    case .unreachable(let server, let reason): "cannot reach \(server): \(reason)"
    case .unavailable(let server, let reason): "\(server) does not take it: \(reason)"
    case .untrusted(let server, let reason): "no trusted connection to \(server): \(reason)"
    case .unauthorized(let server, let status): "\(server) refuses the credentials (\(status))"
    case .refused(let server, let status): "\(server) refuses it (\(status))"
    }
  }
}

/// Hands alerts to webhooks, again and again where that may help.
///
/// | answer | what is done |
/// |---|---|
/// | 2xx | done |
/// | none, 408, 425, 5xx | back off with full jitter, try again |
/// | 429 | wait as told, try again |
/// | 3xx, other 4xx | refused: a redirect could carry the message to another server |
public struct WebhookSender: Sendable {
  private let transport: any HTTPTransport
  private let retrier: Retrier

  /// Few attempts and short waits: the next run tries again.
  public static var standardPolicy: RetryPolicy {
    var policy = RetryPolicy()
    policy.attempts = 4
    policy.rateLimitAttempts = 4
    policy.longestSeconds = 5
    policy.longestRetryAfterSeconds = 10
    return policy
  }

  public init(
    transport: any HTTPTransport, policy: RetryPolicy = Self.standardPolicy,
    clock: any PullClock = SystemPullClock()
  ) {
    self.transport = transport
    retrier = Retrier(policy: policy, clock: clock) { _ in }
  }

  /// Sends JSON until it is taken.
  ///
  /// - Parameter key: The same on every attempt, so that the server can tell a repeat: the header
  ///   `Idempotency-Key`.
  /// - Throws: ``WebhookError`` or `CancellationError`.
  public func send(_ json: String, key: String, to webhook: Webhook) async throws {
    var headers = [
      HTTPHeader("Content-Type", "application/json"), HTTPHeader("Idempotency-Key", key),
    ]
    if let bearer = webhook.bearer {
      headers.append(HTTPHeader("Authorization", "Bearer \(bearer.text)"))
    }
    let request = HTTPRequest(
      .post, webhook.url.text, headers: headers, body: Array(json.utf8))
    let server = webhook.server
    do {
      try await retrier.run(what: "the webhook", address: server) { () -> Attempt<Void> in
        let response: HTTPResponse
        do { response = try await transport.send(request) } catch let fault as TransportFault {
          return try fault.attempt(what: "the webhook", address: server)
        }
        return try judge(response, server)
      }
    } catch let error as HistorianError { throw WebhookError(error, server: server.description) }
  }

  private func judge(
    _ response: HTTPResponse, _ server: HistorianAddress
  ) throws -> Attempt<Void> {
    let retryAfter = retrier.policy.retryAfter(
      response.header("Retry-After"), now: retrier.clock.secondsSince1970)
    switch response.status {
    case 200...299: return .done(())
    case 429: return .limited(answer: "status 429", retryAfterSeconds: retryAfter)
    case 408, 425, 500...599:
      return .passing(.status(response.status, answer: ""), retryAfterSeconds: retryAfter)
    case 401, 403:
      throw WebhookError.unauthorized(server: server.description, status: response.status)
    default: throw WebhookError.refused(server: server.description, status: response.status)
    }
  }
}

extension WebhookError {
  fileprivate init(_ error: HistorianError, server: String) {
    switch error {
    case .unreachable(_, let fault): self = .unreachable(server: server, reason: "\(fault)")
    case .untrusted(_, let detail): self = .untrusted(server: server, reason: detail)
    case .unavailable(_, _, let reason): self = .unavailable(server: server, reason: reason)
    case .nonsense(_, let detail): self = .unavailable(server: server, reason: detail)
    case .rateLimited(_, let answer): self = .unavailable(server: server, reason: answer)
    default: self = .unavailable(server: server, reason: error.happening)
    }
  }
}
