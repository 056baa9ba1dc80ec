import Foundation

/// One piece of work on a thread of its own, whose result is fetched later.
package final class Aside<Value: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  // Guarded by `condition`.
  private var result: Result<Value, any Error>?

  package init(_ work: @escaping @Sendable () throws -> Value) {
    let thread = Thread { [self] in
      let result = Result { try work() }
      condition.withLock {
        self.result = result
        condition.broadcast()
      }
    }
    thread.stackSize = 4 << 20
    thread.start()
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
