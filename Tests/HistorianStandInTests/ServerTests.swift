import Foundation
import Testing

@testable import HistorianStandIn

/// What clients see of faults, limits, logins and waiting.
struct ServerTests {
  @Test func aFaultStrikesTheChosenRequestsOnly() async throws {
    let faults = [
      Fault(.status(503), path: "_all_docs", occurrence: .nth(2)),
      try Fault(specification: "status=429,path=/_up,first=1,retry-after=7"),
    ]
    try await Harness.run(.init(faults: faults)) { harness in
      harness.standIn.createDatabase("db")
      var statuses: [Int] = []
      for _ in 0..<3 { statuses.append(try await harness.ask("GET", "/db/_all_docs").status) }
      #expect(statuses == [200, 503, 200])
      let limited = try await harness.ask("GET", "/_up")
      #expect(limited.status == 429)
      #expect(limited.header("Retry-After") == "7")
      #expect(limited.json?["class"] == .text("lookup"))
      #expect(try await harness.ask("GET", "/_up").status == 200)
      #expect(harness.standIn.requests.map(\.status) == [200, 503, 200, 429, 200])
    }
  }

  @Test func aCutBodyLeavesItsFramingOpen() async throws {
    try await Harness.run(.init(faults: [Fault(.cutBody(afterBytes: 10))])) { harness in
      harness.standIn.createDatabase("db")
      let chunked = try await harness.bytes("GET", "/db/_all_docs")
      #expect(throws: RawClient.Failed.self) { try Message(received: chunked) }
      #expect(String(decoding: chunked, as: UTF8.self).hasSuffix("\r\n\r\n0A\r\n{\"total_ro\r\n"))
      let whole = try Message(received: try await harness.bytes("GET", "/"))
      #expect(whole.header("Content-Length") == "255")
      #expect(whole.body.utf8.count == 10)
    }
  }

  @Test func aTruncatedBodyLooksWhole() async throws {
    try await Harness.run(.init(faults: [Fault(.truncateBody(afterBytes: 12))])) { harness in
      harness.standIn.createDatabase("db")
      let answer = try await harness.ask("GET", "/db/_all_docs")
      #expect(answer.status == 200)
      #expect(answer.body == "{\"total_rows")
      #expect(try await harness.ask("GET", "/").header("Content-Length") == "12")
    }
  }

