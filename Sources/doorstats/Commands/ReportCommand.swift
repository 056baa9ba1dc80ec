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
        doorstats report weekly --mail office@example.org
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
        doorstats report weekly --mail office@example.org --if-due mon 07:00

      Openings per day beside the four weeks before, busiest hours and weekdays, hour
      by hour, open times, unusual periods, gaps, and the health of the data. The
      HTML is one file that needs nothing from anywhere: light and dark, for phones,
      screens and paper.

      With --mail the report goes to sendmail (--mail-command for another). With
      --if-due it goes only when the newest week's report is due and the store knows
      of none to these addresses; of missed weeks the last five are sent. Run that
      every hour: see 'doorstats schedule print'.
      """)

  @Option(help: ArgumentHelp("last, this, or a week such as 2026-W45.", valueName: "week"))
  var week = "last"

  @Option(help: "text, markdown, html or json.")
  var format: WeeklyFormat = .text

  @Option(
    help: ArgumentHelp(
      "Exit with 2 where a door stood open for so long, such as 10m.", valueName: "time"))
  var alertOpen: DurationArgument?

  @OptionGroup var mail: MailOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var devices: DeviceOptions
  @OptionGroup var detection: DetectionOptions
  @OptionGroup var layout: LayoutOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var console: ConsoleOptions

  func validate() throws {
    if !mail.recipients.isEmpty, layout.output != nil {
      throw ValidationError("--output and --mail are one too many")
    }
    if mail.date != nil, week != "last" {
      throw ValidationError("--if-due already says which week: leave out --week")
    }
  }

  func run() throws {
    guard mail.recipients.isEmpty else { return try sendMail() }
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
    return try weeklyReport(on: detected, of: monday, devices: chosen, calendar, now: now)
  }

  private func weeklyReport(
    on detected: DetectedStore, of monday: CivilDate, devices chosen: [Device],
    _ calendar: TimeZoneCalendar, now: Int64
  ) throws -> WeeklyReport {
    let store = detected.store
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

  // MARK: Mail

  /// Mails the week asked for, or every week that is due.
  private func sendMail() throws {
    guard mail.date != nil else {
      let detected = try DetectedStore(store: store, detection: detection, console: console)
      let chosen = try devices.chosen(from: detected.store)
      let calendar = try clock.calendar(for: chosen)
      let now = try clock.present(calendar: calendar)
      let monday = try WeekRequest.monday(of: week, calendar: calendar, now: now)
      return try mail.send(mailMessage(on: detected, of: monday, chosen, calendar, now: now))
    }
    let reader = try store.open(.read)
    guard try !due(in: reader).mondays.isEmpty else { return }
    try reader.close()
    var detected = try DetectedStore(store: store, detection: detection, console: console)
    // The writer's lock keeps another run from mailing the same.
    if detected.store.access == .read { detected = try detected.reopened(by: store) }
    let (mondays, chosen, calendar, now) = try due(in: detected.store)
    for monday in mondays {
      try Interruption.check()
      try mail.send(mailMessage(on: detected, of: monday, chosen, calendar, now: now))
      try detected.store.noteSent(report: mail.name, period: Self.name(of: monday, calendar))
    }
  }

  private func due(
    in store: Store
  ) throws -> (mondays: [CivilDate], devices: [Device], calendar: TimeZoneCalendar, now: Int64) {
    let chosen = try devices.chosen(from: store)
    let calendar = try clock.calendar(for: chosen)
    let now = try clock.present(calendar: calendar)
    let sent = try store.sentReports(mail.name)
    return (
      mail.date?.dueMondays(sent: sent, now: now, calendar: calendar) ?? [], chosen, calendar, now
    )
  }

  private func mailMessage(
    on detected: DetectedStore, of monday: CivilDate, _ devices: [Device],
    _ calendar: TimeZoneCalendar, now: Int64
  ) throws -> MailMessage {
    let report = try weeklyReport(on: detected, of: monday, devices: devices, calendar, now: now)
    let name = Self.name(of: monday, calendar)
    return MailMessage(
      recipients: mail.recipients, subject: "The door, week \(name)",
      text: report.rendered(
        as: .text, style: Style(width: layout.width ?? 72, isASCII: layout.ascii)),
      html: report.rendered(as: .html, style: Style()),
      identity: "weekly.\(name).\(Fingerprint.of(detected.store.path + mail.name))",
      sentAt: now)
  }

  private static func name(of monday: CivilDate, _ calendar: TimeZoneCalendar) -> String {
    WeekSpan(monday: monday, calendar: calendar).name
  }
}
