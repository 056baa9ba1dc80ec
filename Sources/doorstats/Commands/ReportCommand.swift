import ArgumentParser
import Readings
import Report
import Store

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a report that is worth mailing.",
    discussion: """
      EXAMPLES
        doorstats report weekly                      the last complete week
        doorstats report weekly --format html -o week.html
        doorstats report weekly --week 2026-W45 --format markdown
        doorstats report weekly | mail -s "The door, last week" office@example.org
      """,
    subcommands: [WeeklyCommand.self], defaultSubcommand: WeeklyCommand.self)
}

extension WeeklyFormat: ExpressibleByArgument {}

struct WeeklyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weekly",
    abstract: "Everything about one week on a page.",
    discussion: """
      EXAMPLES
        doorstats report weekly
        doorstats report weekly --week this --format html -o week.html
        doorstats report weekly --alert-open 10m     exit code 2 where one stood open

      Openings per day beside the four weeks before, busiest hours and weekdays, hour
      by hour, open times, unusual periods, gaps, and the health of the data. The
      HTML is one file that needs nothing from anywhere: light and dark, for phones,
      screens and paper.
      """)

  @Option(help: ArgumentHelp("last, this, or a week such as 2026-W45.", valueName: "week"))
  var week = "last"

  @Option(help: "text, markdown, html or json.")
  var format: WeeklyFormat = .text

  @Option(
    help: ArgumentHelp(
      "Exit with 2 where a door stood open for so long, such as 10m.", valueName: "time"))
  var alertOpen: DurationArgument?

  @OptionGroup var clock: ClockOptions
  @OptionGroup var devices: DeviceOptions
  @OptionGroup var detection: DetectionOptions
  @OptionGroup var layout: LayoutOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var console: ConsoleOptions

  func run() throws {
    let file = try ResultFile(path: layout.output)
    let detected = try DetectedStore(store: store, detection: detection, console: console)
    let report = try weeklyReport(on: detected)
    try file.write(report.rendered(as: format, style: layout.style))
    try file.finish()
    if alertOpen != nil, report.hasDoorLeftOpen {
      throw ExitCode(ExitStatus.thresholdPassed.rawValue)
    }
  }

  private func weeklyReport(on detected: DetectedStore) throws -> WeeklyReport {
    let store = detected.store
    let chosen = try devices.chosen(from: store)
    let calendar = try clock.calendar(for: chosen)
    let now = try clock.present(calendar: calendar)
    let monday = try WeekRequest.monday(of: week, calendar: calendar, now: now)
    let span = WeekSpan(monday: monday, calendar: calendar)
    let others = Set(try store.devices()).subtracting(chosen)
    let records = try detected.records(of: chosen, in: span.history)
    let health = DataHealth(
      rejectedCount: try store.rejectedCounts().reduce(0) { $0 + $1.count },
      lastReadings: try store.readingSpans().mapValues { $0.end - 1 },
      pull: try PullState(store: store))
    return WeeklyReport(
      detected.context(calendar: calendar, now: now), span: span, records: records,
      everyone: records + (try detected.records(of: Array(others), in: span.week)),
      health: health, leftOpen: alertOpen?.milliseconds ?? 600_000)
  }
}
