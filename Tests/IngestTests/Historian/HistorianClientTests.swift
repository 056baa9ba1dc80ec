import Foundation
import Testing

@testable import Ingest

@Suite struct HistorianClientTests {
  private static let info = #"{"db_name":"d","update_seq":"1-a","doc_count":3}"#
  private static let wrong = #"{"error":"unauthorized","reason":"Name or password is incorrect."}"#
  private static let token = #"{"access_token":"T1","expires_in":3600}"#

  private func client(
    _ steps: [ScriptedTransport.Step], _ credentials: Credentials = .none,
    clock: VirtualClock = VirtualClock(), host: String = "h"
  ) throws -> (HistorianClient, ScriptedTransport) {
    let transport = ScriptedTransport(steps)
    let address = try HistorianAddress.parse("http://\(host)").address
    let access = HistorianAccess(address: address, credentials: credentials)
    return (HistorianClient(access: access, transport: transport, clock: clock), transport)
  }

  private func iam() throws -> Credentials {
    .iam(key: Secret("k y"), tokenService: try HistorianAddress.parse("https://t").address)
  }

  private let session = Credentials.session(user: "u", password: Secret("p&q"))
  private let basic = Credentials.basic(user: "u", password: Secret("p"))

  private static func login(_ cookie: String) -> ScriptedTransport.Step {
    .answer(
      200, #"{"ok":true}"#,
      headers: [HTTPHeader("Set-Cookie", "AuthSession=\(cookie); Version=1; HttpOnly")])
  }

  private func headers(_ request: HTTPRequest) -> [String: String] {
    Dictionary(request.headers.map { ($0.name, $0.value) }) { first, _ in first }
  }

  // MARK: Answers

  @Test func `a database's information is read, and its absence`() async throws {
    let (client, transport) = try client([
      .answer(200, Self.info), .answer(404, #"{"error":"not_found","reason":"missing"}"#),
    ])
    #expect(
      try await client.info(of: "d+/x") == BucketInfo(updateSequence: "1-a", documentCount: 3))
    #expect(try await client.info(of: "d") == nil)
    #expect(transport.requests[0].url == "http://h/d%2B%2Fx")
    #expect(headers(transport.requests[0])["Accept"] == "application/json")
  }

  @Test func `sequences of any JSON type are handed back as they came`() async throws {
    let (client, _) = try client([
      .answer(200, #"{"db_name":"d","update_seq":17,"doc_count":3}"#),
      .answer(200, #"{"db_name":"d","update_seq":[17,"a/b"],"doc_count":3}"#),
      .answer(200, #"{"db_name":"d"}"#),
    ])
    #expect(try await client.info(of: "d")?.updateSequence == "17")
    #expect(try await client.info(of: "d")?.updateSequence == #"[17,"a/b"]"#)
    #expect(try await client.info(of: "d") == BucketInfo(updateSequence: nil, documentCount: nil))
  }

  @Test func `a wrong request fails at once with both words`() async throws {
    let (client, transport) = try client([
      .answer(400, #"{"error":"bad_request","reason":"invalid UTF-8 JSON"}"#)
    ])
    await #expect(
      throws: HistorianError.badRequest(
        what: "/d", status: 400, answer: "bad_request: invalid UTF-8 JSON")
    ) { try await client.info(of: "d") }
    #expect(transport.requests.count == 1)
  }

  @Test func `a redirect is an error that tells where to`() async throws {
    let (client, _) = try client([.answer(301, "", headers: [HTTPHeader("Location", "http://x/")])])
    await #expect(throws: HistorianError.redirected(from: "http://h", to: "http://x/")) {
      try await client.info(of: "d")
    }
  }

  @Test func `an untrusted certificate is not tried again`() async throws {
    let (client, transport) = try client([.fault(.untrusted)])
    await #expect(throws: HistorianError.untrusted(address: "http://h", detail: "")) {
      try await client.info(of: "d")
    }
    #expect(transport.requests.count == 1)
  }

  // MARK: Retries

  @Test func `waits grow with full jitter and end after the policy's attempts`() async throws {
    let clock = VirtualClock(share: 1)
    let (client, transport) = try client(
      Array(repeating: .fault(.timedOut), count: 20), clock: clock)
    await #expect(
      throws: HistorianError.unavailable(what: "/d", attempts: 7, reason: "time-out")
    ) { try await client.info(of: "d") }
    #expect(transport.requests.count == 7)
    #expect(clock.sleeps == [0.5, 1, 2, 4, 8, 16])
  }

