import Parallel

@testable import Ingest

/// A clock that jumps instead of waiting, and dice that always show the same share of the range.
final class VirtualClock: PullClock {
  private struct State {
    var now = 0.0
    var sleeps: [Double] = []
  }

  private let state = Locked(State())
  private let share: Double
  private let start = 1_583_000_000.0

  /// - Parameter share: Where in its range every random number lies, 0…1.
  init(share: Double = 1) { self.share = share }

  var seconds: Double { state.withLock { $0.now } }
  var secondsSince1970: Double { start + seconds }
  /// The waits that were asked for, in order.
  var sleeps: [Double] { state.withLock { $0.sleeps } }

  func advance(_ seconds: Double) { state.withLock { $0.now += seconds } }

  func sleep(seconds: Double) async throws {
    try Task.checkCancellation()
    state.withLock { state in
      state.now += seconds
      state.sleeps.append(seconds)
    }
    await Task.yield()
  }

  func random(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + share * (range.upperBound - range.lowerBound)
  }
}

/// Answers each request with the next of a list of scripted steps.
final class ScriptedTransport: HTTPTransport {
  enum Step: Sendable {
    case answer(Int, String, headers: [HTTPHeader] = [])
    case fault(TransportFault.Kind)
  }

  private struct State {
    var steps: [Step]
    var requests: [HTTPRequest] = []
  }

  private let state: Locked<State>

  init(_ steps: [Step]) { state = Locked(State(steps: steps)) }

  var requests: [HTTPRequest] { state.withLock { $0.requests } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let step = state.withLock { state -> Step? in
      state.requests.append(request)
      return state.steps.isEmpty ? nil : state.steps.removeFirst()
    }
    switch step {
    case .answer(let status, let body, let headers):
      return HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
    case .fault(let kind): throw TransportFault(kind)
    case nil: throw TransportFault(.invalidRequest, "the script has ended")
    }
  }
}
