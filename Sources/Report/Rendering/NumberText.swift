import Readings

/// Numbers for people: fixed decimals, a comma between thousands, never the locale's rules.
public enum NumberText {
  /// `1,204`.
  static func integer(_ value: Int) -> String { value.grouped }

  /// `672.0`, `1,204.35`; rounded half away from zero.
  static func decimal(_ value: Double, places: Int) -> String {
    guard value.isFinite else { return "" }
    var text = ByteText()
    text.append(value, places: places)
    if abs(value) < 999 { return text.string }
    let parts = text.string.split(separator: ".", maxSplits: 1)
    guard let whole = Int64(parts[0]), abs(whole) >= 1000 else { return text.string }
    return ([Substring(whole.grouped)] + parts.dropFirst()).joined(separator: ".")
  }

  /// How long: `4 s`, `2 min 05 s`, `1 h 02 min`, `3 d 04 h`; `<1 s` below half a second.
  static func duration(milliseconds: Int64) -> String {
    let seconds = (max(0, milliseconds) + 500) / 1000
    switch seconds {
    case 0: return "<1 s"
    case ..<60: return "\(seconds) s"
    case ..<3600: return "\(seconds / 60) min \(twoDigits(seconds % 60)) s"
    case ..<86_400: return "\(seconds / 3600) h \(twoDigits(seconds / 60 % 60)) min"
    default: return "\((seconds / 86_400).grouped) d \(twoDigits(seconds / 3600 % 24)) h"
    }
  }

  /// A round length of time: `10 min`, `90 s`, `1 h`.
  static func limit(milliseconds: Int64) -> String {
    for (unit, name) in [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min")] as [(Int64, String)]
    where milliseconds > 0 && milliseconds % unit == 0 { return "\(milliseconds / unit) \(name)" }
    var text = ByteText()
    text.append(secondsOf: milliseconds)
    return text.string + " s"
  }

  /// How long ago, roughly: `12 s ago`, `5 min ago`, `3 h ago`, `2 days ago`; `in the future` where
  /// it is not past.
  public static func age(milliseconds: Int64) -> String {
    let seconds = milliseconds / 1000
    switch seconds {
    case ..<(-60): return "in the future"
    case ..<60: return "\(max(0, seconds)) s ago"
    case ..<3600: return "\(seconds / 60) min ago"
    case ..<172_800: return "\(seconds / 3600) h ago"
    default: return "\((seconds / 86_400).grouped) days ago"
    }
  }

  /// `42.1 MB`, in powers of 1000.
  public static func bytes(_ count: Int64) -> String {
    var value = Double(count)
    for unit in ["B", "kB", "MB", "GB"] {
      if value < 999.95 { return "\(decimal(value, places: unit == "B" ? 0 : 1)) \(unit)" }
      value /= 1000
    }
    return "\(decimal(value, places: 1)) TB"
  }

  /// `92.9 %`; `·` where nothing was expected. Not 100.0 unless it is, and `< 0.1 %` where it is not 0.
  static func percent(_ part: Int64, of whole: Int64, absent: String) -> String {
    guard whole > 0 else { return absent }
    var tenths = (Double(part) / Double(whole) * 1000).rounded()
    if tenths == 1000, part < whole { tenths = 999 }
    if tenths == 0, part > 0 { return "< \(decimal(0.1, places: 1)) %" }
    return "\(decimal(tenths / 10, places: 1)) %"
  }

  /// `1 gap`, `3 gaps`.
  static func counted(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(integer(count)) \(count == 1 ? singular : plural ?? singular + "s")"
  }

  private static func twoDigits(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
