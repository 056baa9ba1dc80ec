import Foundation

/// Hour × weekday as 7 × 24 cells in five levels: 0 for watched and none, 1…4 by quarters of the
/// highest rate. What was not observed has a sign of its own.
///
///     Mon  0  0  ░░ ▓▓ ██ …        width 80: three columns a cell
struct HeatMap {
  /// 168 rates, Monday 00:00 first; `nil` where nothing was observed.
  var rates: [Double?]
  /// The rate of a full cell.
  var highest: Double

  /// 0…4; `nil` where nothing was observed.
  func level(_ rate: Double?) -> Int? {
    guard let rate else { return nil }
    guard rate > 0, highest > 0 else { return 0 }
    return min(4, max(1, Int((rate / highest * 4).rounded(.up))))
  }

  func lines(style: Style) -> [String] {
    // 3 for the weekday, and 24 cells with the space before each.
    let cell = style.width >= 75 ? 3 : style.width >= 51 ? 2 : 1
    let labelWidth = cell == 1 ? 4 : 3
    var lines = [String(repeating: " ", count: labelWidth) + hourScale(cell)]
    for weekday in 0..<7 {
      let cells = (0..<24).map { text(of: rates[weekday * 24 + $0], columns: cell, style) }
      lines.append(padded(WeekdayNames.short[weekday], to: labelWidth) + cells.joined())
    }
    return lines + wrapped(legend(style), separator: "   ", style: style)
  }

  private func hourScale(_ cell: Int) -> String {
    if cell == 3 {
      return (0..<24).map { padded($0 < 10 ? "0\($0)" : "\($0)", to: 3, alignedRight: true) }
        .joined()
    }
    let every = cell == 2 ? 2 : 3
    let scale = stride(from: 0, to: 24, by: every).map { hour in
      padded(hour < 10 ? "0\(hour)" : "\(hour)", to: every * cell)
    }
    return trimmedEnd(scale.joined())
  }

  private func text(of rate: Double?, columns: Int, _ style: Style) -> String {
    let glyph = Self.glyph(level(rate), style)
    let isShade = !style.isASCII && (level(rate) ?? 0) > 0
    let shown = columns == 3 && isShade ? glyph + glyph : glyph
    return padded(shown, to: columns, alignedRight: true)
  }

  static func glyph(_ level: Int?, _ style: Style) -> String {
    guard let level else { return style.absent }
    return style.isASCII ? "\(level)" : ["0", "░", "▒", "▓", "█"][level]
  }

  private func legend(_ style: Style) -> [String] {
    var parts = ["0 none"]
    if highest > 0 {
      let bounds = (1...4).map { level in
        let bound = NumberText.decimal(highest * Double(level) / 4, places: 2)
        return "\(Self.glyph(level, style)) to \(bound)"
      }
      parts += bounds.dropLast() + [bounds[3] + " per h"]
    }
    return parts + ["\(style.absent) not observed"]
  }
}
