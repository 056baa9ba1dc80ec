import Foundation

/// Puts credentials on requests, and renews those that expire.
///
/// All workers share one: a token is fetched once for all, refreshed at 80 % of its life, and
/// credentials that were refused once are never sent again.
actor Authenticator {
  /// Headers to send, and which issue of the token they hold.
  struct Grant: Sendable {
    var headers: [HTTPHeader]
    var issue: Int
  }

  private struct Token {
    var header: HTTPHeader
    /// When to fetch the next [s of the clock]; infinite where only a 401 tells.
    var refreshAt: Double
    var issue: Int
  }

  /// Share of a token's life after which it is fetched anew.
  private static let refreshShare = 0.8

  private let access: HistorianAccess
  private let office: TokenOffice
  private let clock: any PullClock
  private var token: Token?
  private var lastIssue = 0
  private var fetch: Task<Token, any Error>?
  private var refusal: HistorianError?

  init(access: HistorianAccess, transport: any HTTPTransport, retrier: Retrier) {
    self.access = access
    clock = retrier.clock
    office = TokenOffice(access: access, transport: transport, retrier: retrier)
  }

  /// The headers for the next request.
  ///
  /// - Throws: ``HistorianError`` when the credentials were refused, now or before.
  func grant() async throws -> Grant {
    if let refusal { throw refusal }
    switch access.credentials {
    case .none: return Grant(headers: [], issue: 0)
    case .basic(let user, let password):
      let pair = Data("\(user):\(password.text)".utf8).base64EncodedString()
      return Grant(headers: [HTTPHeader("Authorization", "Basic \(pair)")], issue: 0)
    case .bearer(let token):
      return Grant(headers: [HTTPHeader("Authorization", "Bearer \(token.text)")], issue: 0)
    case .session, .iam:
      let token = try await currentToken()
      return Grant(headers: [token.header], issue: token.issue)
    }
  }

  /// Hears of a 401 for an issue of the token.
  ///
  /// - Returns: Whether the request may be tried again with new headers.
  func renew(after grant: Grant) -> Bool {
    switch access.credentials {
    case .session, .iam:
      if token?.issue == grant.issue { token = nil }
      return true
    case .none, .basic, .bearer: return false
    }
  }

  /// Notes for good that the credentials are refused, and says how.
  func refuse(answer: String) -> HistorianError {
    let error: HistorianError =
      access.credentials == .none
      ? .credentialsMissing(host: access.address.host)
      : .credentialsRefused(host: access.address.host, answer: answer)
    if refusal == nil { refusal = error }
    return error
  }

  /// Notes for good that the account is locked: no request may follow.
  func lock(answer: String) -> HistorianError {
    let error = HistorianError.accountLocked(host: access.address.host, answer: answer)
    refusal = error
    return error
  }

  /// Takes over a cookie that the server renewed by itself.
  func adopt(_ response: HTTPResponse) {
    guard case .session = access.credentials, let token,
      let cookie = TokenOffice.sessionCookie(in: response)
    else { return }
    self.token = Token(header: cookie, refreshAt: token.refreshAt, issue: token.issue)
  }

  // MARK: Tokens

  private func currentToken() async throws -> Token {
    if let token, clock.seconds < token.refreshAt { return token }
    let running = fetch ?? startFetch()
    let result = await withTaskCancellationHandler {
      await running.result
    } onCancel: {
      running.cancel()
    }
    if fetch == running { fetch = nil }
    if case .failure(let error as HistorianError) = result, error.kind == .credentials {
      refusal = refusal ?? error
    }
    let fetched = try result.get()
    if token.map({ $0.issue < fetched.issue }) ?? true { token = fetched }
    return fetched
  }

  /// Begins to fetch a token; whoever needs one meanwhile waits for the same.
  private func startFetch() -> Task<Token, any Error> {
    lastIssue += 1
    let issue = lastIssue
    let started = clock.seconds
    let task = Task { [office] in
      let (header, life) = try await office.fetch()
      return Token(header: header, refreshAt: started + Self.refreshShare * life, issue: issue)
    }
    fetch = task
    return task
  }
}
