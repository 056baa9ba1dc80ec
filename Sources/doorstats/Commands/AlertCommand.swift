import ArgumentParser
import Foundation
import Ingest
import Report
import Store

struct AlertCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alert",
    abstract: "Tell somebody what the rules of the configuration ask for, once.",
    discussion: """
      EXAMPLES
        doorstats pull -q; doorstats alert -q        for cron
        doorstats alert --dry-run                    what would be told
        doorstats alert --format ndjson

      RULES in the configuration file, one condition each
        [alert.left-open]
        open_longer_than = "10m"
        webhook_file = "~/.config/doorstats/webhook"

        [alert.night]
        opened_between = "22:00-06:00"       also: weekdays = ["fri", "sat"]
        command = "mail -s \\"$DOORSTATS_ALERT_TITLE\\" office@example.org"

        unusual = true · not_opened_for = "1d" · silent_for = "1h"

      A command gets the alert as JSON on standard input and in DOORSTATS_ALERT_…,
      a webhook by POST with an Idempotency-Key. What fails is sent again by the next
      run, under the same key. A new rule looks back for a day.

      Ends with 0 when there was nothing to tell or all of it was delivered, 2 when
      an alert was shown whose rule has no command or webhook (or with --dry-run),
      69, 75, 76 or 77 when an alert could not be delivered.
      """)

  @Flag(help: "Say what would be told; send and remember nothing.")
  var dryRun = false

  @Option(
    help: ArgumentHelp("Do not tell what began longer ago, such as 7d.", valueName: "duration"))
  var last = DurationArgument(milliseconds: 604_800_000)

  @Option(
    help: ArgumentHelp(
      "Upper end of the first wait before a webhook is tried again; for tests.",
      valueName: "seconds", visibility: .hidden))
  var retryBase: Double?

  @OptionGroup var clock: ClockOptions
  @OptionGroup var devices: DeviceOptions
  @OptionGroup var detection: DetectionOptions
  @OptionGroup var report: ReportOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var console: ConsoleOptions

  func run() async throws {
    let alerts = try configuredAlerts()
    let file = try ResultFile(path: report.output)
    var detected = try DetectedStore(store: store, detection: detection, console: console)
    let calendar = try clock.calendar(for: try devices.chosen(from: detected.store))
    let now = try clock.present(calendar: calendar)
    let search = AlertSearch(
      alerts: alerts, clock: clock, devices: devices, now: now, reach: last.milliseconds)
    var findings = try search.findings(in: detected)
    var round = AlertRound(alerts, delivery: delivery, now: now)
    if dryRun {
      try round.rehearse(findings)
    } else if !findings.isEmpty {
      if detected.store.access == .read {
        detected = try detected.reopened(by: store)
        // Another run may have been faster.
        findings = try search.findings(in: detected)
      }
      try await round.send(findings, store: detected.store)
    }
    let result = AlertReport(
      detected.context(calendar: calendar, now: now), ruleCount: alerts.count, rows: round.rows)
    if isToBeWritten(result) { try report.write(result, to: file) }
    if !dryRun, !result.rows.isEmpty { try round.finish(in: detected.store) }
    if let failure = round.failure { throw failure }
    if result.rows.contains(where: { $0.outcome == .shown || $0.outcome == .pending }) {
      throw ExitCode(ExitStatus.thresholdPassed.rawValue)
    }
  }

  /// With `--quiet` what was delivered is not shown: whoever is to know does.
  private func isToBeWritten(_ result: AlertReport) -> Bool {
    !console.quiet || report.output != nil || result.rows.contains { $0.outcome == .shown }
  }

  private func configuredAlerts() throws -> [ConfiguredAlert] {
    let configuration = try Configuration.current.get()
    guard !configuration.alerts.isEmpty else {
      throw Failure(
        .configuration, "no alert is configured: \(configuration.path)",
        advice: "add [alert.NAME] to it; see 'doorstats help alert'")
    }
    return configuration.alerts
  }

  private var delivery: AlertDelivery {
    let transport = CurlTransport(
      CurlTransport.Settings(environment: ProcessInfo.processInfo.environment))
    var policy = WebhookSender.standardPolicy
    if let retryBase {
      policy.baseSeconds = retryBase
      policy.longestSeconds = retryBase * 4
    }
    return AlertDelivery(sender: WebhookSender(transport: transport, policy: policy))
  }
}