  @Test func `Retry-After is obeyed, in seconds and as a date`() async throws {
    let clock = VirtualClock(share: 0)
    let date = "Sat, 29 Feb 2020 18:13:40 GMT"  // 20 s after the clock's start
    let (client, _) = try client(
      [
        .answer(429, "{}", headers: [HTTPHeader("Retry-After", "7")]),
        .answer(503, "{}", headers: [HTTPHeader("Retry-After", date)]),
        .answer(200, Self.info),
      ], clock: clock)
    _ = try await client.info(of: "d")
    #expect(clock.sleeps.reduce(0, +) == 20)
    #expect(clock.sleeps.first == 7)
  }

  @Test func `a rate limit is waited for much longer than a fault`() async throws {
    let (client, transport) = try client(
      Array(repeating: .answer(429, #"{"error":"too_many_requests","reason":"slow"}"#), count: 40))
    await #expect(
      throws: HistorianError.rateLimited(attempts: 30, answer: "too_many_requests: slow")
    ) { try await client.info(of: "d") }
    #expect(transport.requests.count == 30)
  }

  @Test func `an answer that stays nonsense is given up soon`() async throws {
    let (client, transport) = try client(
      Array(repeating: .answer(200, "<html>\nhello</html>"), count: 9))
    await #expect(
      throws: HistorianError.nonsense(what: "/d", detail: "no JSON: <html> hello</html>")
    ) { try await client.info(of: "d") }
    #expect(transport.requests.count == 3)
  }

  // MARK: Credentials

  @Test func `basic credentials that are refused are never sent again`() async throws {
    let (client, transport) = try client([.answer(401, Self.wrong)], basic)
    let refused = HistorianError.credentialsRefused(
      host: "h", answer: "unauthorized: Name or password is incorrect.")
    for _ in 0..<3 {
      await #expect(throws: refused) { try await client.info(of: "d") }
    }
    #expect(transport.requests.count == 1)
    #expect(headers(transport.requests[0])["Authorization"] == "Basic dTpw")
  }

  @Test func `without credentials a 401 says that they are missing`() async throws {
    let (client, _) = try client([.answer(401, Self.wrong)])
    await #expect(throws: HistorianError.credentialsMissing(host: "h")) {
      try await client.info(of: "d")
    }
  }

  @Test func `a locked account ends everything`() async throws {
    let locked =
      #"{"error":"forbidden","reason":"Account is temporarily locked due to multiple authentication failures"}"#
    let (client, transport) = try client([.answer(403, locked)], basic)
    for _ in 0..<3 {
      await #expect(throws: HistorianError.self) { try await client.info(of: "d") }
    }
    #expect(transport.requests.count == 1)
  }

