import ArgumentParser
import Foundation
import Ingest
import Readings
import Report
import Store

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check the store, and that it holds what the historian has.",
    discussion: """
      EXAMPLES
        doorstats verify
        doorstats verify --repair
        doorstats verify --remote
        doorstats verify --remote --db iotp_65cjsf_sensor-data --sample 5000

      Reads everything in the store: its structure, every reading, the counts; and
      detects some days again. With --remote it also compares the historian's counts
      and sequences with what was pulled, and a sample of documents of each bucket,
      value by value; that costs one or two requests a bucket. Changes nothing,
      unless --repair is given.

      Ends with 0 when all is there, 65 when the store is damaged, 3 when something
      is missing.
      """)

  enum Form: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Flag(help: "Compare with the historian.")
  var remote = false

  @Flag(help: "Build anew what can be derived: indexes, openings, observed time.")
  var repair = false

  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      "With --remote: a database, a family, or a glob. May be repeated. Default: all that were "
        + "pulled.", valueName: "name"),
    completion: Completions.databases)
  var databases: [String] = []

  @Option(
    help: ArgumentHelp(
      "With --remote: documents of each bucket to compare; smaller buckets are compared whole.",
      valueName: "documents"))
  var sample = 100

  @Option(help: "text or json.")
  var format: Form = .text

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write to a file, which is replaced as a whole.", valueName: "file"))
  var output: String?

  @OptionGroup var historian: HistorianOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var console: ConsoleOptions

  func validate() throws {
    guard sample >= 0 else { throw ValidationError("--sample must not be negative") }
    guard remote || (databases.isEmpty && historian.url == nil) else {
      throw ValidationError("--db and --url are for --remote")
    }
  }

  func run() async throws {
    let file = try ResultFile(path: output)
    let access = remote ? try historian.access() : nil
    let store = try self.store.open(existing: repair ? .write : .read)
    var local = try LocalVerification(store: store)
    var repairs: [String]?
    if repair, !local.integrity.isWhole {
      repairs = try Repair(of: store, after: local, showing: console.progress()).steps
      local = try LocalVerification(store: store)
    } else if repair {
      repairs = []
    }
    let failure = local.failure(path: self.store.resolvedPath)
    let compared: VerificationReport? =
      if let access, failure == nil { try await comparison(store, access) } else { nil }
    try write(local, repairs, compared, of: store, failed: failure != nil, to: file)
    if let failure { throw failure }
    if let compared, !compared.isComplete { throw ExitCode(ExitStatus.incomplete.rawValue) }
  }

  private func write(
    _ local: LocalVerification, _ repairs: [String]?, _ compared: VerificationReport?,
    of store: Store, failed: Bool, to file: ResultFile
  ) throws {
    switch format {
    case .json:
      let calendar = try clock.calendar(for: store.devices())
      let context = ReportContext(
        calendar: calendar, now: try clock.present(calendar: calendar),
        toolVersion: Doorstats.version, detector: nil, store: store.path)
      var report = local.report(context, repairs: repairs)
      report.buckets = compared?.buckets.map(VerificationText.row(of:))
      try file.write(report.json(isASCII: Terminal().isASCII))
    case .text:
      guard !console.quiet, !failed else { return }
      try file.write((repairs ?? []).map { "repaired: \($0)\n" }.joined())
      try file.write(VerificationText.line(of: local))
      if let compared { try file.write(VerificationText.summary(of: compared)) }
    }
    try file.finish()
  }

  private func comparison(
    _ store: Store, _ access: HistorianAccess
  ) async throws -> VerificationReport {
    var settings = try settings()
    settings.mappings.byDeviceType = try store.fieldMappings()
    let verifier = Verifier(
      access: access, transport: historian.transport(), stored: store, settings: settings)
    let report = try await report(of: verifier)
    guard !report.buckets.isEmpty else { throw nothingPulled(access) }
    return report
  }

  private func settings() throws -> VerificationSettings {
    var settings = VerificationSettings()
    settings.patterns = try databases.map(DatabasePattern.init)
    settings.selection = try historian.selection(clock)
    settings.sampleSize = sample
    settings.jobs = historian.jobs
    settings.maximumRate = historian.maxRate
    settings.retryPolicy = historian.retryPolicy
    return settings
  }

  private func report(of verifier: Verifier) async throws -> VerificationReport {
    let console = console
    return try await Interruption.cancelling {
      let progress = console.progress()
      var done = 0
      return try await verifier.run { bucket in
        done += 1
        progress.show { "\(done.grouped) buckets compared, \(bucket.name)" }
      }
    }
  }

  private func nothingPulled(_ access: HistorianAccess) -> Failure {
    Failure(
      .notFound, "nothing in the store was pulled from \(access.address)",
      advice: "give the address that was pulled from with --url, or name a database with --db")
  }
}
