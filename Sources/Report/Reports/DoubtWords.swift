import Readings

/// What is doubtful about a device's days, in sentences.
public struct DoubtWords: Sendable {
  /// Days that are named; the rest is counted.
  static let mostNamed = 3

  private let calendar: TimeZoneCalendar
  private let range: Interval

  /// - Parameter range: What is reported. Detection goes by UTC days: those count that share at least
  ///   half of their time with it, or that it shares half of its own with.
  public init(calendar: TimeZoneCalendar, range: Interval) {
    self.calendar = calendar
    self.range = range
  }

  /// The sentences for below a report, with the device's name before each.
  public func notes(on doubts: [DeviceDoubts], style: Style) -> [String] {
    doubts.flatMap { device in
      sentences(on: device.days).map { "\(style.shown(device.name)): \($0)" }
    }
  }

  /// The days of a device that are in the range.
  public func doubts(about days: [DoubtedDay], of device: Device) -> DeviceDoubts {
    DeviceDoubts(name: device.displayName, days: days.filter(isInRange))
  }

  /// A sentence for every kind of doubt that there is.
  ///
  /// - Parameter days: In time order.
  func sentences(on days: [DoubtedDay]) -> [String] {
    let days = days.filter(isInRange)
    return DayDoubt.allCases.compactMap { doubt in
      let doubted = days.filter { $0.doubts.contains(doubt) }
      return doubted.isEmpty ? nil : Self.sentence(doubt, list(doubted))
    }
  }

  private func isInRange(_ day: DoubtedDay) -> Bool {
    let length = TimeZoneCalendar.dayMilliseconds
    let shared = min(range.end, day.start + length) - max(range.start, day.start)
    return shared * 2 >= min(length, range.milliseconds)
  }

  private static func sentence(_ doubt: DayDoubt, _ days: String) -> String {
    switch doubt {
    case .direction:
      "Opening and closing could not be told apart on \(days): what is counted there may be closings."
    case .sensor:
      "The proximity sensor did not follow the door on \(days), and was not used."
    case .sensorForHours:
      "The proximity sensor did not follow the door for an hour or more of \(days), and was not "
        + "used then."
    }
  }

  /// `2026-03-02, 2026-03-05 and 4 more days`.
  private func list(_ days: [DoubtedDay]) -> String {
    let named = days.prefix(days.count == Self.mostNamed + 1 ? days.count : Self.mostNamed)
    // The local day that holds most of the UTC day.
    let labels = named.map {
      "\(calendar.date(at: $0.start + TimeZoneCalendar.dayMilliseconds / 2))"
    }
    let rest = days.count - named.count
    let last = rest > 0 ? "\(NumberText.integer(rest)) more days" : labels.last ?? ""
    let others = rest > 0 ? labels : labels.dropLast()
    return others.isEmpty ? last : "\(others.joined(separator: ", ")) and \(last)"
  }
}
