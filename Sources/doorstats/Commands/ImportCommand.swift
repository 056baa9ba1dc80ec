import ArgumentParser
import Foundation
import Ingest
import Readings
import Report
import Store

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Read saved documents into the store.",
    discussion: """
      EXAMPLES
        doorstats import 2026-11-*.ndjson.gz
        couchbackup --db iotp_65cjsf_sensor-data_2020-03-03 | doorstats import -
        doorstats import log.csv --map x=ax --map y=ay --map z=az --unit g \\
          --device-id front --start 2026-11-02T08:00 --rate 52

      Reads NDJSON, JSON arrays, answers of _all_docs, couchbackup files and CSV with
      a header, each also compressed with gzip; the form is told by content.
      Importing a file twice changes nothing. Memory does not grow with the files. A
      mapping is remembered for the type of the devices it was used for.
      """)

  @Argument(help: ArgumentHelp("Files to read; - is standard input.", valueName: "file"))
  var files: [String]

  @Option(
    name: .customLong("map"),
    help: ArgumentHelp(
      "Where a value stands: x, y, z, proximity, light, timestamp, device or device-type, "
        + "followed by = and a column or a path such as accel.x. May be repeated.",
      valueName: "field=path"))
  var mappings: [String] = []

  @Option(help: "Unit of the acceleration: m/s2, g or mg.")
  var unit: String?

  @Option(help: ArgumentHelp("CSV without a device column: the device.", valueName: "id"))
  var deviceID: String?

  @Option(help: ArgumentHelp("CSV without a type column: the device's type.", valueName: "type"))
  var deviceType: String?

  @Option(
    help: ArgumentHelp("CSV without times: when the first row was measured.", valueName: "time"))
  var start: String?

  @Option(help: ArgumentHelp("CSV without times: rows a second.", valueName: "number"))
  var rate: Double?

  @Option(help: "Threads that decode. Default: one a processor.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  @OptionGroup var clock: ClockOptions
  @OptionGroup var intake: IntakeOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var console: ConsoleOptions

  func validate() throws {
    guard jobs > 0 else { throw ValidationError("--jobs must be at least 1") }
    if let rate, !(rate > 0 && rate.isFinite) {
      throw ValidationError("--rate must be a number of rows a second above 0")
    }
    guard (start == nil) == (rate == nil) else {
      throw ValidationError("--start and --rate go together")
    }
  }

  func run() throws {
    for file in files where file != "-" && !FileManager.default.fileExists(atPath: file) {
      throw SavedFileError.noSuchFile(path: file)
    }
    let store = try self.store.open(.write)
    var options = try readerOptions(remembered: store.fieldMappings())
    options.jobs = jobs
    var importer = FileImporter(
      intake: Intake(
        store: store, flushLimit: intake.flushLimit ?? Intake.fileFlushLimit, writesAside: true),
      store: store, options: options, progress: console.progress())
    let outcome = Result { for file in files { try importer.read(file) } }
    try importer.finish(
      remembering: isMapped ? options.mappings.standard : nil)
    // Whoever copies the file afterwards shall have all of it.
    try store.close()
    if !console.quiet, importer.hasRead { try StandardOutput.write(importer.summary) }
    try outcome.get()
    if importer.totals.rejected > 0 { throw ExitCode(ExitStatus.incomplete.rawValue) }
  }

  private var isMapped: Bool { !mappings.isEmpty || unit != nil }

  /// The mapping given now, else what is remembered for the types of the devices.
  private func readerOptions(
    remembered: [String: FieldMapping]
  ) throws -> SavedFileReader.Options {
    var options = SavedFileReader.Options()
    let base = deviceType.flatMap { remembered[$0] } ?? .standard
    options.mappings.standard = try FieldMapping(arguments: mappings, unit: unit, base: base)
    if !isMapped { options.mappings.byDeviceType = remembered }
    options.csv.deviceID = deviceID
    options.csv.deviceType = deviceType
    options.csv.readingsPerSecond = rate
    options.csv.startMilliseconds = try start.map { text in
      let calendar = try clock.calendar()
      return try TimeExpression(text, calendar: calendar, now: clock.present(calendar: calendar))
        .instant(as: .since, calendar: calendar)
    }
    return options
  }
}

/// Reads files one after the other through one intake.
struct FileImporter {
  let store: Store
  let options: SavedFileReader.Options
  let progress: Progress
  private let intake: Intake
  private var files: [(name: String, bucket: BucketRecord.ID)] = []
  private var counts: [BucketRecord.ID: DocumentCounts] = [:]
  private var kinds: [String: Int] = [:]
  private var reasons: [String: Int] = [:]
  private var deviceTypes: Set<String> = []

