/// Labels and events as CSV, for people and for `audit`.
public enum LabelTable {
  public static let header = "device,opened_at,closed_at,open_s,widest_deg\n"
  public static let eventHeader = "device,kind,started_at,ended_at\n"

  /// One row: times ISO 8601 UTC with milliseconds; `closed_at` and `open_s` empty when the close
  /// was not recorded.
  public static func row(_ label: DoorLabel, device: String) -> String {
    let closed = label.closedAt.map { Timestamp.text($0) } ?? ""
    let seconds = label.closedAt.map { decimal($0 - label.openedAt, places: 3) } ?? ""
    let tenths = Int64((label.widestDegrees * 10).rounded())
    let opened = Timestamp.text(label.openedAt)
    return "\(quoted(device)),\(opened),\(closed),\(seconds),\(decimal(tenths, places: 1))\n"
  }

  /// One row of something that is no opening.
  public static func row(_ event: DoorEvent, device: String) -> String {
    let start = Timestamp.text(event.interval.start)
    let end = Timestamp.text(event.interval.end)
    return "\(quoted(device)),\(event.kind.rawValue),\(start),\(end)\n"
  }

  /// A whole number of thousandths (or tenths) as a decimal.
  private static func decimal(_ value: Int64, places: Int) -> String {
    let digits = String(value.magnitude)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let sign = value < 0 ? "-" : ""
    return sign + padded.dropLast(places) + "." + padded.suffix(places)
  }

  /// RFC 4180.
  private static func quoted(_ field: String) -> String {
    let needsQuotes = field.contains { $0 == "," || $0 == "\"" || $0.isNewline }
    guard needsQuotes else { return field }
    return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
