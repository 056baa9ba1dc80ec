import Parallel
import Testing

@Suite struct LockedTests {
  private struct Refused: Error {}

  @Test func everyThreadsChangesCount() {
    let sum = Locked([0, 0])
    _ = inParallel(8) { number in
      for _ in 0..<1000 {
        sum.withLock { values in
          values[0] += number
          values[1] += 1
        }
      }
    }
    #expect(sum.withLock { $0 } == [28_000, 8000])
  }

  @Test func anErrorKeepsWhatWasDoneAndOpensTheLock() {
    let value = Locked(0)
    #expect(throws: Refused.self) {
      try value.withLock { value in
        value = 1
        throw Refused()
      }
    }
    #expect(value.withLock { $0 } == 1)
  }
}
