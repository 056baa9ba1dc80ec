import ArgumentParser
import Foundation
import Readings
import Report
import Store

struct OpeningsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "openings",
    abstract: "List or count the openings of the door.",
    discussion: """
      EXAMPLES
        doorstats openings                           a row a day
        doorstats openings --day                     openings of the newest day
        doorstats openings --day yesterday
        doorstats openings --by hour --since 2026-11-02 --until 2026-11-03
        doorstats openings --list --last 4w --format csv
        doorstats openings --durations               how long the door stood open
        doorstats openings --last 24h --alert-open 10m > /dev/null || mail …

      Days and hours are those of the time zone. An empty count means that nobody
      watched; 0 means that the door was watched and stayed closed. What is new in
      the store is detected first.

      Below text and Markdown stand days that are in doubt as a whole: opening and
      closing look alike, or the proximity sensor did not follow the door.

      -v adds how many openings there would be with thresholds × 0.8 and × 1.25 below
      text and Markdown (--sensitivity 1.25 and 0.8): few more or less where the count
      can be relied on. The range is detected again for that, twice, in memory only;
      about a tenth of a second a day and device.
      """)

  enum Unit: String, ExpressibleByArgument, CaseIterable {
    case hour, day, week, month

    var calendarUnit: CalendarUnit {
      switch self {
      case .hour: .hour
      case .day: .day
      case .week: .week
      case .month: .month
      }
    }
  }

  private static let newest = "newest"

  @Option(
    defaultAsFlag: OpeningsCommand.newest,
    help: ArgumentHelp(
      "List the openings of one day; without a value the newest day with data.",
      valueName: "date"))
  var day: String?

  @Option(help: "Count by hour, day, week or month.")
  var by: Unit?

  @Flag(help: "List every opening of the range.")
  var list = false

  @Flag(help: "Count by how long the door stood open.")
  var durations = false

  @Flag(help: "Count all devices as one, instead of each by itself.")
  var together = false

  @Option(
    help: ArgumentHelp(
      "Exit with 2 where the door stood open for so long, such as 10m.", valueName: "time"))
  var alertOpen: DurationArgument?

  @OptionGroup var range: RangeOptions
  @OptionGroup var devices: DeviceOptions
  @OptionGroup var detection: DetectionOptions
  @OptionGroup var report: ReportOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var console: ConsoleOptions

  func validate() throws {
    let ways = [day != nil, by != nil, list, durations].filter { $0 }.count
    guard ways <= 1 else {
      throw ValidationError("choose one of --day, --by, --list and --durations")
    }
    if together, day != nil || list || durations {
      throw ValidationError("--together is for counts: leave it out, or use --by")
    }
    if day != nil, range.since != nil || range.until != nil || range.last != nil {
      throw ValidationError("--day already says when: leave out --since, --until and --last")
    }
  }

  func run() throws {
    let file = try ResultFile(path: report.output)
    let detected = try DetectedStore(store: store, detection: detection, console: console)
    var selection = try Selection(store: detected.store, devices: devices, range: range)
    if let day { selection.interval = try interval(of: day, selection, detected.store) }
    try write(selection, detected, to: file)
    try alert(selection, detected)
  }

  private func write(
    _ selection: Selection, _ detected: DetectedStore, to file: ResultFile
  ) throws {
    let words = DoubtWords(calendar: selection.calendar, range: selection.interval)
    var context = detected.context(selection)
    context.doubts = try doubts(selection, detected, words)
    let (devices, range) = (selection.devices, selection.interval)
    let notes =
      report.format.isForPeople
      ? try words.notes(on: context.doubts, style: report.style) + sensitivity(selection, detected)
      : []
    func write(_ result: some Renderable) throws {
      try report.write(WithNotes(result, notes: notes), to: file)
    }
    if list || day != nil {
      let records = try detected.records(of: devices, in: range)
      try write(OpeningListReport(context, range: range, records: records))
    } else if durations {
      let records = try detected.records(of: devices, in: range)
      try write(DurationsReport(context, range: range, records: records))
    } else {
      try write(
        OpeningsReport(
          context, range: range, series: try detected.series(of: devices, in: range),
          by: (by ?? .day).calendarUnit, grouping: together ? .together : .each))
    }
  }

  /// What is doubtful about each device's days.
  private func doubts(
    _ selection: Selection, _ detected: DetectedStore, _ words: DoubtWords
  ) throws -> [DeviceDoubts] {
    try selection.devices.map { device in
      let days = try detected.store.doubtedDays(
        run: detected.run, device: device.id, in: selection.interval)
      return words.doubts(about: days, of: device)
    }
  }

  private func sensitivity(_ selection: Selection, _ detected: DetectedStore) throws -> [String] {
    guard console.verbose else { return [] }
    return try SensitivityCheck(detected: detected, settings: detection.settings)
      .lines(
        for: selection.devices, in: selection.interval, progress: console.progress()
      ).map { $0.text(style: report.style) }
  }

  /// Says which doors were left open, and ends with the exit code for it.
  private func alert(_ selection: Selection, _ detected: DetectedStore) throws {
    guard let limit = alertOpen?.milliseconds else { return }
    let records = try detected.records(of: selection.devices, in: selection.interval)
    let found = records.flatMap {
      $0.leftOpen(for: limit, in: selection.interval, calendar: selection.calendar)
    }
    guard !found.isEmpty else { return }
    let isASCII = Terminal().isASCII
    for line in found { StandardError.write("doorstats: \(line.text(ascii: isASCII))\n") }
    throw ExitCode(ExitStatus.thresholdPassed.rawValue)
  }

  /// The local day that was asked for.
  private func interval(
    of day: String, _ selection: Selection, _ store: Store
  ) throws -> Interval {
    let calendar = selection.calendar
    guard day != Self.newest else {
      let extent = Selection.extent(of: selection.devices, in: try store.readingSpans())
      let last = extent.map { $0.end - 1 } ?? selection.now
      return calendar.bucket(by: .day, containing: last).interval
    }
    let time = try TimeExpression(day, calendar: calendar, now: selection.now)
    return calendar.bucket(
      by: .day, containing: time.instant(as: .since, calendar: calendar)
    ).interval
  }
}
