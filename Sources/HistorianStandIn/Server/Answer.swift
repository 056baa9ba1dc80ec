import Foundation

/// What goes back to the client, before it is put on the wire.
struct Answer: Sendable {
  var status: Int
  /// The status line's phrase; CouchDB has its own for 404.
  var reason: String
  var headers: [(name: String, value: String)]
  var body: Body
  /// Whether the request identifier and body time are sent; sessions and UUIDs go without.
  var isTraced = true
  /// Changes that a fault makes on the way out.
  var damage: Fault.Action?

  enum Body: Sendable {
    /// Sent with `Content-Length`.
    case whole(Bytes)
    /// Sent with `Transfer-Encoding: chunked`, in the given parts.
    case chunks([Bytes])
    /// Chunked, each part as it comes.
    case feed(AsyncStream<Bytes>)
  }

  /// `GET` answers that CouchDB streams.
  static func chunked(_ chunks: [Bytes], headers: [(String, String)] = []) -> Answer {
    Answer(status: 200, headers: headers, body: .chunks(chunks))
  }

  /// A JSON value and a line feed, as CouchDB ends its bodies.
  static func json(_ value: JSON, status: Int = 200, headers: [(String, String)] = []) -> Answer {
    text(value.text, status: status, headers: headers)
  }

  static func text(_ text: Bytes, status: Int = 200, headers: [(String, String)] = []) -> Answer {
    Answer(status: status, headers: headers, body: .whole(text + [0x0A]))
  }

  init(status: Int, headers: [(String, String)], body: Body) {
    self.status = status
    reason = Self.reasons[status] ?? "Unknown"
    self.headers =
      [("Cache-Control", "must-revalidate"), ("Content-Type", "application/json")]
      .filter { standard in !headers.contains { $0.0 == standard.0 } } + headers
    self.body = body
  }

  mutating func set(_ name: String, _ value: String?) {
    headers.removeAll { $0.name == name }
    if let value { headers.append((name, value)) }
  }

  /// Bytes of the body; 0 for one that is not made yet.
  var bodyCount: Int {
    switch body {
    case .whole(let bytes): bytes.count
    case .chunks(let chunks): chunks.reduce(0) { $0 + $1.count }
    case .feed: 0
    }
  }

  private static let reasons = [
    200: "OK", 201: "Created", 202: "Accepted", 304: "Not Modified", 400: "Bad Request",
    401: "Unauthorized", 403: "Forbidden", 404: "Object Not Found", 405: "Method Not Allowed",
    408: "Request Timeout", 409: "Conflict", 412: "Precondition Failed",
    413: "Request Entity Too Large", 415: "Unsupported Media Type", 417: "Expectation Failed",
    429: "Too Many Requests", 500: "Internal Server Error", 501: "Not Implemented",
    502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
  ]
}

/// A request that CouchDB refuses, with its words.
struct Refusal: Error {
  var status: Int
  var error: String
  var reason: String
  var headers: [(String, String)] = []

  var answer: Answer {
    .json(
      .members(["error": .text(error), "reason": .text(reason)]), status: status, headers: headers)
  }
}

extension Refusal {
  static let malformedJSON = badRequest("invalid UTF-8 JSON")
  static let noDatabase = notFound("Database does not exist.")
  static let conflict = Refusal(
    status: 409, error: "conflict", reason: "Document update conflict.")
  static let wrongContentType = Refusal(
    status: 415, error: "bad_content_type", reason: "Content-Type must be application/json")
  static let illegalID = Refusal(
    status: 400, error: "illegal_docid",
    reason: "Only reserved document ids may start with underscore.")

  static func badRequest(_ reason: String) -> Refusal {
    Refusal(status: 400, error: "bad_request", reason: reason)
  }
  static func badQuery(_ reason: String) -> Refusal {
    Refusal(status: 400, error: "query_parse_error", reason: reason)
  }
  static func notFound(_ reason: String) -> Refusal {
    Refusal(status: 404, error: "not_found", reason: reason)
  }
  static func unauthorized(_ reason: String) -> Refusal {
    Refusal(status: 401, error: "unauthorized", reason: reason)
  }
  static func forbidden(_ reason: String) -> Refusal {
    Refusal(status: 403, error: "forbidden", reason: reason)
  }
  static func methodNotAllowed(_ allowed: String) -> Refusal {
    Refusal(
      status: 405, error: "method_not_allowed", reason: "Only \(allowed) allowed",
      headers: [("Allow", allowed)])
  }
}

/// A request at which CouchDB itself stumbles.
struct InternalError: Error {
  var reason: String
  /// CouchDB's hash of the place in its code; the one of a number that is none.
  static let stackHash = 4_160_630_019

  var answer: Answer {
    .json(
      .members([
        "error": .text("unknown_error"), "reason": .text(reason), "ref": .integer(Self.stackHash),
      ]), status: 500, headers: [("X-Couch-Stack-Hash", String(Self.stackHash))])
  }
}
