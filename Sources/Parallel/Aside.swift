import Foundation

/// One piece of work on a thread of its own, whose result is fetched later.
package final class Aside<Value: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  // Guarded by `condition`.
  private var result: Result<Value, any Error>?
  private var work: (@Sendable () throws -> Value)?

  package init(_ work: @escaping @Sendable () throws -> Value) {
    self.work = work
    let thread = Thread { [self] in finish(Result { try takeWork()() }) }
    thread.stackSize = 4 << 20
    thread.start()
  }

  /// What the work holds lives no longer than the work, though the thread may.
  private func takeWork() -> @Sendable () throws -> Value {
    condition.withLock {
      guard let work else { fatalError("work is taken once") }
      self.work = nil
      return work
    }
  }

  private func finish(_ result: Result<Value, any Error>) {
    condition.withLock {
      self.result = result
      condition.broadcast()
    }
  }

  /// Waits until the work has ended.
  package func value() throws -> Value {
    try condition.withLock {
      while true {
        if let result { return result }
        condition.wait()
      }
    }.get()
  }
}
