/// A request that is tried again and why, for the progress line.
public struct RetryNotice: Sendable, Equatable {
  /// What was asked for.
  public var what: String
  /// How many attempts have failed.
  public var attempts: Int
  public var reason: String
  /// The wait before the next attempt [s].
  public var delaySeconds: Double
}

/// What one attempt came to.
enum Attempt<Value> {
  case done(Value)
  /// A fault that may pass. `retryAfterSeconds` is the server's wish.
  case passing(PassingFault, retryAfterSeconds: Double? = nil)
  /// Told to wait by the rate limit.
  case limited(answer: String, retryAfterSeconds: Double?)
}

/// A fault that may pass, and what it becomes when it does not.
enum PassingFault: Equatable {
  case transport(TransportFault)
  case status(Int, answer: String)
  /// A complete answer whose JSON is cut short.
  case incomplete(String)
  /// A complete answer that leaves something out.
  case lacking(String)
  /// A complete answer that is something else than what was asked for.
  case nonsense(String)

  var words: String {
    switch self {
    case .transport(let fault): fault.description
    case .status(let status, let answer): answer.isEmpty ? "status \(status)" : answer
    case .incomplete(let detail): "the answer is cut short: \(detail)"
    case .lacking(let detail), .nonsense(let detail): detail
    }
  }

  /// Whether a smaller page may help.
  var suggestsSmallerPage: Bool {
    switch self {
    case .transport(let fault): [.timedOut, .incompleteBody, .tooLarge].contains(fault.kind)
    case .status(let status, _): [408, 413, 504].contains(status)
    case .incomplete: true
    case .lacking, .nonsense: false
    }
  }
}

/// Repeats attempts until one succeeds or the policy's bounds are reached.
struct Retrier: Sendable {
  /// Attempts at an answer that makes no sense: a proxy's page may pass, a wrong address not.
  private static let nonsenseAttempts = 3

  var policy: RetryPolicy
  var clock: any PullClock
  var notice: @Sendable (RetryNotice) -> Void

  /// - Parameters:
  ///   - what: What is asked for, for errors and notices.
  ///   - address: Whom, for the error of an unreachable server.
  /// - Throws: ``HistorianError`` when the bounds are reached; `CancellationError`; whatever
  ///   `attempt` throws, at once.
  func run<Value>(
    what: String, address: HistorianAddress, attempt: () async throws -> Attempt<Value>
  ) async throws -> Value {
    var failed = 0
    var nonsensical = 0
    var limited = 0
    while true {
      try Task.checkCancellation()
      let delay: Double
      let reason: String
      switch try await attempt() {
      case .done(let value): return value
      case .passing(let fault, let retryAfter):
        failed += 1
        if case .nonsense = fault { nonsensical += 1 }
        guard failed < policy.attempts, nonsensical < Self.nonsenseAttempts else {
          throw error(fault, what, address, attempts: failed)
        }
        delay = retryAfter ?? policy.delay(afterAttempts: failed, clock: clock)
        reason = fault.words
      case .limited(let answer, let retryAfter):
        limited += 1
        guard limited < policy.rateLimitAttempts else {
          throw HistorianError.rateLimited(attempts: limited, answer: answer)
        }
        delay = retryAfter ?? policy.delay(afterAttempts: limited, clock: clock)
        reason = answer
      }
      notice(
        RetryNotice(what: what, attempts: failed + limited, reason: reason, delaySeconds: delay))
      try await clock.sleep(seconds: delay)
    }
  }

  private func error(
    _ fault: PassingFault, _ what: String, _ address: HistorianAddress, attempts: Int
  ) -> HistorianError {
    switch fault {
    case .transport(let fault) where [.cannotConnect, .cannotResolve].contains(fault.kind):
      .unreachable(address: address.description, fault: fault)
    case .nonsense(let detail): .nonsense(what: what, detail: detail)
    default: .unavailable(what: what, attempts: attempts, reason: fault.words)
    }
  }
}

extension TransportFault {
  /// What an attempt that ended in this fault came to; throws for faults that do not pass.
  func attempt<Value>(
    what: String, address: HistorianAddress
  ) throws -> Attempt<Value> {
    switch kind {
    case .cancelled: throw CancellationError()
    case .untrusted: throw HistorianError.untrusted(address: address.description, detail: detail)
    // Bytes that an answer of wrong length left behind look so, on one connection only.
    case .notHTTP: return .passing(.nonsense(description))
    case .invalidRequest: throw HistorianError.badRequest(what: what, status: 0, answer: detail)
    default: return .passing(.transport(self))
    }
  }
}
