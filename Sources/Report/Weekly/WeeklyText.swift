import Readings

extension WeeklyReport {
  func sections(style: Style) -> [TextSection] {
    let words = WeeklyWords(report: self, style: style)
    if devices.isEmpty {
      let window = CountingWindow(range: span.week, now: context.now, records: [])
      return [
        SectionHeader(context: context, window: window, style: style)
          .empty(what: "week \(span.name)")
      ]
    }
    var sections = devices.flatMap { device -> [TextSection] in
      let longest = longestSection(device, words)
      return [
        daySection(device, words), profileSection(device, words), heatSection(device, words),
        openSection(device, words),
      ] + (longest.map { [$0] } ?? []) + [
        unusualSection(device, words), gapSection(device, words),
      ]
    }
    sections[sections.count - 1].remarks.append(words.making())
    return sections
  }

  private func daySection(_ device: DeviceWeek, _ words: WeeklyWords) -> TextSection {
    let style = words.style
    let window = CountingWindow(range: span.week, now: context.now, records: [device.record])
    let header = SectionHeader(context: context, window: window, style: style)
    let before = device.measures.map { tally in
      tally.rate.map { NumberText.decimal($0, places: 2) } ?? style.absent
    }
    let labels = device.days.map {
      "\(WeekdayNames.short[$0.bucket.date.isoWeekday - 1]) \($0.bucket.date)"
    }
    var tallies = TallyColumns(device.days.map(\.tally), style: style).columns
    for index in tallies.indices { tallies[index].headerOverhangs = false }
    let columns =
      [TextTable.Column(header: "day", cells: labels)] + tallies
      + [
        TextTable.Column(
          header: "before", cells: before, isRightAligned: true, dropOrder: 0)
      ]
    return TextSection(
      title: title(of: device, style: style), facts: header.facts(device.series),
      table: TextTable(
        columns: columns, tails: device.days.map { TextTable.Tail(value: $0.tally.rate) }),
      remarks: words.summary(of: device) + [words.busiestSentence(of: device)])
  }

  private func profileSection(_ device: DeviceWeek, _ words: WeeklyWords) -> TextSection {
    TextSection(
      title: ["openings per hour of day", "this week and the three before"],
      table: BusiestReport.table(of: device.hourProfile, .hour, style: words.style))
  }

  private func heatSection(_ device: DeviceWeek, _ words: WeeklyWords) -> TextSection {
    let rates = device.weekRates
    return TextSection(
      title: ["openings per hour, this week"],
      heatMap: HeatMap(rates: rates, highest: rates.compactMap(\.self).max() ?? 0),
      remarks: [words.fullestHour(of: device)].compactMap(\.self))
  }

  private func openSection(_ device: DeviceWeek, _ words: WeeklyWords) -> TextSection {
    var section = OpenTimeHistogram(device.openTimes)
      .section(style: words.style, remark: words.leftOpenSentence(of: device))
    section.title = ["how long the door stood open"]
    return section
  }

  private func longestSection(_ device: DeviceWeek, _ words: WeeklyWords) -> TextSection? {
    let times = device.longest(Self.longestShown)
    guard !times.isEmpty else { return nil }
    return TextSection(
      title: ["longest open"],
      table: TextTable(columns: [
        TextTable.Column(
          header: "opened",
          cells: times.map { context.calendar.secondLabel(of: $0.opening.openedAt) }),
        TextTable.Column(
          header: "open for", cells: times.map(words.openTime), isRightAligned: true),
      ]))
  }

  private func unusualSection(_ device: DeviceWeek, _ words: WeeklyWords) -> TextSection {
    TextSection(
      title: ["unusual periods"],
      table: device.unusual.isEmpty
        ? nil
        : UnusualPeriodTable(calendar: context.calendar, style: words.style)
          .table(of: device.unusual),
      remarks: [words.unusualSentence(of: device)].compactMap(\.self))
  }

  private func gapSection(_ device: DeviceWeek, _ words: WeeklyWords) -> TextSection {
    let gaps = words.shownGaps(of: device)
    return TextSection(
      title: ["gaps and health of the data"],
      table: gaps.isEmpty
        ? nil : GapTable(calendar: context.calendar, style: words.style).table(of: gaps),
      remarks: [words.gapSentence(of: device)].compactMap(\.self) + words.health(of: device))
  }
}

extension DeviceWeek {
  /// 168 rates, Monday 00:00 first; `nil` where nothing was observed. The hour that occurs twice
  /// is one cell.
  var weekRates: [Double?] { Profile(.hourOfWeek, hours: hours).rows.map(\.tally.rate) }
}

extension Style {
  /// Text of the program's own, whose dashes become ASCII where that is wanted.
  func shownDash(_ text: String) -> String {
    isASCII ? text.replacing("–", with: "-") : text
  }
}
