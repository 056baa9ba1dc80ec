import ArgumentParser
import Readings
import Report
import Store

struct GapsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gaps",
    abstract: "Show when nothing was observed, and why.",
    discussion: """
      EXAMPLES
        doorstats gaps
        doorstats gaps --last 7d --min-gap 5s
        doorstats gaps --last 24h --max-gap 1h     exit code 3 if one is longer

      CAUSES
        phone silent         other devices sent readings
        all devices silent   no device did: the platform, the network or the power
        no readings          there is no other device to compare with
        pull behind          the historian may have more: run 'doorstats pull'
        clock step           exactly some half hours: a clock was put forward
      """)

  @Option(help: ArgumentHelp("Leave out gaps that are shorter.", valueName: "time"))
  var minGap = DurationArgument(milliseconds: 60_000)

  @Option(help: ArgumentHelp("Exit with 3 where a gap is longer, such as 1h.", valueName: "time"))
  var maxGap: DurationArgument?

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
    let chosen = Set(selection.devices.map(\.id))
    let everyone = try detected.store.devices().map { device in
      DeviceRecord(
        device: device, openings: [],
        coverage: try detected.store.coverage(
          run: detected.run, device: device.id, in: selection.interval))
    }
    let gaps = GapsReport(
      detected.context(selection), range: selection.interval,
      records: everyone.filter { chosen.contains($0.device.id) },
      series: try detected.series(of: selection.devices, in: selection.interval),
      everyone: everyone,
      pull: try PullState(store: detected.store), least: minGap.milliseconds)
    try report.write(gaps, to: file)
    if let maxGap, let longest = gaps.longest, longest > maxGap.milliseconds {
      throw ExitCode(ExitStatus.incomplete.rawValue)
    }
  }
}
