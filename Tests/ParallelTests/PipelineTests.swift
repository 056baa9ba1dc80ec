import Parallel
import Testing

@Suite struct PipelineTests {
  private struct Refused: Error {}

  /// How many the last run has read.
  private let readCount = Locked(0)

  /// Runs over 0, 1, … `count` − 1 and doubles each.
  private func run(
    _ count: Int, workers: Int = 4, window: Int = 6, refusing refused: Int? = nil,
    consume: (Int) throws -> Void
  ) throws {
    func read() -> Int? {
      readCount.withLock { number in
        guard number < count else { return nil }
        defer { number += 1 }
        return number
      }
    }
    func double(_ number: Int) throws -> Int {
      if number == refused { throw Refused() }
      return number * 2
    }
    let pipeline = Pipeline<Int, Int>(window: window, read: read, makeWorker: { double })
    try pipeline.run(workers: workers, idle: {}, onStop: {}, consume: consume)
  }

  @Test(arguments: [0, 1, 2, 500], [1, 4])
  func resultsComeInOrder(count: Int, workers: Int) throws {
    var products: [Int] = []
    try run(count, workers: workers) { products.append($0) }
    #expect(products == (0..<count).map { $0 * 2 })
  }

  @Test func theErrorOfAWorkerComesInItsPlace() {
    var products: [Int] = []
    #expect(throws: Refused.self) { try run(500, refusing: 40) { products.append($0) } }
    #expect(products == (0..<40).map { $0 * 2 })
  }

  @Test func aConsumerThatStopsStopsTheReading() {
    #expect(throws: Refused.self) { try run(500) { if $0 == 20 { throw Refused() } } }
    #expect(readCount.withLock { $0 } <= 11 + 6)
  }
}
