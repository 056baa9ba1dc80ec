import ArgumentParser
import Readings
import Report
import Store

extension ExplainFormat: ExpressibleByArgument {}

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show why an opening was counted at a moment, or was not.",
    discussion: """
      EXAMPLES
        doorstats explain 14:07:56                  today
        doorstats explain "2026-11-15 14:07:56" --device "Front door"
        doorstats explain 2026-11-15T14:07:56Z --svg movement.svg
        doorstats explain 14:07 --format json

      Takes the movement nearest to the time, within a minute of it; says so where
      nothing moved, or where nobody watched. Shows what the phone felt, what was
      measured of it, how likely it is to be an opening, a closing or nothing, and
      what would have changed the decision: the day is decided again without each
      kind of evidence, and with other thresholds. Takes a fifth of a second a device.

      The drawing's scale is one of square roots, so that a slam does not flatten the
      swing before it. 'on' and 'off' are where a movement starts and below what it
      ends, in the direction of its strongest reading.
      """)

  @Argument(
    help: ArgumentHelp(
      "A time of today (14:07:56), a local date-time, or an ISO 8601 instant.",
      valueName: "time"))
  var time: String

  @Option(help: "text or json.")
  var format: ExplainFormat = .text

  @Option(
    help: ArgumentHelp(
      "Also draw the movement into this file (SVG); - draws it in place of the text.",
      valueName: "file"))
  var svg: String?

  @OptionGroup var clock: ClockOptions
  @OptionGroup var devices: DeviceOptions
  @OptionGroup var detection: DetectionOptions
  @OptionGroup var layout: LayoutOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var console: ConsoleOptions

  func run() throws {
    let picture = try svg.map { try ResultFile(path: $0) }
    let file = svg == "-" ? nil : try ResultFile(path: layout.output)
    let report = try report()
    try file?.write(report.rendered(as: format, style: layout.style))
    try file?.finish()
    guard let picture else { return }
    guard let drawing = report.picture() else {
      throw Failure(
        .incomplete, "no picture was made: no movement within a minute of \(time)",
        advice: "ask for a time from 'doorstats openings --list'")
    }
    try picture.write(drawing)
    try picture.finish()
  }

  private func report() throws -> ExplainReport {
    let detected = try DetectedStore(store: store, detection: detection, console: console)
    let chosen = try devices.chosen(from: detected.store)
    let calendar = try clock.calendar(for: chosen)
    let now = try clock.present(calendar: calendar)
    let moment = try TimeExpression(time, calendar: calendar, now: now)
      .instant(as: .since, calendar: calendar)
    let pruned = try detected.store.pruned()
    for device in chosen where moment < pruned[device.id]?.readingsBefore ?? .min {
      throw Failure(
        .incomplete, "the readings of \(device.displayName) at that time were pruned",
        advice: "ask a backup from before, with --store")
    }
    let inquiry = MovementInquiry(
      detected: detected, settings: detection.settings, moment: moment, now: now)
    return ExplainReport(
      detected.context(calendar: calendar, now: now), moment: moment,
      answers: try chosen.map(inquiry.answer))
  }
}
