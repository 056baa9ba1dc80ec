import Foundation
import Testing

@testable import HistorianStandIn

/// In which order the recordings were made, and what was done between them unrecorded.
enum Script {
  static let database = "iotp_65cjsf_sensor-data_2020-03-03"
  private static let second = "iotp_65cjsf_sensor-data_2020-03-04"
  private static let third = "iotp_65cjsf_sensor-data_2020-03-05"

  static let order = [
    "18-create-db.txt", "15-bulk-docs-and-delete.txt", "01-root.txt", "02-all-dbs.txt",
    "03-db-info.txt", "04-all-docs.txt", "05-all-docs-keys.txt", "06-changes.txt",
    "08-401-default-config.txt", "09-404.txt", "10-400-bad-parameters.txt", "11-session.txt",
    "12-403-ordinary-user.txt", "13-document.txt", "14-json-fidelity-and-ids.txt",
    "16-bulk-get-find-view.txt", "17-methods-and-misc.txt", "19-conflicts-and-tombstones.txt",
    "20-keep-alive.txt", "21-lockout.txt",
  ]

  private static func reading(_ number: Int, _ value: String, _ more: String = "") -> String {
    #"{"_id":"000\#(number)-doc",\#(more)"deviceType":"sensor","deviceId":"dev\#(number)","#
      + #""eventType":"status","format":"json","timestamp":"2020-03-03T10:00:0\#(number).000Z","#
      + #""data":{"temp":\#(value),"seq":\#(number)}"#
  }

