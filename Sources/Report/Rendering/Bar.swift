/// A horizontal bar of eighth blocks.
enum Bar {
  private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

  /// `value` of `full`, where `full` is `columns` blocks long: rounded to the nearest eighth, at
  /// least one eighth for any value above zero, nothing for zero.
  ///
  /// In ASCII whole columns of `#`, and `.` for what would round to none.
  static func text(_ value: Double, of full: Double, columns: Int, isASCII: Bool) -> String {
    guard value > 0, full > 0, columns > 0 else { return "" }
    let share = min(1, value / full)
    guard !isASCII else {
      let count = Int((share * Double(columns)).rounded())
      return count == 0 ? "." : String(repeating: "#", count: count)
    }
    let count = max(1, Int((share * Double(columns) * 8).rounded()))
    return String(repeating: "█", count: count / 8) + eighths[count % 8]
  }
}
