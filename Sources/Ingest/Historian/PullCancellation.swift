import Parallel

/// Ends a pull from outside: from a signal handler's thread, or a test.
///
/// Whatever is under way ends within a fraction of a second; complete pages are committed first.
public final class PullCancellation: Sendable {
  private struct State {
    var isCancelled = false
    var handlers: [@Sendable () -> Void] = []
  }

  private let state = Locked(State())

  public init() {}

  public var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Ends the pull. Further calls change nothing.
  public func cancel() {
    let handlers = state.withLock { state in
      defer { state.handlers = [] }
      guard !state.isCancelled else { return [@Sendable () -> Void]() }
      state.isCancelled = true
      return state.handlers
    }
    for handler in handlers { handler() }
  }

  /// Calls back once on cancellation; at once when that was before.
  func onCancel(_ handler: @escaping @Sendable () -> Void) {
    let isLate = state.withLock { state in
      if !state.isCancelled { state.handlers.append(handler) }
      return state.isCancelled
    }
    if isLate { handler() }
  }
}
