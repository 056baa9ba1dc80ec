import Testing

@testable import Ingest

@Suite struct RequestSlotsTests {
  /// Counts who is inside.
  private actor Crowd {
    private(set) var now = 0
    private(set) var most = 0
    private(set) var gone = 0

    func enter() {
      now += 1
      most = max(most, now)
    }

    func leave() {
      now -= 1
      gone += 1
    }
  }

  @Test(arguments: [0, 1, 3])
  func `no more than the slots are taken at once, and all get one`(count: Int) async throws {
    let slots = RequestSlots(count: count)
    let crowd = Crowd()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<40 {
        group.addTask {
          try await slots.withSlot {
            await crowd.enter()
            for _ in 0..<5 { await Task.yield() }
            await crowd.leave()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(await crowd.now == 0)
    #expect(await crowd.gone == 40)
    #expect(await crowd.most <= max(1, count))
  }

  @Test func `whoever is cancelled while waiting leaves, and an error frees the slot`()
    async throws
  {
    struct Failure: Error {}
    let slots = RequestSlots(count: 1)
    let (gate, opener) = AsyncStream.makeStream(of: Void.self)
    let holder = Task { try await slots.withSlot { for await _ in gate { break } } }
    while await slots.isFree { await Task.yield() }
    let waiter = Task { try await slots.withSlot {} }
    waiter.cancel()
    await #expect(throws: CancellationError.self) { try await waiter.value }
    opener.yield()
    try await holder.value
    await #expect(throws: Failure.self) { try await slots.withSlot { throw Failure() } }
    try await slots.withSlot {}
  }
}
