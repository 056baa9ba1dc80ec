import Readings

/// The sentences of a weekly report, the same in every form.
struct WeeklyWords {
  let report: WeeklyReport
  let style: Style

  private var calendar: TimeZoneCalendar { report.context.calendar }

  /// `1.86 per h (95 % interval 1.66–2.08)`; a dot where nothing was observed.
  func rate(_ tally: Tally) -> String {
    guard let rate = tally.rate, let interval = tally.interval else { return style.absent }
    let low = NumberText.decimal(interval.low, places: 2)
    let high = NumberText.decimal(interval.high, places: 2)
    return "\(NumberText.decimal(rate, places: 2)) per h (95 % interval \(low)\(style.dash)\(high))"
  }

  /// `12 % more than in the week before`, with what the difference is worth.
  func change(_ change: RateChange, than what: String) -> String? {
    guard let relative = change.relative, let comparison = change.comparison else { return nil }
    let percent = NumberText.decimal(abs(relative) * 100, places: 0)
    let sense = comparison.isSeparable ? "" : ", not separable"
    if percent == "0" { return "as many as in \(what)" }
    return "\(percent) % \(relative > 0 ? "more" : "less") than in \(what)\(sense)"
  }

  /// The week in one or two sentences.
  func summary(of device: DeviceWeek) -> [String] {
    guard let openings = device.total.openings else { return ["Nothing was observed this week."] }
    var sentences = ["\(NumberText.counted(openings, "opening")), \(rate(device.total))."]
    let changes = [
      change(device.previous, than: "the week before"),
      change(device.measure, than: "the four weeks before"),
    ].compactMap(\.self)
    if !changes.isEmpty {
      sentences.append("Per observed hour \(changes.joined(separator: "; ")).")
    }
    return sentences
  }

  /// `18–19, 3.50 per h`; `nil` where none is busiest.
  func busiest(of rows: [RankedRow]) -> String? {
    guard let busiest = rows.first(where: { $0.standing == .busiest }),
      let rate = busiest.row.tally.rate
    else { return nil }
    return "\(busiest.row.label(style: style)), \(NumberText.decimal(rate, places: 2)) per h"
  }

  func busiestSentence(of device: DeviceWeek) -> String {
    let parts = [
      busiest(of: device.weekdayProfile).map { "day of the week: \($0)" },
      busiest(of: device.hourProfile).map { "hour: \($0)" },
    ].compactMap(\.self)
    if parts.isEmpty { return "Too little was observed in four weeks to name a busiest hour." }
    return "Busiest \(parts.joined(separator: "; "))."
  }

  /// The week's hour with most openings; `nil` where there was none, and where several had as many.
  func fullestHour(of device: DeviceWeek) -> String? {
    let most = device.hours.compactMap(\.tally.openings).max() ?? 0
    let fullest = device.hours.filter { $0.tally.openings == most }
    guard most > 0, fullest.count == 1 else { return nil }
    let bucket = fullest[0].bucket
    return "Most in one hour: \(NumberText.counted(most, "opening")), "
      + "\(WeekdayNames.full[bucket.date.isoWeekday - 1]) "
      + "\(HourLabels.range(of: bucket.hour, style: style))."
  }

  func openTime(_ time: OpenTime) -> String {
    (time.isExact ? "" : "at least ") + NumberText.duration(milliseconds: time.milliseconds)
  }

  func leftOpenSentence(of device: DeviceWeek) -> String {
    let count = report.leftOpenTimes(of: device).count
    let limit = NumberText.limit(milliseconds: report.leftOpen)
    if count == 0 { return "Never left open for \(limit) or longer." }
    return "Left open for \(limit) or longer: \(NumberText.counted(count, "time"))."
  }

  func unusualSentence(of device: DeviceWeek) -> String? {
    if device.findings.judgements == nil {
      return UnusualReport.abstention(device.findings, style: style)
    }
    return device.unusual.isEmpty
      ? "Nothing unusual: never more openings than the hour of the week leads to expect." : nil
  }

  func gapSentence(of device: DeviceWeek) -> String? {
    if device.gapCount == 0 { return "Observed without a gap." }
    let hidden = device.gapCount - min(device.gaps.count, WeeklyReport.mostRows)
    guard hidden > 0 else { return nil }
    return device.gaps.isEmpty
      ? "\(NumberText.counted(hidden, "gap")), each below a minute."
      : "\(NumberText.counted(hidden, "more gap", "more gaps")), shorter."
  }

  /// The longest gaps in order of time.
  func shownGaps(of device: DeviceWeek) -> [Gap] {
    let longest = device.gaps.sorted { $1.interval.milliseconds < $0.interval.milliseconds }
    return longest.prefix(WeeklyReport.mostRows).sorted { $0.interval.start < $1.interval.start }
  }

  func health(of device: DeviceWeek) -> [String] {
    let health = report.health
    let rejected =
      health.rejectedCount == 0
      ? "No document was rejected."
      : "\(NumberText.counted(health.rejectedCount, "document")) in the store could not become "
        + "readings: see 'doorstats status'."
    let last = health.lastReadings[device.record.device.id].map {
      "Last reading \(calendar.secondLabel(of: $0))."
    }
    return [last ?? "No reading.", rejected]
      + DoubtWords(calendar: calendar, range: report.span.week)
      .sentences(on: device.record.doubtedDays)
  }

  /// What the report was made with.
  func making() -> String {
    let detector = report.context.detector.map { ", detector \($0.label)" } ?? ""
    return "doorstats \(report.context.toolVersion)\(detector), "
      + "made \(calendar.minuteLabel(of: report.context.now)) \(calendar.name)."
  }
}
