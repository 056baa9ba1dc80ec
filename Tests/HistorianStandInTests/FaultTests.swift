import Foundation
import Testing

@testable import HistorianStandIn

/// Faults that change what an answer says, or how it comes; tokens; steering from outside.
struct FaultTests {
  private static let rows = "/db/_all_docs?include_docs=true"

  /// A stand-in with seven documents and a fault.
  private func run(_ fault: Fault.Action, _ body: (Harness) async throws -> Void) async throws {
    try await Harness.run(.init(faults: [Fault(fault)])) { harness in
      harness.standIn.createDatabase("db")
      for id in "abcdefg" { try harness.standIn.write("{\"_id\":\"\(id)\"}", to: "db") }
      try await body(harness)
    }
  }

  @Test func everyThirdDocumentIsNull() async throws {
    try await run(.nullDocuments) { harness in
      for target in [Self.rows, "/db/_changes?include_docs=true"] {
        let json = try #require(try await harness.ask("GET", target).json)
        let rows = try #require((json["rows"] ?? json["results"])?.elements)
        #expect(rows.map { $0["doc"] == .null } == [true, false, false, true, false, false, true])
      }
    }
  }

  @Test func everyThirdRowComesTwice() async throws {
    try await run(.repeatedRows) { harness in
      let ids = ["a", "a", "b", "c", "d", "d", "e", "f", "g", "g"]
      let answers = [
        try await harness.ask("GET", Self.rows), try await harness.ask("GET", "/db/_changes"),
      ]
      for answer in answers { #expect(answer.ids == ids) }
    }
  }

  @Test func theChangesBeginAnew() async throws {
    try await run(.rewoundChanges) { harness in
      let last = try await harness.ask("GET", "/db/_changes").json?["last_seq"]?.stringValue ?? ""
      #expect(try await harness.ask("GET", "/db/_changes?since=\(last)").ids.count == 7)
      harness.standIn.setFaults([])
      #expect(try await harness.ask("GET", "/db/_changes?since=\(last)").ids.isEmpty)
    }
  }

  @Test(arguments: [40, -40])
  func theLengthIsWrong(excess: Int) async throws {
    try await run(.wrongLength(byBytes: excess)) { harness in
      let text = String(decoding: try await harness.bytes("GET", Self.rows), as: UTF8.self)
      let parts = text.components(separatedBy: "\r\n\r\n")
      #expect(parts[0].contains("Content-Length: \(parts[1].utf8.count + excess)"))
      #expect(!parts[0].contains("Transfer-Encoding"))
    }
  }

  @Test func theCompressionIsBroken() async throws {
    try await run(.corruptGzip) { harness in
      let bytes = try await harness.bytes("GET", Self.rows)
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.contains("Content-Encoding: gzip"))
      #expect(!text.contains("total_rows"))
    }
  }

  @Test func aSlowBodyKeepsItsSpeed() async throws {
    try await run(.slowBody(bytesPerSecond: 2000)) { harness in
      let start = ContinuousClock.now
      let answer = try await harness.ask("GET", Self.rows)
      #expect(answer.ids.count == 7)
      let least = Double(answer.body.utf8.count) / 2000
      #expect(start.duration(to: .now) >= .seconds(least * 0.9))
    }
  }

  @Test func anotherBodyAndARedirectComeInstead() async throws {
    try await run(.otherBody(.html)) { harness in
      let answer = try await harness.ask("GET", Self.rows)
      #expect(answer.status == 200 && answer.body.contains("<h1>"))
      harness.standIn.setFaults([Fault(.otherBody(.empty))])
      #expect(try await harness.ask("GET", Self.rows).body.isEmpty)
      harness.standIn.setFaults([Fault(.redirect(to: "http://other.test/x"))])
      let redirect = try await harness.ask("GET", Self.rows)
      #expect(redirect.status == 302)
      #expect(redirect.header("Location") == "http://other.test/x")
    }
  }