  @Test func `one token serves all workers`() async throws {
    let (client, transport) = try client(
      [.answer(200, Self.token)] + Array(repeating: .answer(200, Self.info), count: 8), try iam())
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { _ = try await client.info(of: "d") } }
      try await group.waitForAll()
    }
    let first = transport.requests[0]
    #expect(first.url == "https://t/identity/token")
    #expect(
      String(decoding: first.body ?? [], as: UTF8.self)
        == "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey=k%20y")
    #expect(transport.requests.count == 9)
    #expect(
      transport.requests.dropFirst().allSatisfy { headers($0)["Authorization"] == "Bearer T1" })
  }

  @Test func `a token is refreshed at 80 % of its life`() async throws {
    let clock = VirtualClock()
    let (client, transport) = try client(
      [
        .answer(200, Self.token), .answer(200, Self.info), .answer(200, Self.info),
        .answer(200, #"{"access_token":"T2","expires_in":3600}"#), .answer(200, Self.info),
      ], try iam(), clock: clock)
    _ = try await client.info(of: "d")
    clock.advance(2879)
    _ = try await client.info(of: "d")
    clock.advance(2)
    _ = try await client.info(of: "d")
    #expect(
      transport.requests.map { headers($0)["Authorization"] ?? "-" } == [
        "-", "Bearer T1", "Bearer T1", "-", "Bearer T2",
      ])
  }

  @Test func `a token that the historian refuses is renewed once`() async throws {
    let (client, transport) = try client(
      [
        .answer(200, Self.token), .answer(401, Self.wrong),
        .answer(200, #"{"access_token":"T2","expires_in":3600}"#), .answer(401, Self.wrong),
      ], try iam())
    await #expect(throws: HistorianError.self) { try await client.info(of: "d") }
    await #expect(throws: HistorianError.self) { try await client.info(of: "d") }
    #expect(transport.requests.count == 4)
  }

  @Test func `a wrong API key is tried once, for all workers`() async throws {
    let answer =
      #"{"errorCode":"BXNIM0415E","errorMessage":"Provided API key could not be found."}"#
    let (client, transport) = try client(
      Array(repeating: .answer(400, answer), count: 9), try iam())
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<6 {
        group.addTask {
          await #expect(
            throws: HistorianError.credentialsRefused(
              host: "t", answer: "BXNIM0415E: Provided API key could not be found.")
          ) { try await client.info(of: "d") }
        }
      }
    }
    #expect(transport.requests.count == 1)
  }

  @Test func `the token service may fail for a while`() async throws {
    let (client, transport) = try client(
      [
        .answer(503, ""), .fault(.timedOut), .answer(200, "{\"access"), .answer(200, Self.token),
        .answer(200, Self.info),
      ], try iam())
    #expect(try await client.info(of: "d") != nil)
    #expect(transport.requests.count == 5)
  }

  @Test func `a session logs in once and again when its cookie has expired`() async throws {
    let (client, transport) = try client(
      [
        Self.login("c1"), .answer(200, Self.info), .answer(401, Self.wrong), Self.login("c2"),
        .answer(200, Self.info),
      ], session)
    _ = try await client.info(of: "d")
    _ = try await client.info(of: "d")
    let requests = transport.requests
    #expect(requests[0].url == "http://h/_session")
    #expect(String(decoding: requests[0].body ?? [], as: UTF8.self) == "name=u&password=p%26q")
    #expect(
      requests.map { headers($0)["Cookie"] ?? "-" } == [
        "-", "AuthSession=c1", "AuthSession=c1", "-", "AuthSession=c2",
      ])
  }

  @Test func `a cookie that the historian renews by itself is taken over`() async throws {
    let renewed = [HTTPHeader("set-cookie", "AuthSession=c9; Path=/")]
    let (client, transport) = try client(
      [Self.login("c1"), .answer(200, Self.info, headers: renewed), .answer(200, Self.info)],
      session)
    _ = try await client.info(of: "d")
    _ = try await client.info(of: "d")
    #expect(headers(transport.requests[2])["Cookie"] == "AuthSession=c9")
  }

  @Test func `a wrong password of a session is tried once`() async throws {
    let (client, transport) = try client(
      Array(repeating: .answer(401, Self.wrong), count: 9), session)
    for _ in 0..<3 {
      await #expect(throws: HistorianError.self) { try await client.info(of: "d") }
    }
    #expect(transport.requests.count == 1)
  }

  @Test func `what only administrators may do refuses no credentials`() async throws {
    let (client, transport) = try client(
      [
        .answer(401, #"{"error":"unauthorized","reason":"You are not a server admin."}"#),
        .answer(200, Self.info),
      ], basic)
    await #expect(
      throws: Refusal(status: 401, answer: "unauthorized: You are not a server admin.")
    ) { try await client.databaseNames(from: "a", to: "b") }
    #expect(try await client.info(of: "d") != nil)
    #expect(transport.requests[0].url == "http://h/_all_dbs?startkey=%22a%22&endkey=%22b%22")
  }

  @Test func `no error tells a secret`() async throws {
    let secret = "swordfish"
    for credentials: Credentials in [
      .basic(user: "u", password: Secret(secret)), .session(user: "u", password: Secret(secret)),
      .bearer(token: Secret(secret)),
      .iam(key: Secret(secret), tokenService: try HistorianAddress.parse("http://t").address),
    ] {
      for step: ScriptedTransport.Step in [
        .answer(401, Self.wrong), .answer(403, Self.wrong), .fault(.untrusted), .answer(418, ""),
      ] {
        let (client, _) = try client([step, step, step], credentials)
        do {
          _ = try await client.info(of: "d")
        } catch {
          #expect(!"\(error)".contains(secret))
          #expect(!String(reflecting: error).contains(secret))
        }
      }
    }
  }
}
