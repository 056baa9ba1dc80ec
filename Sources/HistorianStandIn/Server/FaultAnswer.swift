/// What is answered where a fault takes the place of the answer.
enum FaultAnswer {
  /// `nil` for faults that only damage the answer that would have come.
  static func answer(_ action: Fault.Action, to call: Call) -> Answer? {
    switch action {
    case .status(let status, let retryAfter):
      return answer(status, retryAfterSeconds: retryAfter, to: call)
    case .redirect(let address):
      var answer = Answer(status: 302, headers: [("Location", address)], body: .whole([]))
      answer.reason = "Found"
      return answer
    case .otherBody(let body): return answer(body)
    default: return nil
    }
  }

  private static func answer(_ body: Fault.OtherBody) -> Answer {
    switch body {
    case .html:
      let text = "<!DOCTYPE html><html><body><h1>Maintenance</h1></body></html>"
      return Answer(
        status: 200, headers: [("Content-Type", "text/html")], body: .whole(Bytes(text.utf8)))
    case .empty: return Answer(status: 200, headers: [], body: .whole([]))
    }
  }

  private static func answer(
    _ status: Int, retryAfterSeconds: Int?, to call: Call
  ) -> Answer {
    var answer: Answer
    switch status {
    case 401: answer = Refusal.unauthorized("Name or password is incorrect.").answer
    case 403: answer = Refusal.forbidden("You are not allowed to access this db.").answer
    case 404: answer = Refusal.noDatabase.answer
    case 408: answer = refusal(408, "timeout", "The request could not be processed in time.")
    case 429:
      let kind = RateLimit.requestClass(of: call)
      return RateLimit.answer(kind, rate: 5, retryAfterSeconds: retryAfterSeconds)
    case 500: answer = refusal(500, "internal_server_error", "No DB shards could be opened.")
    case 503: answer = refusal(503, "service_unavailable", "Service unavailable")
    default: answer = refusal(status, "unknown_error", "undefined")
    }
    answer.set("Retry-After", retryAfterSeconds.map(String.init))
    return answer
  }

  private static func refusal(_ status: Int, _ error: String, _ reason: String) -> Answer {
    Refusal(status: status, error: error, reason: reason).answer
  }
}
