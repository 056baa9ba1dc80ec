import Foundation
import TestSupport
import Testing

@testable import Ingest

/// Webhooks: what is sent, when it is sent again, and what errors never tell.
@Suite struct WebhookTests {
  private static let body = #"{"key":"night-1"}"#
  private static let secret = "https://hooks.test/very/secret?token=abc"

  private func send(
    _ steps: [ScriptedTransport.Step], bearer: String? = nil
  ) async throws -> (requests: [HTTPRequest], sleeps: [Double], error: WebhookError?) {
    let transport = ScriptedTransport(steps)
    let clock = VirtualClock()
    let sender = WebhookSender(transport: transport, clock: clock)
    var error: WebhookError?
    do {
      try await sender.send(
        Self.body, key: "night-1", to: try Webhook(url: Self.secret, bearer: bearer))
    } catch let problem as WebhookError { error = problem }
    return (transport.requests, clock.sleeps, error)
  }

  @Test func `an alert is posted once where it is taken, with its key`() async throws {
    let result = try await send([.answer(204, "")], bearer: "t0ken")
    #expect(result.error == nil && result.requests.count == 1)
    let request = result.requests[0]
    #expect(request.method == .post && request.url == Self.secret)
    #expect(String(decoding: request.body ?? [], as: UTF8.self) == Self.body)
    #expect(request.headers.contains(HTTPHeader("Idempotency-Key", "night-1")))
    #expect(request.headers.contains(HTTPHeader("Authorization", "Bearer t0ken")))
  }

  @Test func `passing faults are tried again with the same key and body, then given up`()
    async throws
  {
    let recovered = try await send([
      .answer(503, ""), .fault(.connectionLost),
      .answer(429, "", headers: [HTTPHeader("Retry-After", "3")]),
      .answer(200, "ok"),
    ])
    #expect(recovered.error == nil && recovered.requests.count == 4)
    #expect(Set(recovered.requests.map(\.headers.description)).count == 1)
    #expect(recovered.requests.allSatisfy { $0 == recovered.requests[0] })
    #expect(recovered.sleeps == [0.5, 1, 3])
    let failed = try await send(Array(repeating: .answer(500, ""), count: 9))
    #expect(failed.requests.count == 4)
    #expect(failed.error == .unavailable(server: "https://hooks.test", reason: "status 500"))
  }

  @Test(arguments: [
    (
      ScriptedTransport.Step.answer(401, ""),
      WebhookError.unauthorized(server: "https://hooks.test", status: 401)
    ),
    (.answer(403, ""), .unauthorized(server: "https://hooks.test", status: 403)),
    (.answer(404, ""), .refused(server: "https://hooks.test", status: 404)),
    (.answer(302, ""), .refused(server: "https://hooks.test", status: 302)),
    (.fault(.untrusted), .untrusted(server: "https://hooks.test", reason: "")),
  ])
  func `what does not pass is tried once, and tells no secret`(
    step: ScriptedTransport.Step, expected: WebhookError
  ) async throws {
    let result = try await send([step, .answer(200, "")])
    #expect(result.error == expected && result.requests.count == 1)
    #expect(!"\(expected)".contains("secret") && !"\(expected)".contains("abc"))
  }

  @Test func `no connection is unreachable`() async throws {
    let result = try await send(Array(repeating: .fault(.cannotConnect), count: 9))
    #expect(
      result.error == .unreachable(server: "https://hooks.test", reason: "no connection"))
  }

  @Test(arguments: [
    ("http://127.0.0.1:8080/a?b=c#d", true), ("https://ntfy.test", true), ("", false),
    ("ftp://a/b", false), ("https://user:word@a/b", false), ("https:///b", false),
    ("https://a/b c", false), ("https://a/\r\nX: y", false), ("https://a:99999/", false),
  ])
  func `addresses are read or refused without a word of them`(url: String, isGood: Bool) {
    #expect(((try? Webhook(url: url)) != nil) == isGood)
    if let webhook = try? Webhook(url: url) {
      #expect(!"\(webhook)".contains("b=c"))
    }
  }
}
