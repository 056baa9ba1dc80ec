import Foundation
import Parallel

@testable import Ingest

/// A historian in memory that answers as CouchDB does, slowly and obviously, and misbehaves as told.
final class FakeHistorian: HTTPTransport {
  struct Document {
    var json: String
    var sequence: Int
    var isDeleted = false
  }

  struct Database {
    var documents: [String: Document] = [:]
    var sequence = 0

    var liveIDs: [String] {
      documents.filter { !$0.value.isDeleted }.keys.sorted {
        $0.utf8.lexicographicallyPrecedes($1.utf8)
      }
    }
  }

  /// What happens to one request instead of, or after, the right answer.
  enum Fault: Sendable {
    case status(Int, String, headers: [HTTPHeader] = [])
    case transport(TransportFault.Kind)
    /// Status 200 with the JSON cut in the middle.
    case truncated
    /// Whole JSON with rows missing at the end.
    case rowsMissing(Int)
    /// Rows whose documents are null.
    case documentsMissing
    /// Something runs before the right answer is made.
    case action(@Sendable (FakeHistorian) -> Void)
  }

  private struct State {
    var databases: [String: Database] = [:]
    var faults: [(part: String, fault: Fault)] = []
    var log: [String] = []
    var forbidsListing = false
    var knowsInfos = true
    var showsSequences = true
    var rewindsOnce = false
    var epoch = "a"
  }

  private let state = Locked(State())
  static let address = "http://historian.test:5984"

  /// The requests so far: method and path with query.
  var log: [String] { state.withLock { $0.log } }
  func forgetLog() { state.withLock { $0.log = [] } }

  func forbidListing() { state.withLock { $0.forbidsListing = true } }
  func forgetInfos() { state.withLock { $0.knowsInfos = false } }
  func hideSequences() { state.withLock { $0.showsSequences = false } }
  func rewindOnce() { state.withLock { $0.rewindsOnce = true } }

  /// The next request whose path holds `part` goes wrong so.
  func add(_ fault: Fault, at part: String, times: Int = 1) {
    state.withLock { state in
      for _ in 0..<times { state.faults.append((part, fault)) }
    }
  }

  // MARK: Contents

  func make(_ name: String) {
    state.withLock { $0.databases[name, default: Database()].sequence += 0 }
  }
  func drop(_ name: String) { state.withLock { $0.databases[name] = nil } }

  func put(_ id: String, _ json: String, in name: String) {
    state.withLock { state in
      state.databases[name, default: Database()].sequence += 1
      let sequence = state.databases[name]?.sequence ?? 0
      state.databases[name]?.documents[id] = Document(json: json, sequence: sequence)
    }
  }

  func delete(_ id: String, in name: String) {
    state.withLock { state in
      state.databases[name]?.sequence += 1
      let sequence = state.databases[name]?.sequence ?? 0
      state.databases[name]?.documents[id]?.sequence = sequence
      state.databases[name]?.documents[id]?.isDeleted = true
    }
  }

  /// Documents that are neither deleted nor design documents, of all databases.
  var liveCount: Int {
    state.withLock { state in
      state.databases.values.reduce(0) { sum, database in
        sum + database.liveIDs.count { !$0.hasPrefix("_design/") }
      }
    }
  }

