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

      Only what is new is read: an unchanged bucket costs one request or less, the
      current one is followed by its changes. A pull can be ended at any moment and
      goes on where it was. With --follow it looks for more every half minute, and
      every minute while nothing comes.

      The address and the credentials come from CLOUDANT_URL and CLOUDANT_APIKEY, or
      CLOUDANT_USERNAME and CLOUDANT_PASSWORD, in the environment or in
      ibm-credentials.env, or from ~/.netrc. They are never given on the command
      line.
      """)

  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      "A database, a family (every bucket of iotp_ORG_NAME), or a glob. May be repeated.",
      valueName: "name"),
    completion: Completions.databases)
  var databases: [String]

  @Option(help: ArgumentHelp("Most documents a request.", valueName: "documents"))
  var pageSize = 5000

  @Option(help: ArgumentHelp("End after this time; the next pull goes on.", valueName: "seconds"))
  var maxTime: Double?

  @Flag(help: "Read everything again, whatever is known.")
  var full = false

  @Flag(help: "Stay on and pull what is written, until interrupted.")
  var follow = false

  @Option(
    help: ArgumentHelp(
      "Time between two looks; for tests.", valueName: "seconds", visibility: .hidden))
  var followTime = 30.0

  @Flag(help: "Say what would be done, and do nothing.")
  var dryRun = false

  @OptionGroup var historian: HistorianOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var intake: IntakeOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var console: ConsoleOptions

  func validate() throws {
    guard !databases.isEmpty else {
      throw ValidationError("--db is missing: name a database or a family of them")
    }
    guard (1...100_000).contains(pageSize) else {
      throw ValidationError("--page-size must be 1 to 100000")
    }
    if let maxTime, !(maxTime > 0 && maxTime.isFinite) {
      throw ValidationError("--max-time must be above 0")
    }
  }

  func run() async throws {
    var settings = try settings()
    let access = try historian.access()
    let store = try self.store.open(.write)
    settings.mappings.byDeviceType = try store.fieldMappings()
    let listener = PullListener(
      PullProgressLine(console.progress()), tellsTrouble: follow && !console.quiet)
    let puller = Puller(
      access: access, transport: historian.transport(),
      sink: StoreSink(store: store, flushLimit: intake.flushLimit ?? Intake.standardFlushLimit),
      settings: settings
    ) { listener.hear($0) }
    if dryRun { return try await show(puller.plan()) }
    let report = try await noting(in: store, of: access) {
      try await Interruption.cancelling { try await puller.run() }
    }
    listener.end()
    if !console.quiet { try StandardOutput.write(PullSummary.text(of: report)) }
    try end(report)
  }

  /// Pulls, and remembers how that ended.
  private func noting(
    in store: Store, of access: HistorianAccess, _ pull: () async throws -> PullReport
  ) async throws -> PullReport {
    let historian = access.address.description
    do {
      let report = try await pull()
      try store.notePull(from: historian, outcome: report.outcome)
      return report
    } catch {
      // What ended the pull matters more than a note of it that cannot be written.
      try? store.notePull(from: historian, outcome: PullReport.failed)
      throw error
    }
  }

  private func settings() throws -> PullSettings {
    var settings = PullSettings(patterns: try databases.map(DatabasePattern.init))
    settings.selection = try historian.selection(clock)
    settings.jobs = historian.jobs
    settings.pageSize = pageSize
    settings.maximumRate = historian.maxRate
    settings.maximumSeconds = maxTime
    settings.isFull = full
    settings.isFollowing = follow
    settings.followSeconds = followTime
    settings.retryPolicy = historian.retryPolicy
    return settings
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

extension PullReport {
  static let failed = "failed"

  /// How it ended, as the store remembers it.
  var outcome: String {
    switch ending {
    case .interrupted: "interrupted"
    case .failed: Self.failed
    case .timeUp: "time is up"
    case .finished: isIncomplete ? "incomplete" : PullRecord.complete
    }
  }
}
