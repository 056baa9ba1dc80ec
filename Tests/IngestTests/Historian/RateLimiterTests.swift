import Testing

@testable import Ingest

@Suite struct RateLimiterTests {
  @Test func `without a rate nothing waits`() async throws {
    let clock = VirtualClock()
    let limiter = RateLimiter(rate: nil, clock: clock)
    for _ in 0..<100 { try await limiter.acquire() }
    #expect(clock.sleeps.isEmpty)
  }

  @Test func `requests are spaced by the rate`() async throws {
    let clock = VirtualClock()
    let limiter = RateLimiter(rate: 4, maximumRate: 4, clock: clock)
    for _ in 0..<41 { try await limiter.acquire() }
    #expect(abs(clock.seconds - 10) < 1e-9)
  }

  @Test func `the user's rate is never passed`() async throws {
    let clock = VirtualClock()
    let limiter = RateLimiter(rate: 5, maximumRate: 2, clock: clock)
    for _ in 0..<100 { try await limiter.acquire() }
    await limiter.slowDown(allowed: 50, pauseSeconds: nil)
    for _ in 0..<100 { try await limiter.acquire() }
    #expect(clock.seconds >= 99)
    #expect(try #require(await limiter.rate) <= 2)
  }

  @Test func `a first 429 makes a limit where there was none`() async throws {
    let clock = VirtualClock()
    let limiter = RateLimiter(rate: nil, clock: clock)
    for _ in 0..<20 {
      try await limiter.acquire()
      clock.advance(0.05)
    }
    await limiter.slowDown(allowed: nil, pauseSeconds: nil)
    let rate = try #require(await limiter.rate)
    #expect(rate > 10 && rate < 20)
  }

  @Test func `a limit that is named is taken at its word`() async throws {
    for rate in [nil, 9.0] {
      let clock = VirtualClock()
      let limiter = RateLimiter(rate: rate, clock: clock)
      try await limiter.acquire()
      await limiter.slowDown(allowed: 5, pauseSeconds: nil)
      #expect(try #require(await limiter.rate) == 5 * 0.97)
      try await limiter.acquire()
      #expect(clock.seconds >= 1)  // the server's second is over
      // Limited below the named rate: others use it too.
      clock.advance(2)
      await limiter.slowDown(allowed: 5, pauseSeconds: nil)
      #expect(try #require(await limiter.rate) < 5 * 0.97 * 0.9)
    }
  }

  @Test func `several 429 of one second slow down once`() async throws {
    let clock = VirtualClock()
    let limiter = RateLimiter(rate: 5, clock: clock)
    for _ in 0..<4 { await limiter.slowDown(allowed: nil, pauseSeconds: nil) }
    #expect(await limiter.rate == 4.25)
  }

  @Test func `a pause that the server asks for holds everyone back`() async throws {
    let clock = VirtualClock()
    let limiter = RateLimiter(rate: nil, clock: clock)
    await limiter.slowDown(allowed: 5, pauseSeconds: 9)
    try await limiter.acquire()
    #expect(clock.seconds == 9)
  }

  /// A server with a fixed window of a second, as the free plan is described.
  @Test(arguments: [5.0, 8, 20, 1])
  func `the limit is found and at least nine tenths of it used`(limit: Double) async throws {
    let clock = VirtualClock()
    let limiter = RateLimiter(rate: RateLimiter.freePlanRate, clock: clock)
    var window = -1.0
    var inWindow = 0.0
    var accepted = 0.0
    var start: Double?
    while clock.seconds < 400 {
      try await limiter.acquire()
      if clock.seconds.rounded(.down) != window {
        (window, inWindow) = (clock.seconds.rounded(.down), 0)
      }
      inWindow += 1
      if inWindow > limit {
        await limiter.slowDown(allowed: limit, pauseSeconds: nil)
      } else if clock.seconds > 60 {
        start = start ?? clock.seconds
        accepted += 1
      }
    }
    let used = accepted / (clock.seconds - (start ?? 0))
    #expect(used > 0.9 * limit)
  }
}

@Suite struct PageSizeTests {
  @Test func `slow pages shrink and quick ones grow back`() {
    let size = PageSize(largest: 4000)
    size.note(rows: 4000, seconds: 30)
    #expect(size.current == 2000)
    size.note(rows: 4000, seconds: 30)  // asked for before the change
    #expect(size.current == 2000)
    size.noteFault(rows: 2000)
    #expect(size.current == 1000)
    size.note(rows: 1000, seconds: 10)
    #expect(size.current == 1000)
    for _ in 0..<9 { size.note(rows: size.current, seconds: 1) }
    #expect(size.current == 4000)
  }

  @Test func `pages never vanish`() {
    let size = PageSize(largest: 4000)
    for _ in 0..<30 { size.noteFault(rows: size.current) }
    #expect(size.current == 50)
    #expect(PageSize(largest: 0).current == 1)
  }
}

@Suite struct ScanPlanTests {
  @Test func `small buckets and single jobs are one range`() {
    #expect(ScanPlan.ranges(documentCount: nil, pageSize: 10, jobs: 4).count == 1)
    #expect(ScanPlan.ranges(documentCount: 39, pageSize: 10, jobs: 4).count == 1)
    #expect(ScanPlan.ranges(documentCount: 1_000_000, pageSize: 10, jobs: 1).count == 1)
  }

  @Test func `larger ones are cut for the jobs, at most once for each digit`() {
    #expect(ScanPlan.ranges(documentCount: 40, pageSize: 10, jobs: 2).count == 2)
    #expect(ScanPlan.ranges(documentCount: 80, pageSize: 10, jobs: 2).count == 4)
    #expect(ScanPlan.ranges(documentCount: 1_000_000, pageSize: 10, jobs: 2).count == 4)
    #expect(ScanPlan.ranges(documentCount: 1_000_000, pageSize: 10, jobs: 4).count == 8)
    #expect(ScanPlan.ranges(documentCount: 1_000_000, pageSize: 10, jobs: 64).count == 16)
  }

  @Test(arguments: [40, 80, 160, 1_000_000])
  func `every id is in exactly one range`(documentCount: Int) {
    let ranges = ScanPlan.ranges(documentCount: documentCount, pageSize: 10, jobs: 4)
    let ids = [
      "", "0", "4", "4\u{0}", "40", "4x", "8", "80000", "_design/iotp", "a", "c", "c0", "ffff",
      "zebra", "ÿ", "😀", "4\u{0}a", "7fffffff-5edb", "80000000-5edb",
    ]
    for id in ids {
      let holders = ranges.filter { range in
        !(range.startKey.map { id.utf8.lexicographicallyPrecedes($0.utf8) } ?? false)
          && !(range.endKey.map { $0.utf8.lexicographicallyPrecedes(id.utf8) } ?? false)
      }
      #expect(holders.count == 1, "\(id)")
    }
  }
}
