import ArgumentParser
import Foundation
import Ingest
import Readings
import Report
import Store

struct PullCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull",
    abstract: "Pull documents from the historian into the store.",
    discussion: """
      EXAMPLES
        doorstats pull --db iotp_65cjsf_sensor-data
        doorstats pull --db 'iotp_*_sensor-data_2020-03-*' --jobs 2
        doorstats pull --db iotp_65cjsf_sensor-data --follow

      Only what is new is read: an unchanged bucket costs one request or less, the current one is
      followed by its changes. A pull can be ended at any moment and goes on where it was.

      The address and the credentials come from CLOUDANT_URL and CLOUDANT_APIKEY, or
      CLOUDANT_USERNAME and CLOUDANT_PASSWORD, in the environment or in ibm-credentials.env, or
      from ~/.netrc. They are never given on the command line.
      """)

  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      "A database, a family (every bucket of iotp_ORG_NAME), or a glob. May be repeated.",
      valueName: "name"))
  var databases: [String]

  @Option(help: ArgumentHelp("Address of the historian. Default: CLOUDANT_URL.", valueName: "url"))
  var url: String?

  @Option(help: ArgumentHelp("Only buckets that hold this time or later.", valueName: "time"))
  var since: String?

  @Option(help: ArgumentHelp("Only buckets that begin before this time.", valueName: "time"))
  var until: String?

  @Option(help: "Requests in flight.")
  var jobs = 4

  @Option(help: ArgumentHelp("Most documents a request.", valueName: "documents"))
  var pageSize = 5000

  @Option(
    help: ArgumentHelp(
      "Most requests a second. Default: what the historian allows.", valueName: "requests"))
  var maxRate: Double?

  @Option(help: ArgumentHelp("End after this time; the next pull goes on.", valueName: "seconds"))
  var maxTime: Double?

  @Flag(help: "Read everything again, whatever is known.")
  var full = false

  @Flag(help: "Keep following the newest bucket until interrupted.")
  var follow = false

  @Flag(help: "Say what would be done, and do nothing.")
  var dryRun = false

  @OptionGroup var clock: ClockOptions
  @OptionGroup var intake: IntakeOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var console: ConsoleOptions

  func validate() throws {
    guard !databases.isEmpty else {
      throw ValidationError("--db is missing: name a database or a family of them")
    }
    guard (1...64).contains(jobs) else { throw ValidationError("--jobs must be 1 to 64") }
    guard (1...100_000).contains(pageSize) else {
      throw ValidationError("--page-size must be 1 to 100000")
    }
    for (name, value) in [("--max-rate", maxRate), ("--max-time", maxTime)] {
      guard let value else { continue }
      guard value > 0, value.isFinite else { throw ValidationError("\(name) must be above 0") }
    }
  }

  func run() async throws {
    var settings = try settings()
    let access = try CredentialSources().access(url: url)
    let store = try self.store.open(.write)
    settings.mappings.byDeviceType = try store.fieldMappings()
    let progress = PullProgressLine(console.progress())
    let puller = Puller(
      access: access,
      transport: CurlTransport(.init(environment: ProcessInfo.processInfo.environment)),
      sink: StoreSink(store: store, flushLimit: intake.flushLimit), settings: settings
    ) { progress.apply($0) }
    if dryRun { return try await show(puller.plan()) }
    let report = try await interruptible { try await puller.run(cancellation: $0) }
    progress.end()
    if !console.quiet { try StandardOutput.write(PullSummary.text(of: report)) }
    try end(report)
  }

  private func settings() throws -> PullSettings {
    var settings = PullSettings(patterns: try databases.map(DatabasePattern.init))
    let calendar = try clock.zone.map(TimeZoneCalendar.init(named:)) ?? .utc
    let now = try clock.present(calendar: calendar)
    func instant(_ text: String?, _ side: TimeExpression.Side) throws -> Int64? {
      try text.map {
        try TimeExpression($0, calendar: calendar, now: now).instant(as: side, calendar: calendar)
      }
    }
    settings.selection.since = try instant(since, .since)
    settings.selection.until = try instant(until, .until)
    settings.jobs = jobs
    settings.pageSize = pageSize
    settings.maximumRate = maxRate
    settings.maximumSeconds = maxTime
    settings.isFull = full
    settings.isFollowing = follow
    return settings
  }

  /// Runs the work so that Ctrl-C ends it.
  private func interruptible<Value: Sendable>(
    _ work: (PullCancellation) async throws -> Value
  ) async throws -> Value {
    let cancellation = PullCancellation()
    let watcher = Task.detached {
      while !Task.isCancelled, !Interruption.isRequested {
        try? await Task.sleep(for: .milliseconds(50))
      }
      if Interruption.isRequested { cancellation.cancel() }
    }
    defer { watcher.cancel() }
    return try await work(cancellation)
  }

  private func show(_ plan: [(name: String, plan: String)]) throws {
    try StandardOutput.write(plan.map { "\($0.name)  \($0.plan)\n" }.joined())
  }

  /// The exit code that the report asks for.
  private func end(_ report: PullReport) throws {
    switch report.ending {
    case .interrupted: throw Interruption.failure
    case .failed(let error): throw error
    case .timeUp: throw ExitCode(ExitStatus.incomplete.rawValue)
    case .finished:
      if report.isIncomplete { throw ExitCode(ExitStatus.incomplete.rawValue) }
    }
  }
}
