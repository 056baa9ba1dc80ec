import ArgumentParser
import Readings
import Report
import Store

struct BusiestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "busiest",
    abstract: "Show the busiest hours and weekdays.",
    discussion: """
      EXAMPLES
        doorstats busiest
        doorstats busiest --by hour-of-week --last 8w
        doorstats busiest --by weekday --format csv

      Busiest is the highest rate of openings per observed hour, not the highest
      count. Rows that cannot be told apart from the busiest (exact test, 5 %) are
      marked so, and rows that were watched too little are not ranked.
      """)

  enum By: String, ExpressibleByArgument, CaseIterable {
    case hour
    case weekday
    case hourOfWeek = "hour-of-week"

    var kind: ProfileKind {
      switch self {
      case .hour: .hour
      case .weekday: .weekday
      case .hourOfWeek: .hourOfWeek
      }
    }
  }

  @Option(help: "Profile by hour, weekday or hour-of-week. Default: hour and weekday.")
  var by: By?

  @Flag(help: "All devices as one, instead of each by itself.")
  var together = false

  @OptionGroup var range: RangeOptions
  @OptionGroup var devices: DeviceOptions
  @OptionGroup var detection: DetectionOptions
  @OptionGroup var report: ReportOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var console: ConsoleOptions

  func run() throws {
    let file = try ResultFile(path: report.output)
    let detected = try DetectedStore(store: store, detection: detection, console: console)
    let selection = try Selection(store: detected.store, devices: devices, range: range)
    try report.write(
      BusiestReport(
        detected.context(selection), range: selection.interval,
        series: try detected.series(of: selection.devices, in: selection.interval),
        by: by.map { [$0.kind] } ?? [.hour, .weekday], grouping: together ? .together : .each),
      to: file)
  }
}
