import Foundation
import Synchronization

/// Ctrl-C and `kill`: noticed by the work in hand, which commits what it has and stops.
enum Interruption {
  private static let received = Atomic<Int32>(0)

  /// Starts to listen for SIGINT and SIGTERM; a second signal ends the program at once.
  static func listen() {
    signal(SIGPIPE, SIG_IGN)
    // A parent that blocks these in its own threads hands the mask on: it would leave no way to
    // end the program in order.
    var ending = sigset_t()
    sigemptyset(&ending)
    sigaddset(&ending, SIGINT)
    sigaddset(&ending, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &ending, nil)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        if Interruption.received.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
      }
    }
  }

  static var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

  /// Throws where a signal was received.
  static func check() throws {
    if isRequested { throw failure }
  }

  /// Runs the work in a task that a signal cancels; its cancellation is then the interruption.
  static func cancelling<Value: Sendable>(
    _ work: sending @escaping () async throws -> Value
  ) async throws -> Value {
    let task = Task(operation: work)
    let watcher = Task.detached {
      while !Task.isCancelled, !isRequested { try? await Task.sleep(for: .milliseconds(50)) }
      if isRequested { task.cancel() }
    }
    defer { watcher.cancel() }
    do { return try await task.value } catch is CancellationError where isRequested {
      throw failure
    }
  }

  static var failure: Failure {
    let isTermination = received.load(ordering: .relaxed) == SIGTERM
    return Failure(
      isTermination ? .terminated : .interrupted, "interrupted",
      advice: "everything committed is kept; the same command goes on from there")
  }
}
