import Foundation
import Readings

/// The name of a historian bucket, taken apart: `iotp_<organisation>_<name>_<period>`.
///
/// The name itself may hold `-` and `_`, so it is read from the right, after the grammar
/// `^iotp_([a-z0-9]+)_(.+)_(\d{4}-\d{2}-\d{2}|\d{4}-w\d{2}|\d{4}-\d{2}|configuration)$`.
public struct BucketName: Sendable, Hashable {
  /// What stretch of time the bucket holds.
  public enum Period: Sendable, Hashable {
    case day(year: Int, month: Int, day: Int)
    case week(year: Int, week: Int)
    case month(year: Int, month: Int)
    /// The connector's own settings: never holds events.
    case configuration
  }

  public let text: String
  public let organization: String
  public let name: String
  public let period: Period

  /// `nil` for a name of another shape.
  public init?(_ text: String) {
    guard let end = text.lastIndex(of: "_"),
      let period = Self.period(text[text.index(after: end)...]),
      let (organization, name) = Self.family(text[..<end])
    else { return nil }
    self.text = text
    self.organization = organization
    self.name = name
    self.period = period
  }

  /// The name without its period: what all buckets of one connector share.
  public var family: String { "iotp_\(organization)_\(name)" }

  /// Whether a text has the shape of a family: `iotp_<organisation>_<name>`.
  public static func isFamily(_ text: String) -> Bool {
    BucketName(text) == nil && family(text[...]) != nil
  }

  /// The time that the bucket covers, where its period is a real one.
  ///
  /// Weeks are those of ISO 8601; nobody has written down which weeks the connector counts.
  ///
  /// - Parameter timeZone: The connector's zone.
  public func interval(timeZone: TimeZone = .gmt) -> Interval? {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = timeZone
    let first: DateComponents
    let unit: Calendar.Component
    switch period {
    case .day(let year, let month, let day):
      (first, unit) = (DateComponents(year: year, month: month, day: day), .day)
    case .week(let year, let week):
      (first, unit) = (
        DateComponents(weekday: 2, weekOfYear: week, yearForWeekOfYear: year), .weekOfYear
      )
    case .month(let year, let month):
      (first, unit) = (DateComponents(year: year, month: month, day: 1), .month)
    case .configuration: return nil
    }
    guard let start = calendar.date(from: first), Self.isReal(first, start, calendar),
      let end = calendar.date(byAdding: unit, value: 1, to: start)
    else { return nil }
    return Interval(start: start.millisecondsSince1970, end: end.millisecondsSince1970)
  }

  /// Whether a date is the one that was asked for, and not, say, 1 March for 30 February.
  private static func isReal(_ asked: DateComponents, _ date: Date, _ calendar: Calendar) -> Bool {
    let found = calendar.dateComponents(
      [.year, .month, .day, .weekOfYear, .yearForWeekOfYear], from: date)
    if let week = asked.weekOfYear {
      return found.weekOfYear == week && found.yearForWeekOfYear == asked.yearForWeekOfYear
    }
    return found.year == asked.year && found.month == asked.month && found.day == asked.day
  }

  private static func period(_ text: Substring) -> Period? {
    if text == "configuration" { return .configuration }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 2, let year = number(parts[0], digits: 4) else { return nil }
    if parts.count == 2, parts[1].hasPrefix("w") {
      return number(parts[1].dropFirst(), digits: 2).map { .week(year: year, week: $0) }
    }
    guard let month = number(parts[1], digits: 2) else { return nil }
    switch parts.count {
    case 2: return .month(year: year, month: month)
    case 3: return number(parts[2], digits: 2).map { .day(year: year, month: month, day: $0) }
    default: return nil
    }
  }

  private static func family(_ text: Substring) -> (organization: String, name: String)? {
    let parts = text.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "iotp", !parts[1].isEmpty, !parts[2].isEmpty,
      parts[1].utf8.allSatisfy({ (48...57).contains($0) || (97...122).contains($0) })
    else { return nil }
    return (String(parts[1]), String(parts[2]))
  }

  private static func number(_ text: Substring, digits: Int) -> Int? {
    guard text.utf8.count == digits, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return nil
    }
    return Int(text)
  }
}

extension Date {
  var millisecondsSince1970: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }
}
