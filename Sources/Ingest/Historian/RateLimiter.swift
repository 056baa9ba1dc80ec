/// Spaces the requests of all workers so that the server's limit is kept, and found out.
///
/// Every request takes the next free slot; slots lie 1/rate apart. On 429 the rate falls to
/// `decrease` of what it was, at most once a second, for several requests are told of the same
/// excess; while all goes well it rises again, by `increase` requests a second each second
/// (additive increase, multiplicative decrease). Until the first 429 it rises by `search` each
/// second, to find the limit of a larger plan. It never passes `ceiling`.
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
  /// [requests/s each s]
  private static let increase = 0.1
  /// Growth before the limit is known [1/s].
  private static let search = 0.1
  /// Share of a limit named by the server that is used: slots of exactly the limit's width would
  /// now and then put one request too many into one of the server's seconds.
  private static let shareOfLimit = 0.97
  /// Longest stretch between two requests for which the rate rises [s]: idleness proves nothing.
  private static let longestStep = 2.0
  private static let lowestRate = 0.2

  private let clock: any PullClock
  private var ceiling: Double?
  /// Whether the ceiling is the user's word, or only what was found so far.
  private let isCeilingFixed: Bool
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
    let isFixed = maximumRate != nil
    self.isCeilingFixed = isFixed
    self.ceiling = maximumRate
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
    if let allowed, allowed > 0, !isCeilingFixed { ceiling = allowed * Self.shareOfLimit }
    guard now - lastDecrease >= 1 else { return }
    let before = rate ?? min(measuredRate(now), allowed ?? .infinity)
    rate = max(Self.lowestRate, min(before * Self.decrease, ceiling ?? .infinity))
    lastDecrease = now
    lastChange = now
    if pauseSeconds == nil { nextSlot = max(nextSlot, now + 1 / (rate ?? 1)) }
  }

  private func raise(_ now: Double) {
    guard let current = rate else { return }
    let step = min(now - lastChange, Self.longestStep)
    let growth = lastDecrease.isFinite ? Self.increase : Self.search * current
    let raised = current + growth * step
    rate = min(raised, ceiling ?? .infinity)
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
