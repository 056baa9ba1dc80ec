import ArgumentParser
import Readings
import Report
import Store

struct UnusualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unusual",
    abstract: "Show when the door was opened more than the hour of the week leads to expect.",
    discussion: """
      EXAMPLES
        doorstats unusual
        doorstats unusual --last 2w --format csv
        doorstats unusual --by bucket --format csv
        doorstats unusual --counts people.csv --column in --column out

      What is expected is learned from the weeks before; unusual hours hardly count
      in it. Hours that were watched in part are judged by that part. With less than
      --learning-weeks of observed time nothing is said. --counts takes counts from
      anywhere: a CSV with a column 'start' (or 'bucket_start' or 'time') and one or
      more columns of counts at regular times.
      """)

  enum By: String, ExpressibleByArgument, CaseIterable {
    case period, bucket

    var row: UnusualReport.Row { self == .period ? .period : .bucket }
  }

  @Option(help: "A row a period, or a row a bucket with its probability and rank.")
  var by: By = .period

  @Option(
    help: ArgumentHelp("Counts to look at in place of the store's openings.", valueName: "file"))
  var counts: String?

  @Option(
    name: .customLong("column"),
    help: ArgumentHelp(
      "Column of --counts that holds counts; may be repeated, the first ranks the moments. "
        + "Default: every column of whole numbers.", valueName: "name"))
  var columns: [String] = []

  @Option(
    help: ArgumentHelp("Observed weeks to learn from before anything is said.", valueName: "n"))
  var learningWeeks = 4

  @Option(help: ArgumentHelp("Probability from which a bucket is unusual.", valueName: "p"))
  var threshold = 0.5

  @Flag(help: "All devices as one, instead of each by itself.")
  var together = false

  @OptionGroup var range: RangeOptions
  @OptionGroup var devices: DeviceOptions
  @OptionGroup var detection: DetectionOptions
  @OptionGroup var report: ReportOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var console: ConsoleOptions

  func validate() throws {
    guard (1...520).contains(learningWeeks) else {
      throw ValidationError("--learning-weeks must be 1 to 520")
    }
    guard (0.01...0.99).contains(threshold) else {
      throw ValidationError("--threshold must be 0.01 to 0.99")
    }
    if counts == nil, !columns.isEmpty { throw ValidationError("--column goes with --counts FILE") }
    if counts != nil, !devices.names.isEmpty {
      throw ValidationError("--device is for the store: leave it out with --counts")
    }
  }

  private var settings: UnusualSettings {
    var settings = UnusualSettings()
    settings.learningWeeks = learningWeeks
    settings.threshold = threshold
    return settings
  }

  func run() throws {
    let file = try ResultFile(path: report.output)
    try report.write(try counts.map(reportOnFile) ?? reportOnStore(), to: file)
  }

  /// Learns from everything up to the end of the range, and shows the range.
  private func reportOnStore() throws -> UnusualReport {
    let detected = try DetectedStore(store: store, detection: detection, console: console)
    let selection = try Selection(store: detected.store, devices: devices, range: range)
    let extent = Selection.extent(of: selection.devices, in: try detected.store.readingSpans())
    let start = min(selection.interval.start, extent?.start ?? selection.interval.start)
    let learned = Interval(start: start, end: selection.interval.end)
    let series = try detected.series(of: selection.devices, in: learned)
    return UnusualReport(
      detected.context(selection), range: selection.interval,
      findings: UnusualFindings.found(
        in: series, grouping: together ? .together : .each, range: learned, now: selection.now,
        calendar: selection.calendar, settings: settings), by: by.row)
  }

  private func reportOnFile(_ path: String) throws -> UnusualReport {
    let calendar = try range.clock.calendar()
    let table = try CountTable(path: path, columns: columns, calendar: calendar)
    let series = try table.series()
    let data = Interval(
      start: series.buckets[0].interval.start,
      end: series.buckets[series.buckets.count - 1].interval.end)
    let now = try range.clock.present(calendar: calendar)
    let interval = try range.interval(calendar: calendar, now: now, data: data)
    let context = ReportContext(
      calendar: calendar, now: now, toolVersion: Doorstats.version, detector: nil, store: path)
    return UnusualReport(
      context, range: interval, findings: [UnusualFindings(series, settings: settings)], by: by.row)
  }
}
