import Foundation

/// How often a request is tried, and how long to wait in between.
///
/// The wait before attempt *n* + 1 is drawn evenly from 0 to `baseSeconds` · 2ⁿ⁻¹, at most
/// `longestSeconds` ("full jitter"): clients that failed together do not come back together.
///
/// Reference: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
public struct RetryPolicy: Sendable, Equatable {
  /// Attempts for a passing fault, the first included.
  public var attempts = 7
  /// Attempts while the server limits the rate: being told to wait is no fault.
  public var rateLimitAttempts = 30
  /// Upper end of the first wait [s].
  public var baseSeconds = 0.5
  /// Longest wait [s].
  public var longestSeconds = 30.0
  /// Longest wait that a server may ask for [s]; longer ones are cut to it.
  public var longestRetryAfterSeconds = 300.0

  public init() {}

  /// The wait after a number of failed attempts [s].
  func delay(afterAttempts failed: Int, clock: some PullClock) -> Double {
    let ceiling = baseSeconds * pow(2, Double(min(failed, 40) - 1))
    return clock.random(in: 0...min(longestSeconds, ceiling))
  }

  /// What a `Retry-After` header asks for [s]: seconds, or a date.
  ///
  /// Reference: RFC 9110, section 10.2.3.
  func retryAfter(_ value: String?, now secondsSince1970: Double) -> Double? {
    guard let text = value?.trimmingWhitespace(), !text.isEmpty else { return nil }
    if let seconds = Double(text), seconds.isFinite, seconds >= 0 {
      return min(seconds, longestRetryAfterSeconds)
    }
    guard let date = Self.date(text) else { return nil }
    return min(max(0, date.timeIntervalSince1970 - secondsSince1970), longestRetryAfterSeconds)
  }

  private static func date(_ text: String) -> Date? {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "GMT")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    return formatter.date(from: text)
  }
}
