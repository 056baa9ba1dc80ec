import Foundation

/// Time and chance, as what waits and retries needs them; the tests bring their own.
public protocol PullClock: Sendable {
  /// Seconds on a clock that only goes forward.
  var seconds: Double { get }
  /// Wall-clock time [s since 1970, UTC].
  var secondsSince1970: Double { get }
  /// Waits; throws `CancellationError`, at once, when the task is cancelled.
  func sleep(seconds: Double) async throws
  /// A number from `range`, each as likely as any other.
  func random(in range: ClosedRange<Double>) -> Double
}

/// The system's clock and randomness.
public struct SystemPullClock: PullClock {
  private static let start = ContinuousClock.now

  public init() {}

  public var seconds: Double { (ContinuousClock.now - Self.start).inSeconds }
  public var secondsSince1970: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
  public func sleep(seconds: Double) async throws {
    try await Task.sleep(for: .seconds(seconds))
  }
  public func random(in range: ClosedRange<Double>) -> Double { Double.random(in: range) }
}

extension Duration {
  fileprivate var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
