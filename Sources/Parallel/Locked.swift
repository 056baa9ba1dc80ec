import Foundation

/// A value that one thread at a time may touch.
///
/// Like `Mutex` of Swift's Synchronization library, over a lock of the system: unlike that one, the
/// thread sanitizer sees it, and so sees what is touched without it.
package final class Locked<Value>: @unchecked Sendable {
  private let lock = NSLock()
  // Guarded by `lock`.
  private var value: Value

  package init(_ value: sending Value) { self.value = value }

  /// Runs the body alone; it must not come back to the same value, which would wait for ever.
  package func withLock<Result, Problem: Error>(
    _ body: (inout Value) throws(Problem) -> sending Result
  ) throws(Problem) -> sending Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
