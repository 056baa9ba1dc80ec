import Foundation

/// Cloudant's limit on requests a second, counted for each class of requests.
struct RateLimit: Sendable {
  /// Cloudant counts reads of single documents, writes, and everything that scans apart.
  enum RequestClass: String, CaseIterable { case lookup, write, query }

  let perSecond: Int
  let retryAfterSeconds: Int?
  private var passed: [RequestClass: [ContinuousClock.Instant]] = [:]

  init(perSecond: Int, retryAfterSeconds: Int?) {
    self.perSecond = perSecond
    self.retryAfterSeconds = retryAfterSeconds
  }

  /// Lets the request pass, or gives the answer that refuses it. Refused requests count nothing.
  mutating func refusal(of call: Call, at now: ContinuousClock.Instant = .now) -> Answer? {
    let kind = Self.requestClass(of: call)
    let recent = (passed[kind] ?? []).filter { $0.duration(to: now) < .seconds(1) }
    guard recent.count >= perSecond else {
      passed[kind] = recent + [now]
      return nil
    }
    passed[kind] = recent
    return Self.answer(kind, rate: perSecond, retryAfterSeconds: retryAfterSeconds)
  }

  static func answer(_ kind: RequestClass, rate: Int, retryAfterSeconds: Int?) -> Answer {
    let reason =
      "You've exceeded your current limit of \(rate) requests per second for \(kind) class. "
      + "Please try later."
    let body = JSON.members([
      "error": .text("too_many_requests"), "reason": .text(reason),
      "class": .text(kind.rawValue), "rate": .integer(rate),
    ])
    var answer = Answer.json(body, status: 429)
    answer.set("Retry-After", retryAfterSeconds.map(String.init))
    return answer
  }

  static func requestClass(of call: Call) -> RequestClass {
    let endpoint = call.segments.last ?? ""
    if ["_all_docs", "_changes", "_find", "_all_dbs", "_dbs_info", "_design_docs"]
      .contains(endpoint)
    {
      return .query
    }
    if call.method == "PUT" || call.method == "DELETE" || endpoint == "_bulk_docs" {
      return .write
    }
    return .lookup
  }
}