  /// Fills a bucket with door readings and a design document.
  func fill(_ name: String, count: Int, from first: Int = 0) {
    for index in first..<first + count {
      put(Self.id(index), Self.reading(index), in: name)
    }
    if first == 0 {
      put("_design/iotp", #"{"_id":"_design/iotp","views":{}}"#, in: name)
    }
  }

  /// Ids that begin with evenly spread hexadecimal digits.
  static func id(_ index: Int) -> String {
    let low = UInt32(truncatingIfNeeded: index) &* 2_654_435_761
    let digits = String(low, radix: 16)
    let padded = String(repeating: "0", count: 8 - digits.count) + digits
    return "\(padded)-5edb-11ea-bfff-\(String(100_000_000_000 + index))"
  }

  static func reading(_ index: Int) -> String {
    let second = 36_000 + index / 5
    let clock = [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
    let time = "2020-03-05T\(clock.joined(separator: ":")).\(index % 5 * 2)00Z"
    return """
      {"_id":"\(id(index))","_rev":"1-a","deviceType":"Android","deviceId":"192.168.1.23",\
      "eventType":"status","format":"json","timestamp":"\(time)",\
      "data":{"x_acc":0.\(index % 10),"y_acc":0.25,"z_acc":9.5,"proximity":5}}
      """
  }

  // MARK: Answers

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    try Task.checkCancellation()
    await Task.yield()
    let path = String(request.url.dropFirst(Self.address.count))
    let fault = state.withLock { state -> Fault? in
      state.log.append("\(request.method.rawValue) \(path)")
      guard let index = state.faults.firstIndex(where: { path.contains($0.part) }) else {
        return nil
      }
      return state.faults.remove(at: index).fault
    }
    switch fault {
    case .status(let status, let body, let headers):
      return HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
    case .transport(let kind): throw TransportFault(kind)
    case .action(let action): action(self)
    case .truncated:
      let response = state.withLock { Self.answer(request, path, &$0, dropping: 0) }
      return HTTPResponse(
        status: response.status, body: Array(response.body.prefix(response.body.count * 2 / 3)))
    case .documentsMissing:
      let response = state.withLock { Self.answer(request, path, &$0, dropping: 0) }
      return HTTPResponse(
        status: response.status, body: Array(Self.withoutDocuments(response.body).utf8))
    case .rowsMissing(let count):
      return state.withLock { Self.answer(request, path, &$0, dropping: count) }
    case nil: break
    }
    return state.withLock { Self.answer(request, path, &$0, dropping: 0) }
  }

  private static func answer(
    _ request: HTTPRequest, _ path: String, _ state: inout State, dropping: Int
  ) -> HTTPResponse {
    let parts = path.split(separator: "?", maxSplits: 1)
    let segments = parts[0].split(separator: "/").map { String($0).percentDecoded }
    var query: [String: String] = [:]
    for pair in parts.count > 1 ? parts[1].split(separator: "&") : [] {
      let halves = pair.split(separator: "=", maxSplits: 1)
      query[String(halves[0])] = String(halves[1]).percentDecoded
    }
    let body = (try? JSONSerialization.jsonObject(with: Data(request.body ?? []))) as? [String: Any]
    switch segments.first {
    case "_all_dbs": return listing(query, state)
    case "_dbs_info": return infos(body?["keys"] as? [String] ?? [], state)
    default: break
    }
    let name = segments.first ?? ""
    guard let database = state.databases[name] else {
      return respond(404, #"{"error":"not_found","reason":"Database does not exist."}"#)
    }
    switch segments.dropFirst().first {
    case nil: return respond(200, info(name, database, state))
    case "_all_docs": return page(body ?? [:], database, state, dropping: dropping)
    case "_changes": return changes(query, database, &state)
    default: return respond(404, #"{"error":"not_found","reason":"missing"}"#)
    }
  }

  private static func withoutDocuments(_ page: [UInt8]) -> String {
    String(decoding: page, as: UTF8.self).split(separator: "\n").map { row in
      row.range(of: #","doc":"#).map { documentStart in
        row[..<documentStart.lowerBound] + #","doc":null}"# + (row.hasSuffix(",") ? "," : "")
      } ?? String(row)
    }.joined(separator: "\n")
  }

  private static func respond(_ status: Int, _ body: String) -> HTTPResponse {
    HTTPResponse(status: status, body: Array(body.utf8))
  }

  private static func text(_ literal: String?) -> String? {
    literal.flatMap {
      try? JSONSerialization.jsonObject(with: Data($0.utf8), options: .fragmentsAllowed) as? String
    }
  }

  private static func listing(_ query: [String: String], _ state: State) -> HTTPResponse {
    if state.forbidsListing {
      return respond(401, #"{"error":"unauthorized","reason":"You are not a server admin."}"#)
    }
    let first = text(query["startkey"]) ?? ""
    let last = text(query["endkey"]) ?? "\u{ffff}"
    let names = state.databases.keys.sorted().filter { $0 >= first && $0 <= last }
    return respond(200, "[" + names.map(\.jsonLiteral).joined(separator: ",") + "]")
  }

  private static func infos(_ names: [String], _ state: State) -> HTTPResponse {
    guard state.knowsInfos else {
      return respond(404, #"{"error":"not_found","reason":"Database does not exist."}"#)
    }
    let entries = names.map { name in
      state.databases[name].map { #"{"key":"\#(name)","info":\#(info(name, $0, state))}"# }
        ?? #"{"key":"\#(name)","error":"not_found"}"#
    }
    return respond(200, "[" + entries.joined(separator: ",") + "]")
  }

  private static func info(_ name: String, _ database: Database, _ state: State) -> String {
    """
    {"db_name":"\(name)","update_seq":"\(database.sequence)-\(state.epoch)",\
    "doc_count":\(database.liveIDs.count),"doc_del_count":0}
    """
  }

  private static func page(
    _ body: [String: Any], _ database: Database, _ state: State, dropping: Int
  ) -> HTTPResponse {
    let start = body["startkey"] as? String
    let end = body["endkey"] as? String
    let ids = database.liveIDs.filter { id in
      !(start.map { id.utf8.lexicographicallyPrecedes($0.utf8) } ?? false)
        && !(end.map { $0.utf8.lexicographicallyPrecedes(id.utf8) } ?? false)
    }
    let rows = ids.prefix(body["limit"] as? Int ?? .max).dropLast(dropping).map { id in
      #"{"id":"\#(id)","key":"\#(id)","value":{"rev":"1-a"},"doc":\#(database.documents[id]?.json ?? "null")}"#
    }
    let sequence = state.showsSequences ? #""update_seq":"\#(database.sequence)-page","# : ""
    return respond(
      200,
      """
      {"total_rows":\(database.liveIDs.count),\(sequence)"offset":0,"rows":[
      \(rows.joined(separator: ",\n"))
      ]}
      """)
  }

  private static func changes(
    _ query: [String: String], _ database: Database, _ state: inout State
  ) -> HTTPResponse {
    let halves = (query["since"] ?? "0-\(state.epoch)").split(separator: "-")
    guard halves.count == 2, var since = Int(halves[0]), halves[1] == state.epoch else {
      return respond(
        400,
        #"{"error":"bad_request","reason":"Malformed sequence supplied in 'since' parameter."}"#)
    }
    if state.rewindsOnce {
      since = 0
      state.rewindsOnce = false
    }
    let all = database.documents.filter { $0.value.sequence > since }
      .sorted { $0.value.sequence < $1.value.sequence }
    let limit = Int(query["limit"] ?? "") ?? .max
    let rows = all.prefix(limit).map { id, document in
      document.isDeleted
        ? #"{"seq":"x","id":"\#(id)","changes":[{"rev":"2-b"}],"deleted":true,"doc":{"_id":"\#(id)","_rev":"2-b","_deleted":true}}"#
        : #"{"seq":"x","id":"\#(id)","changes":[{"rev":"1-a"}],"doc":\#(document.json)}"#
    }
    let last = all.prefix(limit).last?.value.sequence ?? max(since, database.sequence)
    return respond(
      200,
      """
      {"results":[
      \(rows.joined(separator: ",\n"))
      ],
      "last_seq":"\(last)-\(state.epoch)","pending":\(max(0, all.count - limit))}
      """)
  }

  /// As when a database is dropped and made anew: sequences from before are unknown.
  func beginNewEpoch() { state.withLock { $0.epoch += "x" } }
}