  /// What happened on the recorded server before this exchange.
  static func prepare(_ file: String, _ number: Int, _ standIn: StandIn) throws {
    switch (file, number) {
    case ("02-all-dbs.txt", 1):
      for name in [
        "_replicator", "_users", "iotp_65cjsf_other_2020-03", second, third, "zz_unrelated",
      ] {
        standIn.createDatabase(name)
      }
      let revision = #""_rev":"1-927b3c3e446ee60a453b6257ac8b6be9","#
      try standIn.write(reading(2, "21.0", revision) + #","edited":true}"#, to: database)
    case ("06-changes.txt", 3): try standIn.write(reading(6, "23.0") + "}", to: database)
    case ("12-403-ordinary-user.txt", 5):
      let members =
        #"{"admins":{"names":[],"roles":[]},"members":{"names":["reader"],"roles":[]}}"#
      try standIn.setSecurity(members, of: database)
    case ("14-json-fidelity-and-ids.txt", 13):
      for id in ["b", "~", "a", "Z", "10", "9", "é", "A", "ä", "B"] {
        try standIn.write(#"{"_id":"\#(id)"}"#, to: third)
      }
    case ("19-conflicts-and-tombstones.txt", 1):
      for letter in ["a", "b"] {
        let digest = String(repeating: letter, count: 32)
        try standIn.replicate(
          #"{"_id":"conf","_rev":"1-\#(digest)","v":"\#(letter)"}"#, to: second)
      }
      try standIn.write(#"{"_id":"tomb","keep":"me","_deleted":true}"#, to: second)
    default: break
    }
  }
}

/// A running stand-in that recorded exchanges are sent to.
final class Replay: @unchecked Sendable {
  let standIn: StandIn
  let port: Int
  /// The stand-in's sequences for the recorded ones.
  private var sequences: [String: String] = [:]
  private var cookie = ""
  private static let password = "<redacted>"

  init(requiresValidUser: Bool) async throws {
    standIn = try StandIn(
      .init(
        accounts: [
          Account(name: "admin", password: Self.password),
          Account(name: "reader", password: Self.password, isAdmin: false),
        ], requiresValidUser: requiresValidUser))
    port = try #require(try await standIn.start().port)
  }

  func prepare(_ file: String, _ number: Int) async throws {
    try Script.prepare(file, number, standIn)
  }

  func play(_ file: String) async throws {
    for exchange in try Recordings.exchanges(file) {
      try await prepare(file, exchange.number)
      let received = try await RawClient.exchange(bytes(of: exchange), port: port)
      let answer = try Message(received: received)
      remember(answer, exchange)
      compare(answer, exchange)
    }
  }

  // MARK: Sending

  private func bytes(of exchange: Exchange) -> [UInt8] {
    let target = sequences.reduce(exchange.request.start) {
      $0.replacingOccurrences(of: $1.key, with: $1.value)
    }
    return bytes(
      of: target, headers: exchange.request.headers, body: body(of: exchange),
      isWrong: isWrong(exchange), file: exchange.file, comment: exchange.comment)
  }

  private func isWrong(_ exchange: Exchange) -> Bool {
    exchange.comment.hasPrefix("wrong password") || exchange.comment == "unknown user"
  }

  private func body(of exchange: Exchange) -> String {
    let body = exchange.request.body
    return isWrong(exchange) ? body.replacing(Self.password, with: "wrong") : body
  }

  func bytes(of start: String, file: String) -> [UInt8] {
    bytes(
      of: start, headers: [("Host", "x"), ("Connection", "close"), ("Authorization", "")],
      body: "", isWrong: false, file: file, comment: "")
  }

  private func bytes(
    of start: String, headers: [(name: String, value: String)], body: String, isWrong: Bool,
    file: String, comment: String
  ) -> [UInt8] {
    var lines = [start]
    for header in headers {
      var value = header.value
      switch header.name {
      case "Authorization":
        let name = file.hasPrefix("12") || file.hasPrefix("21") ? "reader" : "admin"
        let pair = "\(name):\(isWrong ? "wrong" : Self.password)"
        value = "Basic \(Data(pair.utf8).base64EncodedString())"
      case "Cookie": value = "AuthSession=\(comment.contains("garbage") ? "garbage" : cookie)"
      case "Content-Length": value = String(body.utf8.count)
      default: break
      }
      lines.append("\(header.name): \(value)")
    }
    if !lines.contains(where: { $0.hasPrefix("Connection") }) { lines.append("Connection: close") }
    return Array((lines + ["", body]).joined(separator: "\r\n").utf8)
  }

  private func remember(_ answer: Message, _ exchange: Exchange) {
    let sequence = /"last_seq":"([^"]+)"/
    if let recorded = exchange.answer.body.firstMatch(of: sequence)?.1,
      let own = answer.body.firstMatch(of: sequence)?.1
    {
      sequences[String(recorded)] = String(own)
    }
    if let set = answer.header("Set-Cookie")?.firstMatch(of: /AuthSession=([^;]+);/)?.1 {
      cookie = String(set)
    }
  }

  // MARK: Comparing

  private func compare(_ answer: Message, _ exchange: Exchange) {
    let known = KnownDifferences.entry(exchange)?.kind
    if case .notAnswered = known { return }
    let wanted = exchange.answer
    #expect(answer.start == wanted.start, "\(exchange)")
    #expect(headers(answer, exchange, known) == headers(wanted, exchange, known), "\(exchange)")
    #expect(body(answer, exchange, known) == body(wanted, exchange, known), "\(exchange)")
  }

  private func headers(_ message: Message, _ exchange: Exchange, _ known: KnownDifferences.Kind?)
    -> [String]
  {
    message.headers.compactMap { name, value in
      if case .extraHeader(let extra) = known, extra == name { return nil }
      // The replay closes each connection; where the recording does not, this header is its own.
      if name == "Connection", exchange.request.header("Connection") == nil { return nil }
      return "\(name): \(masked(value, of: name, exchange))"
    }
  }

  private func masked(_ value: String, of name: String, _ exchange: Exchange) -> String {
    if KnownDifferences.maskedHeaders.contains(name) { return "*" }
    switch name {
    case "ETag":
      // Tags that are no revision are hashes of the server's own state.
      return value.wholeMatch(of: /"[0-9A-Z]{25}"/) == nil ? value : "*"
    case "Set-Cookie":
      return value.replacing(/AuthSession=[^;]+;/, with: "AuthSession=*;")
        .replacing(/Expires=[^;]+;/, with: "Expires=*;")
    // Sequences of the stand-in have another length than CouchDB's; sizes have other digits.
    case "Content-Length":
      let isHead = exchange.request.start == "HEAD /\(Script.database) HTTP/1.1"
      return isHead || exchange.answer.body.contains("update_seq") ? "*" : value
    default: return value
    }
  }

  private func body(_ message: Message, _ exchange: Exchange, _ known: KnownDifferences.Kind?)
    -> String
  {
    var body = message.body.trimmingCharacters(in: .newlines)
    if exchange.file.hasPrefix("20") { body = body.replacing("\r\n", with: "\n") }
    for (pattern, replacement) in KnownDifferences.maskedInBodies {
      body = body.replacingOccurrences(
        of: pattern, with: replacement, options: .regularExpression)
    }
    guard exchange.request.start.contains("_changes") else { return body }
    return changes(body, known)
  }

  /// Changes come in no promised order.
  private func changes(_ body: String, _ known: KnownDifferences.Kind?) -> String {
    var lines = body.replacing("\r\n", with: "\n").components(separatedBy: "\n")
    let rows = lines.indices.filter { lines[$0].hasPrefix("{\"seq\"") }
    // Where a page ends, the number is that of the last row, and depends on the shards too.
    lines = lines.map { $0.replacing(/"last_seq":"\d+-/, with: "\"last_seq\":\"N-") }
    if case .otherRows = known { for row in rows { lines[row] = "ROW" } }
    let sorted = rows.map { lines[$0].trimmingCharacters(in: [","]) }.sorted()
    for (place, row) in zip(rows, sorted) { lines[place] = row }
    return lines.joined(separator: "\n")
  }
}
