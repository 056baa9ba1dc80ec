import Readings

/// The charts of a device's week.
struct WeeklyCharts {
  let device: DeviceWeek
  let style = Style()

  private static let left = 36.0
  private static let right = SVGChart.width - 4

  /// A bar a day, its interval, and the mean of the four weeks before as a mark across it.
  func days() -> String {
    var chart = SVGChart(
      height: 236, title: "Openings per observed hour, day by day, beside the four weeks before")
    let rates =
      device.days.compactMap { $0.tally.interval?.high } + device.measures.compactMap(\.rate)
    let axis = ChartAxis(top: 18, bottom: 190, largest: rates.max() ?? 1)
    axis.draw(on: &chart, left: Self.left, right: Self.right)
    let pitch = (Self.right - Self.left) / Double(max(1, device.days.count))
    for (index, day) in device.days.enumerated() {
      let middle = Self.left + pitch * (Double(index) + 0.5)
      draw(day, measure: device.measures[index], at: middle, width: pitch * 0.6, axis, &chart)
    }
    return chart.text
  }

  private func draw(
    _ day: BucketCount, measure: Tally, at middle: Double, width: Double, _ axis: ChartAxis,
    _ chart: inout SVGChart
  ) {
    let name = WeekdayNames.short[day.bucket.date.isoWeekday - 1]
    chart.label(name, x: middle, y: axis.bottom + 16)
    let share = NumberText.percent(
      day.tally.observedMilliseconds, of: day.tally.expectedMilliseconds, absent: "")
    let isWhole = day.tally.observedMilliseconds * 100 >= day.tally.expectedMilliseconds * 99
    chart.label(
      day.tally.expectedMilliseconds == 0 ? "" : isWhole ? "" : "\(share)", x: middle,
      y: axis.bottom + 31, class: "muted small")
    if let rate = day.tally.rate, let openings = day.tally.openings,
      let interval = day.tally.interval
    {
      let hint =
        "\(day.bucket.date): \(NumberText.counted(openings, "opening")), "
        + "\(NumberText.decimal(rate, places: 2)) per h, \(share) observed"
      chart.rectangle(
        x: middle - width / 2, y: axis.y(rate), width: width, height: axis.bottom - axis.y(rate),
        class: "bar", hint: hint)
      chart.whisker(x: middle, from: axis.y(interval.low), to: axis.y(interval.high))
      chart.label(
        NumberText.integer(openings), x: middle, y: axis.y(interval.high) - 5, class: "strong")
    } else {
      let words = day.tally.expectedMilliseconds == 0 ? "to come" : "not observed"
      chart.rectangle(
        x: middle - width / 2, y: axis.bottom - 26, width: width, height: 26, class: "none",
        hint: "\(day.bucket.date): \(words)")
    }
    if let before = measure.rate {
      chart.line(
        from: (middle - width / 2 - 5, axis.y(before)),
        to: (middle + width / 2 + 5, axis.y(before)),
        class: "mark")
    }
  }

  /// A bar an hour of the day with its interval.
  func hours() -> String {
    var chart = SVGChart(
      height: 216,
      title: "Openings per observed hour by hour of day, this week and the three before")
    let rows = device.hourProfile
    let axis = ChartAxis(
      top: 12, bottom: 186, largest: rows.compactMap { $0.row.tally.interval?.high }.max() ?? 1)
    axis.draw(on: &chart, left: Self.left, right: Self.right)
    let pitch = (Self.right - Self.left) / 24
    for (hour, row) in rows.enumerated() {
      let middle = Self.left + pitch * (Double(hour) + 0.5)
      if hour % 3 == 0 {
        chart.label(hour < 10 ? "0\(hour)" : "\(hour)", x: middle - pitch / 2, y: axis.bottom + 16)
      }
      guard let rate = row.row.tally.rate, let interval = row.row.tally.interval else {
        chart.rectangle(
          x: middle - pitch * 0.36, y: axis.bottom - 26, width: pitch * 0.72, height: 26,
          class: "none", hint: "\(row.row.label(style: style)): not observed")
        continue
      }
      chart.rectangle(
        x: middle - pitch * 0.36, y: axis.y(rate), width: pitch * 0.72,
        height: axis.bottom - axis.y(rate), class: row.barClass,
        hint: "\(row.row.label(style: style)): \(NumberText.decimal(rate, places: 2)) per h")
      chart.whisker(x: middle, from: axis.y(interval.low), to: axis.y(interval.high))
    }
    chart.label("24", x: Self.right, y: axis.bottom + 16)
    return chart.text
  }

  /// 7 × 24 cells in five shades.
  func heat() -> String {
    let map = HeatMap(
      rates: device.weekRates, highest: device.weekRates.compactMap(\.self).max() ?? 0)
    var chart = SVGChart(height: 192, title: "Openings per hour of this week, Monday to Sunday")
    let pitch = 16.5
    for weekday in 0..<7 {
      let y = 20 + 24 * Double(weekday)
      chart.label(WeekdayNames.short[weekday], x: Self.left - 7, y: y + 15, anchor: "end")
      for hour in 0..<24 {
        let rate = map.rates[weekday * 24 + hour]
        chart.rectangle(
          x: Self.left + pitch * Double(hour), y: y, width: 15, height: 22,
          class: map.level(rate).map { "h\($0)" } ?? "none",
          hint: "\(WeekdayNames.short[weekday]) \(HourLabels.range(of: hour, style: style)): "
            + (rate.map { NumberText.decimal($0, places: 1) } ?? "not observed"))
      }
    }
    for hour in stride(from: 0, through: 24, by: 3) {
      chart.label(
        hour < 10 ? "0\(hour)" : "\(hour)", x: Self.left + pitch * Double(hour), y: 13,
        class: "muted")
    }
    return chart.text
  }

  /// The upper bound of each shade, for the legend.
  func heatBounds() -> [String] {
    let highest = device.weekRates.compactMap(\.self).max() ?? 0
    return (1...4).map { NumberText.decimal(highest * Double($0) / 4, places: 1) }
  }

  /// A bar a class of open times.
  func openTimes() -> String {
    let histogram = OpenTimeHistogram(device.openTimes)
    var chart = SVGChart(
      height: Double(histogram.counts.count) * 26 + 6, title: "How long the door stood open")
    let highest = Double(max(1, histogram.counts.max() ?? 1))
    for (index, count) in histogram.counts.enumerated() {
      let y = 4 + 26 * Double(index)
      let width = Double(count) / highest * (SVGChart.width - 130)
      chart.label(OpenTimeHistogram.labels[index], x: 76, y: y + 15, anchor: "end")
      if count > 0 {
        chart.rectangle(x: 84, y: y, width: max(1.5, width), height: 20, class: "bar")
      }
      chart.label(
        NumberText.integer(count), x: 90 + width, y: y + 15, anchor: "start",
        class: count > 0 ? "strong" : "muted")
    }
    return chart.text
  }
}

extension RankedRow {
  fileprivate var barClass: String {
    switch standing {
    case .busiest: "busiest"
    case .notSeparable: "bar"
    default: "soft"
    }
  }
}
