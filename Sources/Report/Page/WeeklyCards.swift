import Readings

/// What a page shows of one device: its key figures, and a card for each subject.
struct WeeklyCards {
  let report: WeeklyReport
  let device: DeviceWeek
  private let style = Style()

  private var words: WeeklyWords { WeeklyWords(report: report, style: style) }
  private var charts: WeeklyCharts { WeeklyCharts(device: device) }
  private var calendar: TimeZoneCalendar { report.context.calendar }

  init(report: WeeklyReport, device: DeviceWeek) {
    self.report = report
    self.device = device
  }

  var all: [String] {
    [dayCard, heatCard, hourCard, openCard, longestCard, unusualCard, gapCard]
  }

  // MARK: Key figures

  var figures: String {
    let total = device.total
    let share = NumberText.percent(
      total.observedMilliseconds, of: total.expectedMilliseconds, absent: style.absent)
    let interval = total.interval.map {
      "95 %: \(NumberText.decimal($0.low, places: 2))–\(NumberText.decimal($0.high, places: 2))"
    }
    let hours =
      "\(NumberText.decimal(total.observedHours, places: 1)) of "
      + "\(NumberText.decimal(total.expectedHours, places: 1)) h"
    return "<dl class=\"figures\">\n"
      + figure(
        "Openings", total.openings.map(NumberText.integer) ?? style.absent,
        words.change(device.measure, than: "the four weeks before") ?? "nothing to compare with")
      + figure(
        "Per observed hour", total.rate.map { NumberText.decimal($0, places: 2) } ?? style.absent,
        interval ?? "")
      + figure(
        "Busiest hour",
        device.hourProfile.first { $0.standing == .busiest }
          .map { $0.row.label(style: style) } ?? style.absent, busiestNote)
      + figure("Observed", share, hours) + "</dl>\n"
  }

  private var busiestNote: String {
    let similar = device.hourProfile.count { $0.isSeparableFromBusiest == false }
    guard device.hourProfile.contains(where: { $0.standing == .busiest }) else {
      return "too little was observed"
    }
    return similar == 0
      ? "of the last four weeks"
      : "\(NumberText.counted(similar, "other hour")) not separable"
  }

  private func figure(_ name: String, _ value: String, _ note: String) -> String {
    "<div><dt>\(htmlText(name))</dt><dd><b>\(htmlText(value))</b>"
      + "<small>\(htmlText(note))</small></dd></div>\n"
  }

  // MARK: Cards

  private func card(
    _ title: String, _ sentences: [String], chart: String = "", legend: [(String, String)] = [],
    table: String = "", isOpen: Bool = false, isWide: Bool = false
  ) -> String {
    let keys = legend.map {
      "<span class=\"key\"><i class=\"k-\($0.0)\"></i>\(htmlText($0.1))</span>"
    }
    let figure =
      chart.isEmpty
      ? "" : "<figure>\n\(chart)<figcaption>\(keys.joined(separator: "\n"))</figcaption></figure>\n"
    let numbers =
      table.isEmpty || isOpen
      ? table : "<details><summary>The numbers</summary>\n\(table)</details>\n"
    return "<section class=\"card\(isWide ? " wide" : "")\"><h3>\(htmlText(title))</h3>\n"
      + sentences.map { "<p class=\"note\">\(htmlText($0))</p>\n" }.joined() + figure + numbers
      + "</section>\n"
  }

  private var dayCard: String {
    let rows = zip(device.days, device.measures).map { day, measure in
      [WeekdayNames.short[day.bucket.date.isoWeekday - 1] + " \(day.bucket.date)"]
        + cells(of: day.tally)
        + [measure.rate.map { NumberText.decimal($0, places: 2) } ?? style.absent]
    }
    return card(
      "Day by day", Array(words.summary(of: device).dropFirst()), chart: charts.days(),
      legend: [
        ("bar", "openings per observed hour, their number above"),
        ("mark", "the four weeks before"), ("none", "not observed"),
      ],
      table: HTMLTable(
        caption: "Openings per day",
        headers: ["day"] + Self.tallyHeaders + ["per h, four weeks before"], rows: rows
      ).text)
  }

