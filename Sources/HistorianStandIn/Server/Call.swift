import FlyingFox
import Foundation

/// One request, decoded as far as every answer needs it.
struct Call: Sendable {
  var method: String
  /// Path and query as they were sent.
  var target: String
  /// The path's parts, percent-decoded: database, document, attachment.
  var segments: [String]
  var query: [(name: String, value: String)]
  var headers: [String: String]
  var body: Bytes
  var closesConnection: Bool
  var clientPort: UInt16?

  /// Percent-decodes, and takes `+` for a space, as CouchDB does in paths too.
  static func decoded(_ text: some StringProtocol) -> String {
    let spaced = String(text).replacing("+", with: " ")
    return spaced.removingPercentEncoding ?? spaced
  }

  func parameter(_ names: String...) -> String? {
    query.last { names.contains($0.name) }?.value
  }

  var path: String { String(target.prefix { $0 != "?" }) }

  /// The fields of a form in the body.
  var form: [String: String] {
    var fields: [String: String] = [:]
    for pair in String(decoding: body, as: UTF8.self).split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      fields[Self.decoded(parts[0])] = parts.count > 1 ? Self.decoded(parts[1]) : ""
    }
    return fields
  }

  /// The same, asking for the changes from the first on.
  var rewound: Call {
    var call = self
    call.query.removeAll { ["since", "last-event-id"].contains($0.name) }
    return call
  }
}

extension Call {
  init(_ request: HTTPRequest) async throws {
    method = request.method.rawValue
    target = request.target.rawValue
    segments = request.target.path().split(separator: "/").map { Self.decoded($0) }
    query = request.target.query().split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (Self.decoded(parts[0]), parts.count > 1 ? Self.decoded(parts[1]) : "")
    }
    headers = request.headers.reduce(into: [:]) { $0[$1.key.rawValue.lowercased()] = $1.value }
    body = Bytes(try await request.bodyData)
    let connection = request.headers[.connection]?.lowercased() ?? ""
    closesConnection =
      request.version == .http11
      ? connection.contains("close") : !connection.contains("keep-alive")
    if case .ip4(_, let port) = request.remoteAddress { clientPort = port }
  }
}
