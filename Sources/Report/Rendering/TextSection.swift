/// One part of a report for people: a title, facts, a table or a map, and remarks. Text and
/// Markdown are two renderings of it.
struct TextSection {
  /// Parts of the title line: what, of which device, where, when.
  var title: [String] = []
  /// Parts of the line below: coverage, gaps, detector.
  var facts: [String] = []
  var table: TextTable?
  var heatMap: HeatMap?
  /// Lines that stand as they are, no wider than the style says.
  var drawing: [String] = []
  /// Commands to run, each with its purpose.
  var steps: [Step] = []
  /// Sentences below all that.
  var remarks: [String] = []

  struct Step: Hashable, Sendable {
    /// Words as a shell takes them, quoted where they must be.
    var words: [String]
    var purpose: String

    var command: String { words.joined(separator: " ") }
  }
}

/// A table for people, column by column.
struct TextTable {
  struct Column {
    var header: String
    var cells: [String]
    var isRightAligned = false
    /// Order in which columns go when the width is too small: 1 goes first; `nil` stays.
    var dropOrder: Int?
    /// Whether the header may reach into the space after the column.
    var headerOverhangs = false
  }

  /// What stands behind a row: a bar and a remark on it, or words instead of a bar.
  struct Tail {
    var value: Double?
    /// The remark, longest form first; every row shows the longest form that fits in all of them.
    var notes: [String] = []
    var isEmphasised = false

    /// The form at `place`, or the shortest there is.
    func note(_ place: Int) -> String { place < notes.count ? notes[place] : notes.last ?? "" }
  }

  var columns: [Column]
  /// Spaces between columns.
  var gap = 3
  /// One a row, or none at all.
  var tails: [Tail] = []

  var rowCount: Int { columns.first?.cells.count ?? 0 }

  /// The column of an interval, `7.14–9.37`, its dashes one below the other.
  static func intervalColumn(
    _ intervals: [PoissonInterval?], style: Style, dropOrder: Int
  ) -> Column {
    let bounds = intervals.map { interval in
      interval.map {
        (NumberText.decimal($0.low, places: 2), NumberText.decimal($0.high, places: 2))
      }
    }
    let lowWidth = max(5, bounds.compactMap { $0?.0.count }.max() ?? 0)
    let cells = bounds.map { pair in
      pair.map { padded($0.0, to: lowWidth, alignedRight: true) + style.dash + $0.1 }
        ?? padded("", to: lowWidth) + style.absent
    }
    return Column(
      header: "95 % interval", cells: cells, dropOrder: dropOrder, headerOverhangs: true)
  }
}
