import Readings

/// The two lines above every report on openings: what it is about, and how much was seen.
struct SectionHeader {
  let context: ReportContext
  let window: CountingWindow
  let style: Style

  /// `Front door   openings per day   Europe/Berlin   2026-03-02 … 2026-03-08`.
  func title(_ series: OpeningSeries, what: String) -> [String] {
    [
      style.shown(series.name), what, context.calendar.name,
      context.calendar.label(of: window.range, ellipsis: style.ellipsis),
    ]
  }

  /// `observed 624.3 of 672.0 h (92.9 %) · 3 gaps · 1,204 openings · detector 1/3f9a`.
  func facts(_ series: OpeningSeries) -> [String] {
    let total = series.total(in: window)
    let share = NumberText.percent(
      total.observedMilliseconds, of: total.expectedMilliseconds, absent: style.absent)
    let expected = NumberText.decimal(total.expectedHours, places: 1)
    let openings = total.openings.map { NumberText.counted($0, "opening") } ?? "nothing observed"
    return [
      "observed \(observed(total)) of \(expected) h (\(share))",
      NumberText.counted(series.gapCount(in: window), "gap"), openings,
      context.detector.map { "detector \($0.label)" } ?? "not detected yet",
    ]
  }

  /// Hours, which the unit behind the expected ones is for; `52 s` of a recording that is next to none.
  private func observed(_ total: Tally) -> String {
    let hours = NumberText.decimal(total.observedHours, places: 1)
    guard total.observedMilliseconds > 0, hours == NumberText.decimal(0, places: 1) else {
      return hours
    }
    return NumberText.duration(milliseconds: total.observedMilliseconds)
  }

  /// What stands in place of a report where there is no device.
  func empty(what: String) -> TextSection {
    TextSection(
      title: [
        what, context.calendar.name,
        context.calendar.label(of: window.range, ellipsis: style.ellipsis),
      ],
      remarks: [
        "No device in this store yet \(style.longDash) get readings with: doorstats pull --db NAME, "
          + "or: doorstats import FILE"
      ])
  }
}

/// The columns that counts share in text.
struct TallyColumns {
  let tallies: [Tally]
  let intervals: [PoissonInterval?]
  let style: Style

  init(_ tallies: [Tally], style: Style) {
    self.tallies = tallies
    self.style = style
    var known = PoissonIntervals()
    intervals = tallies.map { $0.interval(from: &known) }
  }

  var columns: [TextTable.Column] {
    [
      column("n", dropOrder: nil) { $0.openings.map(NumberText.integer) },
      column("obs h", dropOrder: 2) { NumberText.decimal($0.observedHours, places: 1) },
      column("per h", dropOrder: nil) { $0.rate.map { NumberText.decimal($0, places: 2) } },
      TextTable.intervalColumn(intervals, style: style, dropOrder: 1),
    ]
  }

  private func column(
    _ header: String, dropOrder: Int?, _ text: (Tally) -> String?
  ) -> TextTable.Column {
    TextTable.Column(
      header: header, cells: tallies.map { text($0) ?? style.absent }, isRightAligned: true,
      dropOrder: dropOrder)
  }
}
