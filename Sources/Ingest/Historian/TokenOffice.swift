import Foundation

/// Fetches tokens and cookies: the requests, without keeping anything.
///
/// References: IBM Cloud API, "IAM Identity Services, Create an IAM access token for an API key";
/// CouchDB, "Cookie Authentication".
struct TokenOffice: Sendable {
  /// Life of a token whose answer does not tell [s].
  private static let assumedLifeSeconds = 3600.0

  let access: HistorianAccess
  let transport: any HTTPTransport
  let retrier: Retrier

  /// Fetches a token or cookie.
  ///
  /// - Returns: The header that shows it, and its life [s]; infinite where only a 401 tells.
  /// - Precondition: The credentials are of a kind that needs one.
  func fetch() async throws -> (header: HTTPHeader, lifeSeconds: Double) {
    switch access.credentials {
    case .iam(let key, let service): return try await fetchIAMToken(key, service)
    case .session(let user, let password): return (try await logIn(user, password), .infinity)
    case .none, .basic, .bearer: preconditionFailure("these credentials need no token")
    }
  }

  private func fetchIAMToken(
    _ key: Secret, _ service: HistorianAddress
  ) async throws -> (header: HTTPHeader, lifeSeconds: Double) {
    let request = HTTPRequest(
      .post, service.url(["identity", "token"]), headers: Self.formHeaders,
      body: Self.form([
        ("grant_type", "urn:ibm:params:oauth:grant-type:apikey"), ("apikey", key.text),
      ]))
    let response = try await exchange(request, what: "token service", with: service)
    guard let answer = try? Answer(response.body), let text = answer["access_token"] as? String
    else {
      throw HistorianError.nonsense(what: "token service \(service)", detail: "no access_token")
    }
    let life = (answer["expires_in"] as? NSNumber)?.doubleValue ?? Self.assumedLifeSeconds
    return (HTTPHeader("Authorization", "Bearer \(text)"), life)
  }

  private func logIn(_ user: String, _ password: Secret) async throws -> HTTPHeader {
    let request = HTTPRequest(
      .post, access.address.url(["_session"]), headers: Self.formHeaders,
      body: Self.form([("name", user), ("password", password.text)]))
    let response = try await exchange(request, what: "_session", with: access.address)
    guard let cookie = Self.sessionCookie(in: response) else {
      throw HistorianError.nonsense(what: "_session", detail: "no AuthSession cookie")
    }
    return cookie
  }

  /// Sends a request for a token; refusals are final, faults are retried.
  private func exchange(
    _ request: HTTPRequest, what: String, with server: HistorianAddress
  ) async throws -> HTTPResponse {
    try await retrier.run(what: what, address: server) { () -> Attempt<HTTPResponse> in
      do {
        let response = try await transport.send(request)
        return try judge(response, what: what, server)
      } catch let fault as TransportFault {
        return try fault.attempt(what: what, address: server)
      }
    }
  }

  private func judge(
    _ response: HTTPResponse, what: String, _ server: HistorianAddress
  ) throws -> Attempt<HTTPResponse> {
    let answer = Self.refusalText(of: response)
    let wait = retrier.policy.retryAfter(
      response.header("Retry-After"), now: retrier.clock.secondsSince1970)
    switch response.status {
    case 200..<300:
      // A cut answer is not a token; a complete one that lacks it is judged by the caller.
      guard (try? Answer(response.body)) != nil else {
        return .passing(.incomplete("\(response.body.count) bytes"))
      }
      return .done(response)
    case 300..<400:
      throw HistorianError.redirected(
        from: server.description, to: response.header("Location") ?? "nowhere")
    case 429: return .limited(answer: answer, retryAfterSeconds: wait)
    case 408, 500, 502, 503, 504:
      return .passing(.status(response.status, answer: answer), retryAfterSeconds: wait)
    case 403 where HistorianClient.saysLocked(answer):
      throw HistorianError.accountLocked(host: server.host, answer: answer)
    case 400, 401, 403: throw HistorianError.credentialsRefused(host: server.host, answer: answer)
    default:
      throw HistorianError.badRequest(what: what, status: response.status, answer: answer)
    }
  }

  /// The error text of CouchDB or, with other names, of the token service.
  private static func refusalText(of response: HTTPResponse) -> String {
    if let answer = try? Answer(response.body), let message = answer["errorMessage"] as? String {
      return [answer["errorCode"] as? String, message].compactMap { $0 }.joined(separator: ": ")
    }
    return Answer.errorText(of: response)
  }

  /// The header that sends back the session's cookie, where the response sets one.
  static func sessionCookie(in response: HTTPResponse) -> HTTPHeader? {
    for header in response.headers where header.name.lowercased() == "set-cookie" {
      let pair = header.value.prefix { $0 != ";" }
      if pair.hasPrefix("AuthSession="), pair.count > "AuthSession=".count {
        return HTTPHeader("Cookie", String(pair))
      }
    }
    return nil
  }

  private static let formHeaders = [
    HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
    HTTPHeader("Accept", "application/json"),
  ]

  private static func form(_ fields: [(name: String, value: String)]) -> [UInt8] {
    Array(
      fields.map { "\($0.name)=\($0.value.percentEncoded)" }.joined(separator: "&").utf8)
  }
}