  init(
    intake: Intake, store: Store, options: SavedFileReader.Options, progress: Progress
  ) {
    self.intake = intake
    self.store = store
    self.options = options
    self.progress = progress
  }

  /// What became of all documents so far.
  var totals: DocumentCounts { counts.values.reduce(into: DocumentCounts()) { $0 += $1 } }

  /// Whether there is anything to tell.
  var hasRead: Bool { totals.read > 0 }

  mutating func read(_ path: String) throws {
    let name = path == "-" ? "-" : URL(fileURLWithPath: path).standardizedFileURL.path
    let bucket = try store.bucket(historian: BucketRecord.fileHistorian, name: name).id
    try store.resetCounts(bucket: bucket)
    files.append((path, bucket))
    var documents = 0
    let shown = progress
    do {
      try SavedFileReader(path: path, options: options).forEachBatch(
        progress: { state in
          shown.show { Self.line(path: path, documents: documents, state, seconds: shown.seconds) }
        }, isCancelled: { Interruption.isRequested },
        { batch in
          documents += batch.documentCount
          note(batch)
          intake.add(batch, from: bucket)
          if intake.shouldFlush { add(try intake.flush()) }
        })
    } catch SavedFileError.cancelled {
      throw Interruption.failure
    }
  }

  /// Commits the rest, and remembers the mapping for the device types it was used for.
  mutating func finish(remembering mapping: FieldMapping?) throws {
    add(try intake.finish())
    progress.end()
    guard let mapping else { return }
    for type in deviceTypes.sorted() { try store.remember(mapping, forDeviceType: type) }
  }

  /// One line a file, then the totals.
  var summary: String {
    var lines = files.map { name, bucket in
      "\(name)  \(ImportSummary.words(counts[bucket] ?? DocumentCounts()))"
    }
    lines += ImportSummary.totals(totals, otherEvents: kinds, rejected: reasons)
    return lines.joined(separator: "\n") + "\n"
  }

  private mutating func note(_ batch: DocumentBatch) {
    for event in batch.otherEvents { kinds[event.kind, default: 0] += 1 }
    for document in batch.rejected { reasons[document.reason.rawValue, default: 0] += 1 }
    deviceTypes.formUnion(batch.devices.map(\.type))
  }

  private mutating func add(_ more: [BucketRecord.ID: DocumentCounts]) {
    for (bucket, count) in more { counts[bucket, default: DocumentCounts()] += count }
  }

  private static func line(
    path: String, documents: Int, _ state: SavedFileProgress, seconds: Double
  ) -> String {
    let share = state.totalBytes.map { total in
      total > 0 ? " \(Int(100 * Double(state.bytesRead) / Double(total))) %" : ""
    }
    let rate = Int(Double(documents) / max(seconds, 0.001))
    return "\(path)\(share ?? ""): \(documents.grouped) documents, \(rate.grouped)/s"
  }
}

/// What became of documents, in words; shared by pull and import.
enum ImportSummary {
  static func words(_ counts: DocumentCounts) -> String {
    var parts = ["\(counts.read.grouped) documents: \(counts.new.grouped) new"]
    func add(_ count: Int, _ words: String) {
      if count > 0 { parts.append("\(count.grouped) \(words)") }
    }
    add(counts.duplicate, "known already")
    add(counts.otherEvents, "not door readings")
    add(counts.rejected, "rejected")
    add(counts.design, "design documents")
    add(counts.deleted, "deleted")
    add(counts.pruned, "older than what prune keeps")
    return parts.joined(separator: ", ")
  }

  /// The sum that adds up, and what is behind its parts.
  static func totals(
    _ counts: DocumentCounts, otherEvents: [String: Int], rejected: [String: Int]
  ) -> [String] {
    var lines = [
      "read \(counts.read.grouped) = \(counts.new.grouped) new + "
        + "\(counts.duplicate.grouped) duplicate + \(counts.otherEvents.grouped) not door readings "
        + "+ \(counts.rejected.grouped) rejected + \(counts.design.grouped) design"
        + (counts.deleted > 0 ? " + \(counts.deleted.grouped) deleted" : "")
        + (counts.pruned > 0 ? " + \(counts.pruned.grouped) older than what prune keeps" : "")
    ]
    func list(_ title: String, _ counts: [String: Int]) {
      guard !counts.isEmpty else { return }
      let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      lines.append(
        title + sorted.map { "\(visible($0.key)) \($0.value.grouped)" }.joined(separator: ", "))
    }
    list("not door readings, repeats included: ", otherEvents)
    list("rejected, kept in the table rejected_document: ", rejected)
    return lines
  }
}