  @Test func everyFormIsUnderstood() throws {
    let script = """
      # a comment

      status=429,path=_all_docs,first=2,retry-after=1
        length=-5,nth=3
      stall=10,every=4
      slow=100,after=1
      redirect=http://127.0.0.1:1/,method=GET
      body=html
      corrupt-gzip
      null-docs
      repeat-rows
      rewind
      reset
      """
    let faults = try Fault.script(script)
    #expect(
      faults.map(\.action) == [
        .status(429, retryAfterSeconds: 1), .wrongLength(byBytes: -5), .stallBody(afterBytes: 10),
        .slowBody(bytesPerSecond: 100), .redirect(to: "http://127.0.0.1:1/"), .otherBody(.html),
        .corruptGzip, .nullDocuments, .repeatedRows, .rewoundChanges, .resetConnection,
      ])
    #expect(faults[4].method == "GET" && faults[2].occurrence == .every(4))
    for text in ["length=0", "slow=0", "body=pdf", "redirect", "stall=-1"] {
      #expect(throws: Fault.BadSpecification.self) { try Fault(specification: text) }
    }
  }

  @Test func faultsAreReplacedFromOutsideAndUnlogged() async throws {
    try await Harness.run { harness in
      let put = try await harness.ask("PUT", "/_standin/faults", body: "status=503\nstatus=500")
      #expect(put.json?["faults"] == .integer(2))
      #expect(try await harness.ask("GET", "/_up").status == 503)
      #expect(try await harness.ask("PUT", "/_standin/faults", body: "nonsense").status == 400)
      #expect(try await harness.ask("GET", "/_up").status == 503)
      #expect(try await harness.ask("PUT", "/_standin/faults", body: "# none").status == 200)
      #expect(try await harness.ask("GET", "/_up").status == 200)
      #expect(try await harness.ask("GET", "/_standin/other").status == 404)
      #expect(harness.standIn.requests.map(\.status) == [503, 503, 200])
    }
  }

  @Test func keptPagesComeAgainAsTheyWere() async throws {
    try await Harness.run(.init(keepsPages: true)) { harness in
      harness.standIn.createDatabase("db")
      try harness.standIn.write(#"{"_id":"a"}"#, to: "db")
      #expect(try await harness.ask("GET", Self.rows).ids == ["a"])
      try harness.standIn.write(#"{"_id":"b"}"#, to: "db")
      #expect(try await harness.ask("GET", Self.rows).ids == ["a"])
      #expect(try await harness.ask("POST", "/db/_all_docs", body: "{}").ids == ["a", "b"])
      let pages = try await harness.ask("GET", "/_standin/pages").body
      #expect(pages == "/db/_all_docs {}\n\(Self.rows) \n")
    }
  }

  // MARK: Tokens

  private static let grant =
    "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey="

  private func token(_ harness: Harness, key: String) async throws -> Message {
    try await harness.ask(
      "POST", "/identity/token", body: Self.grant + key,
      headers: ["Content-Type: application/x-www-form-urlencoded"])
  }

  @Test func aTokenOpensAndExpires() async throws {
    try await Harness.run(.init(identityService: IdentityService(key: "k+1"))) { harness in
      #expect(try await harness.ask("GET", "/_all_dbs").status == 401)
      let refused = try await token(harness, key: "wrong")
      #expect(refused.status == 400)
      #expect(refused.json?["errorCode"] == .text("BXNIM0415E"))
      let answer = try await token(harness, key: "k%2B1")
      #expect(answer.json?["expires_in"] == .integer(3600))
      let text = try #require(answer.json?["access_token"]?.stringValue)
      let headers = ["Authorization: Bearer \(text)"]
      #expect(try await harness.ask("GET", "/_all_dbs", headers: headers).status == 200)
      harness.standIn.expireSessions()
      #expect(try await harness.ask("GET", "/_all_dbs", headers: headers).status == 401)
    }
  }

  @Test func tokensDieOfAge() throws {
    var service = IdentityService(key: "k", lifeSeconds: 10)
    var call = Call.empty
    call.method = "POST"
    call.body = Bytes((Self.grant + "k").utf8)
    let now = Date()
    let answer = service.answer(call, at: now)
    let json = try JSONParser.value(of: answer.wholeBody)
    let token = try #require(json["access_token"]?.stringValue)
    #expect(service.accepts(token, at: now.addingTimeInterval(9)))
    #expect(!service.accepts(token, at: now.addingTimeInterval(11)))
  }
}
