import Foundation

/// Runs work on several threads, and hands out the results on the caller's, in order.
///
/// Workers take turns in reading and work side by side on what they read. At most `window` items
/// are under way, read but not yet consumed: a slow consumer stops the reading.
package final class Pipeline<Item: Sendable, Product: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private let reading = NSLock()
  private let window: Int
  // Guarded by `condition`.
  private var products: [Int: Result<Product?, any Error>] = [:]
  private var consumed = 0
  private var isStopped = false
  private var runningWorkers = 0
  // Guarded by `reading`.
  private var nextNumber = 0
  private var isExhausted = false

  private let read: () throws -> Item?
  private let makeWorker: () -> (Item) throws -> Product

  /// - Parameters:
  ///   - read: The next item, `nil` at the end; called by one thread at a time.
  ///   - makeWorker: Makes the function of one thread.
  package init(
    window: Int, read: @escaping () throws -> Item?,
    makeWorker: @escaping () -> (Item) throws -> Product
  ) {
    self.window = window
    self.read = read
    self.makeWorker = makeWorker
  }

  /// Runs until everything was consumed, or something threw. No thread outlives the call.
  ///
  /// - Parameters:
  ///   - idle: Called now and then while the consumer waits; may throw to end the run.
  ///   - onStop: Called when the run ends, however it ends, to wake a reader that waits.
  package func run(
    workers: Int, idle: () throws -> Void, onStop: () -> Void,
    consume: (Product) throws -> Void
  ) throws {
    precondition(workers > 0, "without workers nothing would ever come")
    condition.withLock { runningWorkers = workers }
    for _ in 0..<workers {
      let thread = Thread { [self] in work() }
      thread.stackSize = 4 << 20
      thread.start()
    }
    defer {
      onStop()
      stop()
    }
    while let product = try nextProduct(idle: idle) { try consume(product) }
  }

  private func nextProduct(idle: () throws -> Void) throws -> Product? {
    while true {
      try idle()
      let result = condition.withLock { () -> Result<Product?, any Error>? in
        if products[consumed] == nil { _ = condition.wait(until: Date(timeIntervalSinceNow: 0.1)) }
        guard let result = products.removeValue(forKey: consumed) else { return nil }
        consumed += 1
        condition.broadcast()
        return result
      }
      if let result { return try result.get() }
    }
  }

  private func stop() {
    condition.withLock {
      isStopped = true
      condition.broadcast()
      while runningWorkers > 0 { condition.wait() }
      products = [:]
    }
  }

  private func work() {
    let transform = makeWorker()
    while let (number, item) = takeItem() {
      let result = item.flatMap { item in
        Result { try item.map(transform) }
      }
      deliver(result, number)
    }
    condition.withLock {
      runningWorkers -= 1
      condition.broadcast()
    }
  }

  /// The next item with its number. The end and errors are items too, the last ones.
  private func takeItem() -> (Int, Result<Item?, any Error>)? {
    reading.withLock {
      guard !isExhausted, hasRoom(for: nextNumber) else { return nil }
      let result = Result { try read() }
      if case .success(.some) = result {} else { isExhausted = true }
      defer { nextNumber += 1 }
      return (nextNumber, result)
    }
  }

  private func hasRoom(for number: Int) -> Bool {
    condition.withLock {
      while !isStopped, number - consumed >= window { condition.wait() }
      return !isStopped
    }
  }

  private func deliver(_ result: Result<Product?, any Error>, _ number: Int) {
    condition.withLock {
      products[number] = result
      condition.broadcast()
    }
  }
}