  private var heatCard: String {
    let rates = device.weekRates
    let rows = (0..<24).map { hour in
      [HourLabels.range(of: hour, style: style)]
        + (0..<7).map { weekday in
          rates[weekday * 24 + hour].map { NumberText.decimal($0, places: 1) } ?? style.absent
        }
    }
    let bounds = charts.heatBounds()
    return card(
      "Hour by hour", [words.fullestHour(of: device)].compactMap(\.self), chart: charts.heat(),
      legend: [("h0", "none")] + (1...4).map { ("h\($0)", "to \(bounds[$0 - 1])") }
        + [("none", "not observed")],
      table: HTMLTable(
        caption: "Openings per observed hour", headers: ["hour"] + WeekdayNames.short, rows: rows
      ).text)
  }

  private var hourCard: String {
    let rows = device.hourProfile.map { [$0.row.label(style: style)] + cells(of: $0.row.tally) }
    return card(
      "Hours of the day, last four weeks", [words.busiestSentence(of: device)],
      chart: charts.hours(),
      legend: [
        ("busiest", "busiest"), ("bar", "not separable from it"), ("soft", "less busy"),
      ],
      table: HTMLTable(
        caption: "Openings per hour of day, this week and the three before",
        headers: ["hour"] + Self.tallyHeaders, rows: rows
      ).text)
  }

  private var openCard: String {
    let histogram = OpenTimeHistogram(device.openTimes)
    let median = histogram.median.map {
      "Half of them at most \(NumberText.duration(milliseconds: $0)). "
    }
    let unseen =
      histogram.unseenCount == 0
      ? [] : ["The end of \(NumberText.counted(histogram.unseenCount, "opening")) was not seen."]
    return card(
      "How long the door stood open",
      [(median ?? "") + words.leftOpenSentence(of: device)] + unseen,
      chart: device.openTimes.isEmpty ? "" : charts.openTimes())
  }

  private var longestCard: String {
    let times = device.longest(WeeklyReport.longestShown)
    let table = HTMLTable(
      caption: "The five longest", headers: ["opened", "open for"],
      rows: times.map { [calendar.secondLabel(of: $0.opening.openedAt), words.openTime($0)] })
    return card(
      "Longest open", times.isEmpty ? ["No opening."] : [],
      table: times.isEmpty ? "" : table.text, isOpen: true)
  }

  private var unusualCard: String {
    let labels = UnusualPeriodTable(calendar: calendar, style: style)
    let rows = device.unusual.prefix(WeeklyReport.mostRows).map { period in
      [
        labels.dayLabel(of: period.interval.start) + ", " + labels.clock(of: period.interval.start)
          + "–" + labels.clock(of: period.interval.end),
        NumberText.integer(period.counted), NumberText.decimal(period.expected, places: 1),
        UnusualPeriodTable.probability(period.probability),
      ]
    }
    let table = HTMLTable(
      caption: "More openings than the hour of the week leads to expect",
      headers: ["when", "counted", "expected", "probability"], rows: rows)
    return card(
      "Unusual periods", [words.unusualSentence(of: device)].compactMap(\.self),
      table: rows.isEmpty ? "" : table.text, isOpen: true)
  }

  private var gapCard: String {
    let gaps = words.shownGaps(of: device)
    let table = HTMLTable(
      caption: "Not observed", headers: ["from", "length", "cause"],
      rows: gaps.map { gap in
        [
          calendar.secondLabel(of: gap.interval.start),
          NumberText.duration(milliseconds: gap.interval.milliseconds), gap.cause.words,
        ]
      })
    let sentences = [words.gapSentence(of: device)].compactMap(\.self) + words.health(of: device)
    return card(
      "Gaps and health of the data", [sentences.joined(separator: " ")],
      table: gaps.isEmpty ? "" : table.text, isOpen: true, isWide: true)
  }

  private static let tallyHeaders = ["n", "observed h", "per h", "95 % interval"]

  private func cells(of tally: Tally) -> [String] {
    [
      tally.openings.map(NumberText.integer) ?? style.absent,
      NumberText.decimal(tally.observedHours, places: 1),
      tally.rate.map { NumberText.decimal($0, places: 2) } ?? style.absent,
      tally.interval.map {
        "\(NumberText.decimal($0.low, places: 2))–\(NumberText.decimal($0.high, places: 2))"
      } ?? style.absent,
    ]
  }
}
