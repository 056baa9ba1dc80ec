/// Spaces the requests of all workers so that the server's limit is kept, and found out.
///
/// Every request takes the next free slot; slots lie 1/rate apart. A 429 that names a limit below
/// the rate sets the rate just under that limit, and all wait for the server's second to be over.
/// Any other 429 means that the limit is unknown or shared with others: the rate falls to `decrease`
/// of what it was, at most once a second, for several requests are told of the same excess. While
/// all goes well it rises again, by the share `increase` of the limit each second (additive
/// increase, multiplicative decrease). Until the first 429 it rises by `search` each second, to
/// find the limit of a larger plan. It never passes the named limit, nor the user's.
///
///     rate   5 ┤────╮            ╭───
///              │    ╰╮429   ╭────╯
///              │     ╰──────╯
///
/// Without a rate (a server that was never heard to limit) requests are not held back.
///
/// Reference: D.-M. Chiu, R. Jain, "Analysis of the increase and decrease algorithms for congestion
/// avoidance", Computer Networks 17 (1989).
public actor RateLimiter {
  /// Requests a second that IBM's free plan allows for "global queries".
  public static let freePlanRate = 5.0

  private static let decrease = 0.85
  /// Share of the limit, or of the rate where none is named [1/s].
  private static let increase = 0.03
  /// The second over which the server counts, and a little for the way there [s].
  private static let windowSeconds = 1.05
  /// Growth before the limit is known [1/s].
  private static let search = 0.1
  /// Share of a limit named by the server that is used: slots of exactly the limit's width would
  /// now and then put one request too many into one of the server's seconds.
  private static let shareOfLimit = 0.97
  /// Longest stretch between two requests for which the rate rises [s]: idleness proves nothing.
  private static let longestStep = 2.0
  private static let lowestRate = 0.2

  private let clock: any PullClock
  private let maximumRate: Double?
  /// What is used of the limit that the server named.
  private var named: Double?
  private(set) var rate: Double?
  private var nextSlot = -Double.infinity
  private var lastChange: Double
  private var lastDecrease = -Double.infinity
  /// When the latest requests went out, to know the rate at which a first 429 came.
  private var recent: [Double] = []

  /// - Parameters:
  ///   - rate: Requests a second to begin with; `nil` for no limit until a 429 is seen.
  ///   - maximumRate: Requests a second that are never passed, or `nil`.
  public init(rate: Double?, maximumRate: Double? = nil, clock: any PullClock) {
    self.clock = clock
    self.maximumRate = maximumRate
    self.rate = maximumRate.map { min($0, rate ?? $0) } ?? rate
    self.lastChange = clock.seconds
  }

  /// Waits for the next free slot.
  public func acquire() async throws {
    let now = clock.seconds
    note(now)
    raise(now)
    guard let rate else {
      if nextSlot > now { try await clock.sleep(seconds: nextSlot - now) }
      return
    }
    let slot = max(now, nextSlot)
    nextSlot = slot + 1 / rate
    if slot > now { try await clock.sleep(seconds: slot - now) }
  }

  /// Hears of a 429.
  ///
  /// - Parameters:
  ///   - allowed: The limit that the answer names [requests/s], or `nil`.
  ///   - pauseSeconds: How long the server asks everyone to wait, or `nil`.
  public func slowDown(allowed: Double?, pauseSeconds: Double?) {
    let now = clock.seconds
    if let pauseSeconds { nextSlot = max(nextSlot, now + pauseSeconds) }
    if let allowed, allowed > 0 { named = allowed * Self.shareOfLimit }
    guard now - lastDecrease >= 1 else { return }
    // Where nothing is known yet, one early 429 says little about the rate of a moment.
    let before = rate ?? max(measuredRate(now), Self.freePlanRate)
    let isAboveNamed = named.map { before > $0 } ?? false
    let next = isAboveNamed ? ceiling : min(before * Self.decrease, ceiling)
    rate = max(Self.lowestRate, next)
    lastDecrease = now
    lastChange = now
    let wait = isAboveNamed ? Self.windowSeconds : 1 / max(Self.lowestRate, next)
    if pauseSeconds == nil { nextSlot = max(nextSlot, now + wait) }
  }

  private var ceiling: Double { min(maximumRate ?? .infinity, named ?? .infinity) }

  private func raise(_ now: Double) {
    guard let current = rate else { return }
    let step = min(now - lastChange, Self.longestStep)
    let growth =
      lastDecrease.isFinite ? Self.increase * (named ?? current) : Self.search * current
    rate = min(current + growth * step, ceiling)
    lastChange = now
  }

  private func note(_ now: Double) {
    recent.append(now)
    if recent.count > 200 { recent.removeFirst(100) }
  }

  /// Requests of the last second, at least 1.
  private func measuredRate(_ now: Double) -> Double {
    Double(max(1, recent.count { $0 > now - 1 }))
  }
}
