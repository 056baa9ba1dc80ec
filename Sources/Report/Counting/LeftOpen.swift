import Readings

/// A door that stood open for too long: one line for whoever has to close it.
public struct LeftOpen: Hashable, Sendable {
  var device: String
  var since: String
  var length: String

  /// `Front door stood open for 15 min 00 s from 2026-11-12 15:55:05`.
  public func text(ascii: Bool) -> String {
    "\(Style(isASCII: ascii).shown(device)) stood open for \(length) from \(since)"
  }
}

extension DeviceRecord {
  /// The openings that lasted `limit` or longer, as far as they were seen [ms].
  public func leftOpen(
    for limit: Int64, in range: Interval, calendar: TimeZoneCalendar
  ) -> [LeftOpen] {
    openTimes(in: range).filter { $0.milliseconds >= limit }.map { time in
      LeftOpen(
        device: device.displayName, since: calendar.secondLabel(of: time.opening.openedAt),
        length: (time.isExact ? "" : "at least ")
          + NumberText.duration(milliseconds: time.milliseconds))
    }
  }
}
