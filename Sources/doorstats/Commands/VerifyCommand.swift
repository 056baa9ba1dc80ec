import ArgumentParser
import Foundation
import Ingest
import Readings
import Store

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check the store, and that it holds what the historian has.",
    discussion: """
      EXAMPLES
        doorstats verify
        doorstats verify --remote
        doorstats verify --remote --db iotp_65cjsf_sensor-data --sample 5000

      Reads everything in the store: its structure and every reading. With --remote it also
      compares the historian's counts and sequences with what was pulled, and a sample of documents
      of each bucket, value by value; that costs one or two requests a bucket. Changes nothing.

      Ends with 0 when all is there, 65 when the store is damaged, 3 when something is missing.
      """)

  @Flag(help: "Compare with the historian.")
  var remote = false

  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      "With --remote: a database, a family, or a glob. May be repeated. Default: all that were "
        + "pulled.", valueName: "name"))
  var databases: [String] = []

  @Option(
    help: ArgumentHelp(
      "With --remote: documents of each bucket to compare; smaller buckets are compared whole.",
      valueName: "documents"))
  var sample = 100

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
    let access = remote ? try historian.access() : nil
    var settings = try settings()
    let store = try self.store.open(.read)
    let integrity = try store.integrity { Interruption.isRequested }
    try Interruption.check()
    guard integrity.isWhole else { throw damaged(integrity) }
    try show(VerificationText.line(of: integrity))
    guard let access else { return }
    settings.mappings.byDeviceType = try store.fieldMappings()
    let verifier = Verifier(
      access: access, transport: historian.transport(), stored: store, settings: settings)
    let report = try await report(of: verifier)
    guard !report.buckets.isEmpty else { throw nothingPulled(access) }
    try show(VerificationText.summary(of: report))
    if !report.isComplete { throw ExitCode(ExitStatus.incomplete.rawValue) }
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

  private func show(_ text: String) throws {
    if !console.quiet { try StandardOutput.write(text) }
  }

  private func nothingPulled(_ access: HistorianAccess) -> Failure {
    Failure(
      .notFound, "nothing in the store was pulled from \(access.address)",
      advice: "give the address that was pulled from with --url, or name a database with --db")
  }

  private func damaged(_ integrity: StoreIntegrity) -> Failure {
    let more = integrity.problems.count - 1
    return Failure(
      .badData,
      "the store is damaged: \(store.resolvedPath): \(integrity.problems[0])"
        + (more > 0 ? " (and \(more) more)" : ""),
      advice: "put a backup in its place, or move it away and pull again")
  }
}
