import Dispatch

/// What `make` gives for 0, 1, … `count` − 1, made on all cores.
package func inParallel<Result: Sendable>(
  _ count: Int, _ make: @Sendable (Int) -> Result
) -> [Result] {
  [Result](unsafeUninitializedCapacity: count) { results, initializedCount in
    // Each element is written once, by the call that its index belongs to.
    nonisolated(unsafe) let results = results
    DispatchQueue.concurrentPerform(iterations: count) {
      results.initializeElement(at: $0, to: make($0))
    }
    initializedCount = count
  }
}
