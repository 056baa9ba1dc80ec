/// A half-open stretch of time, `[start, end)`, in milliseconds UTC since 1970.
///
/// An instant equal to `end` lies outside. `start == end` is the empty interval.
public struct Interval: Hashable, Sendable {
  /// First millisecond inside [ms UTC].
  public var start: Int64
  /// First millisecond after the interval [ms UTC]; never before `start`.
  public var end: Int64

  /// - Precondition: `start <= end`.
  @inlinable
  public init(start: Int64, end: Int64) {
    precondition(start <= end, "an interval cannot end before it starts")
    self.start = start
    self.end = end
  }

  /// Length [ms].
  @inlinable public var milliseconds: Int64 { end - start }
  /// Length [s].
  @inlinable public var seconds: Double { Double(end - start) / 1000 }
  @inlinable public var isEmpty: Bool { start == end }

  @inlinable
  public func contains(_ instant: Int64) -> Bool { start <= instant && instant < end }

  /// The part that both share, or `nil` where they share nothing.
  @inlinable
  public func intersection(_ other: Interval) -> Interval? {
    let start = max(self.start, other.start)
    let end = min(self.end, other.end)
    return start < end ? Interval(start: start, end: end) : nil
  }
}