  @Test func aResetConnectionFailsToRead() async throws {
    try await Harness.run(.init(faults: [Fault(.resetConnection)])) { harness in
      await #expect {
        try await harness.bytes("GET", "/")
      } throws: {
        ($0 as? RawClient.Failed)?.code == ECONNRESET
      }
    }
  }

  @Test func aDelayedBodyComesWhole() async throws {
    try await Harness.run(.init(faults: [Fault(.delayBody(milliseconds: 150))])) { harness in
      let start = ContinuousClock.now
      let answer = try await harness.ask("GET", "/_up")
      #expect(answer.status == 200)
      #expect(start.duration(to: .now) >= .milliseconds(150))
    }
  }

  @Test(arguments: [
    "", "status", "status=200", "explode", "cut=x", "cut=1,nth=0", "reset,retry-after=1",
  ])
  func badFaultsAreRefused(_ text: String) {
    #expect(throws: Fault.BadSpecification.self) { try Fault(specification: text) }
  }

  @Test func tooManyRequestsOfAClassAreRefused() async throws {
    let configuration = StandIn.Configuration(maxRequestsPerSecond: 2, retryAfterSeconds: 1)
    try await Harness.run(configuration) { harness in
      var statuses: [Int] = []
      for _ in 0..<4 { statuses.append(try await harness.ask("GET", "/_all_dbs").status) }
      #expect(statuses == [200, 200, 429, 429])
      #expect(try await harness.ask("GET", "/_up").status == 200)
    }
  }

  @Test func expiredSessionsAreAnonymous() async throws {
    let configuration = StandIn.Configuration(accounts: [Account(name: "a", password: "p")])
    try await Harness.run(configuration) { harness in
      let login = try await harness.ask(
        "POST", "/_session", body: "name=a&password=p",
        headers: ["Content-Type: application/x-www-form-urlencoded"])
      let cookie = try #require(
        login.header("Set-Cookie")?.split(separator: ";").first.map(String.init))
      let headers = ["Cookie: \(cookie)"]
      #expect(try await harness.ask("GET", "/_all_dbs", headers: headers).status == 200)
      harness.standIn.expireSessions()
      #expect(try await harness.ask("GET", "/_all_dbs", headers: headers).status == 401)
    }
  }

  @Test func cookiesDieOfAge() throws {
    var accounts = Accounts(
      .init(accounts: [Account(name: "a", password: "p")], cookieSeconds: 10))
    let now = Date()
    var call = Call.empty
    call.headers["cookie"] = "x=y; AuthSession=\(accounts.cookie(for: "a", at: now))"
    #expect(try accounts.caller(of: call, at: now.addingTimeInterval(8)).name == "a")
    #expect(try accounts.caller(of: call, at: now.addingTimeInterval(11)).name == nil)
  }

  @Test func aLongPollEndsWithTheFirstWrite() async throws {
    try await Harness.run { harness in
      harness.standIn.createDatabase("db")
      let information = try await harness.ask("GET", "/db")
      let since = information.json?["update_seq"]?.stringValue ?? ""
      async let poll = harness.ask(
        "GET", "/db/_changes?feed=longpoll&since=\(since)&timeout=20000")
      try await Task.sleep(for: .milliseconds(100))
      try harness.standIn.write(#"{"_id":"new"}"#, to: "db")
      #expect(try await poll.ids == ["new"])
    }
  }

  @Test func aContinuousFeedGivesWritesAsTheyCome() async throws {
    try await Harness.run { harness in
      harness.standIn.createDatabase("db")
      async let feed = harness.ask("GET", "/db/_changes?feed=continuous&timeout=300")
      for id in ["a", "b"] {
        try await Task.sleep(for: .milliseconds(50))
        try harness.standIn.write("{\"_id\":\"\(id)\"}", to: "db")
      }
      let lines = try await feed.body.split(separator: "\n")
      #expect(lines.count == 3)
      #expect(lines[1].contains("\"id\":\"b\""))
      #expect(lines[2].hasPrefix("{\"last_seq\":\"2-"))
    }
  }

  @Test func databasesComeAndGo() async throws {
    try await Harness.run { harness in
      let made = try await harness.ask("PUT", "/db%2Bx")
      #expect(made.status == 201)
      #expect(harness.standIn.databaseNames == ["db+x"])
      #expect(try await harness.ask("PUT", "/db%2Bx/a", body: "{}").status == 201)
      #expect(try await harness.ask("DELETE", "/db%2Bx").status == 200)
      #expect(try await harness.ask("GET", "/db%2Bx/_all_docs").status == 404)
    }
  }

  @Test func gzipIsSentToThoseWhoAskForIt() async throws {
    try await Harness.run(.init(compresses: true)) { harness in
      let headers = ["Accept-Encoding: gzip"]
      let packed = try await harness.ask("GET", "/", headers: headers)
      #expect(packed.header("Content-Encoding") == "gzip")
      #expect(try await harness.ask("GET", "/").header("Content-Encoding") == nil)
    }
  }

  @Test func aTakenPortIsAnError() async throws {
    try await Harness.run { harness in
      let second = try StandIn(.init(port: UInt16(harness.port)))
      await #expect(throws: (any Error).self) { try await second.start() }
    }
  }

  @Test func theLogFileHasOneLineARequest() async throws {
    let path = NSTemporaryDirectory() + "standin-\(UUID().uuidString).log"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await Harness.run(.init(logPath: path)) { harness in
      _ = try await harness.ask("GET", "/_all_dbs?limit=1")
      _ = try await harness.ask("GET", "/nope")
    }
    let lines = try String(contentsOfFile: path, encoding: .utf8)
    #expect(lines == "GET /_all_dbs?limit=1 200 3\nGET /nope 404 58\n")
  }

  @Test func releasedSourcesAnswerTheSameAgain() async throws {
    try await Harness.run { harness in
      try harness.standIn.addSimulatedDoor(
        named: "iotp_65cjsf_x", preset: "easy", seed: 1, since: "2026-11-02", days: 1)
      for number in 0..<6 { harness.standIn.createDatabase("other\(number)") }
      let target = "/iotp_65cjsf_x_2026-11-03/_all_docs?include_docs=true"
      let first = try await harness.ask("GET", target)
      #expect(first.ids == ["_design/iotp"])
      let information = try await harness.ask("GET", "/iotp_65cjsf_x_2026-11-03")
      for number in 0..<6 { _ = try await harness.ask("GET", "/other\(number)/_all_docs") }
      #expect(try await harness.ask("GET", "/iotp_65cjsf_x_2026-11-03").body == information.body)
      #expect(try await harness.ask("GET", target).body == first.body)
    }
  }
}
