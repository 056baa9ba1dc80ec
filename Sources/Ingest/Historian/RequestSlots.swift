/// Bounds how many requests are in flight.
///
/// There are more workers than slots: while one decodes its page, the request of another is on its
/// way.
actor RequestSlots {
  private var freeCount: Int
  private var lastTicket = 0
  /// Who waits, the longest first.
  private var waiting: [(ticket: Int, continuation: CheckedContinuation<Void, any Error>)] = []

  init(count: Int) { freeCount = max(1, count) }

  /// Whether a request would not have to wait.
  var isFree: Bool { freeCount > 0 }

  /// Runs the work as soon as a slot is free.
  ///
  /// - Throws: `CancellationError` when the task is cancelled while it waits; what `work` throws.
  func withSlot<Value: Sendable>(
    _ work: @Sendable () async throws -> Value
  ) async throws -> Value {
    try await acquire()
    defer { release() }
    return try await work()
  }

  private func acquire() async throws {
    if freeCount > 0 {
      freeCount -= 1
      return
    }
    lastTicket += 1
    let ticket = lastTicket
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation {
        (continuation: CheckedContinuation<Void, any Error>) in
        if Task.isCancelled {
          continuation.resume(throwing: CancellationError())
        } else {
          waiting.append((ticket, continuation))
        }
      }
    } onCancel: {
      Task { await giveUp(ticket) }
    }
  }

  private func release() {
    if waiting.isEmpty {
      freeCount += 1
    } else {
      waiting.removeFirst().continuation.resume()
    }
  }

  private func giveUp(_ ticket: Int) {
    guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
    waiting.remove(at: index).continuation.resume(throwing: CancellationError())
  }
}
