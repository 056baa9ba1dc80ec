import Foundation

@testable import HistorianStandIn

/// A stand-in that lives as long as the body, and a way to ask it.
struct Harness {
  let standIn: StandIn
  let port: Int

  static func run(
    _ configuration: StandIn.Configuration = .init(), _ body: (Harness) async throws -> Void
  ) async throws {
    let standIn = try StandIn(configuration)
    let url = try await standIn.start()
    defer { _ = standIn }
    do {
      try await body(Harness(standIn: standIn, port: url.port ?? 0))
    } catch {
      await standIn.stop()
      throw error
    }
    await standIn.stop()
  }

  func bytes(
    _ method: String, _ target: String, body: String = "", headers: [String] = []
  ) async throws -> [UInt8] {
    let lines =
      ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"]
      + (body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"])
      + (headers.contains { $0.hasPrefix("Content-Type") } || body.isEmpty
        ? [] : ["Content-Type: application/json"]) + headers + ["", body]
    return try await RawClient.exchange(Array(lines.joined(separator: "\r\n").utf8), port: port)
  }

  func ask(
    _ method: String, _ target: String, body: String = "", headers: [String] = []
  ) async throws -> Message {
    try Message(received: await bytes(method, target, body: body, headers: headers))
  }
}

extension Message {
  var status: Int { Int(start.split(separator: " ")[1]) ?? 0 }
  var json: JSON? { try? JSONParser.value(of: Bytes(body.utf8)) }
  /// Identifiers of the rows of `_all_docs` or `_changes`.
  var ids: [String] {
    (json?["rows"] ?? json?["results"])?.elements?.compactMap { $0["id"]?.stringValue } ?? []
  }
}

/// Numbers that are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
