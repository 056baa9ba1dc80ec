import Readings

extension BusiestReport {
  func sections(style: Style) -> [TextSection] {
    if devices.isEmpty {
      let header = SectionHeader(context: context, window: window, style: style)
      return [header.empty(what: "busiest hours and weekdays")]
    }
    return devices.flatMap { device in
      device.profiles.map { section(device.series, $0.kind, $0.rows, style: style) }
    }
  }

  func section(
    _ series: OpeningSeries, _ kind: ProfileKind, _ rows: [RankedRow], style: Style
  ) -> TextSection {
    let header = SectionHeader(context: context, window: window, style: style)
    var section = TextSection(
      title: header.title(series, what: "openings per \(kind.title)"),
      facts: header.facts(series))
    if kind == .hourOfWeek {
      section.heatMap = heatMap(of: rows)
    } else {
      section.table = Self.table(of: rows, kind, style: style)
    }
    section.remarks = remarks(on: rows, kind, style: style)
    return section
  }

  static func table(of rows: [RankedRow], _ kind: ProfileKind, style: Style) -> TextTable {
    let label = TextTable.Column(
      header: kind.rawValue, cells: rows.map { $0.row.label(style: style) })
    let columns = TallyColumns(rows.map(\.row.tally), style: style).columns
    return TextTable(columns: [label] + columns, tails: rows.map(\.tail))
  }

  /// The scale is set by the cells with enough data, so that one opening in one observed minute
  /// does not fade all others.
  private func heatMap(of rows: [RankedRow]) -> HeatMap {
    let ranked = rows.filter { $0.rank != nil }.compactMap(\.row.tally.rate).max() ?? 0
    let all = rows.compactMap(\.row.tally.rate).max() ?? 0
    return HeatMap(rates: rows.map(\.row.tally.rate), highest: ranked > 0 ? ranked : all)
  }

  /// Says in words what was found, and what was too little to say.
  private func remarks(on rows: [RankedRow], _ kind: ProfileKind, style: Style) -> [String] {
    var remarks: [String] = []
    let unranked = rows.filter { $0.rank == nil && $0.standing != .notObserved }.count
    if let busiest = rows.first(where: { $0.standing == .busiest }) {
      if kind == .hourOfWeek { remarks.append(sentence(on: busiest, among: rows, style: style)) }
    } else if rows.allSatisfy({ $0.standing == .quiet || $0.rank == nil }) {
      let isQuiet = rows.contains { $0.standing == .quiet }
      remarks.append(
        isQuiet
          ? "No opening in any \(kind.noun) with enough data: none is busiest."
          : "Too little data to name a busiest \(kind.noun): each needs "
            + "\(NumberText.counted(enough.minimumDays, "day")) and "
            + "\(NumberText.decimal(enough.minimumShare * 100, places: 0)) % of its time observed.")
    }
    if kind == .hourOfWeek, unranked > 0 {
      remarks.append("\(unranked) of \(rows.count) cells were observed too little to rank.")
    }
    return remarks
  }

  private func sentence(
    on busiest: RankedRow, among rows: [RankedRow], style: Style
  ) -> String {
    let tally = busiest.row.tally
    let similar = rows.filter { $0.isSeparableFromBusiest == false }.count
    let rate = NumberText.decimal(tally.rate ?? 0, places: 2)
    let bounds = tally.interval.map {
      "\(NumberText.decimal($0.low, places: 2))\(style.dash)\(NumberText.decimal($0.high, places: 2))"
    }
    return "Busiest: \(busiest.row.label(style: style)), \(rate) per h (95 % interval "
      + "\(bounds ?? style.absent)); \(similar) other \(similar == 1 ? "cell is" : "cells are") not separable from it."
  }
}

extension ProfileKind {
  var title: String {
    switch self {
    case .hour: "hour of day"
    case .weekday: "weekday"
    case .hourOfWeek: "hour of week"
    }
  }

  var noun: String { self == .hourOfWeek ? "hour of the week" : rawValue }
}

extension ProfileRow {
  /// `08–09`, `Mon`, `Mon 08–09`.
  func label(style: Style) -> String {
    let day = isoWeekday.map { WeekdayNames.short[$0 - 1] }
    let hours = hour.map { HourLabels.range(of: $0, style: style) }
    return [day, hours].compactMap(\.self).joined(separator: " ")
  }

  /// `1 day`, `2 Mondays`.
  fileprivate func observedDaysLabel(_ days: Int) -> String {
    NumberText.counted(days, isoWeekday.map { WeekdayNames.full[$0 - 1] } ?? "day")
  }
}

extension RankedRow {
  /// A bar with its remark, or words where there is too little data for one.
  fileprivate var tail: TextTable.Tail {
    let rate = row.tally.rate
    switch standing {
    case .busiest: return TextTable.Tail(value: rate, notes: ["busiest"], isEmphasised: true)
    case .notSeparable: return TextTable.Tail(value: rate, notes: ["not separable"])
    case .separable, .quiet: return TextTable.Tail(value: rate)
    case .notObserved: return TextTable.Tail()
    case .tooFewDays(let days):
      let observed = row.observedDaysLabel(days)
      return TextTable.Tail(
        notes: ["\(observed) observed: too few to rank", "\(observed): too few to rank", "too few"])
    case .tooLittleObserved(let share):
      let percent = NumberText.decimal(share * 100, places: 0)
      return TextTable.Tail(
        notes: [
          "\(percent) % observed: too little to rank", "\(percent) %: too little", "too little",
        ])
    }
  }
}
