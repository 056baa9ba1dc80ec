import Dispatch
import Foundation

/// What `make` gives for each number below `count`, in their order; made on all cores.
func sideBySide<Made: Sendable>(_ count: Int, _ make: @Sendable (Int) -> Made) -> [Made] {
  let lock = NSLock()
  nonisolated(unsafe) var made: [Int: Made] = [:]
  DispatchQueue.concurrentPerform(iterations: count) { number in
    let one = make(number)
    lock.withLock { made[number] = one }
  }
  return (0..<count).compactMap { made[$0] }
}
