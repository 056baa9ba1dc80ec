import Foundation
import Readings

/// Which buckets lie in the time that the user asked for.
public struct BucketSelection: Sendable, Equatable {
  /// First instant wanted [ms UTC], or `nil` for the beginning.
  public var since: Int64?
  /// First instant no longer wanted [ms UTC], or `nil` for the end.
  public var until: Int64?
  /// The connector's zone: where its days begin.
  public var timeZone: TimeZone

  public init(since: Int64? = nil, until: Int64? = nil, timeZone: TimeZone = .gmt) {
    self.since = since
    self.until = until
    self.timeZone = timeZone
  }

  private static let weekMilliseconds: Int64 = 7 * 86_400_000

  /// Whether a database may hold something wanted. One whose name tells no time always may.
  public func includes(_ name: String) -> Bool {
    guard let bucket = BucketName(name), let interval = bucket.interval(timeZone: timeZone) else {
      return true
    }
    // How the connector counts weeks is not known: its week may be the one before or after.
    var slack: Int64 = 0
    if case .week = bucket.period { slack = Self.weekMilliseconds }
    return interval.start - slack < until ?? .max && interval.end + slack > since ?? .min
  }

  /// The names that buckets of a family would have, for a user who may not list databases.
  ///
  /// Days, weeks and months are all made: which of them the connector writes is not known.
  ///
  /// - Parameter now: Stands for the end where none is given [ms UTC].
  /// - Returns: Names in order, or `nil` without a beginning.
  public func possibleNames(ofFamily family: String, now: Int64) -> [String]? {
    guard let since else { return nil }
    let until = until ?? now + 86_400_000
    guard since < until else { return [] }
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = timeZone
    var names: Set<String> = []
    let slack = Self.weekMilliseconds
    var day = calendar.startOfDay(for: Date(millisecondsSince1970: since - slack))
    let end = Date(millisecondsSince1970: until + slack)
    while day < end {
      let parts = calendar.dateComponents(
        [.year, .month, .day, .weekOfYear, .yearForWeekOfYear], from: day)
      names.formUnion(Self.suffixes(parts).map { "\(family)_\($0)" })
      guard let next = calendar.date(byAdding: .day, value: 1, to: day) else { break }
      day = next
    }
    return names.filter(includes).sorted()
  }

  private static func suffixes(_ parts: DateComponents) -> [String] {
    guard let year = parts.year, let month = parts.month, let day = parts.day,
      let week = parts.weekOfYear, let weekYear = parts.yearForWeekOfYear
    else { return [] }
    let monthText = "\(padded(year, 4))-\(padded(month, 2))"
    return [
      "\(monthText)-\(padded(day, 2))", monthText, "\(padded(weekYear, 4))-w\(padded(week, 2))",
    ]
  }

  private static func padded(_ number: Int, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

extension Date {
  init(millisecondsSince1970 milliseconds: Int64) {
    self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
  }
}
