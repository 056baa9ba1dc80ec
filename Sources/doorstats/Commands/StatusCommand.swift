import ArgumentParser
import Detect
import Readings
import Report
import Store

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show what the store holds, how fresh it is, and what to do next.",
    discussion: """
      EXAMPLES
        doorstats status
        doorstats status --format json

      Reads only; detects nothing.
      """)

  @OptionGroup var clock: ClockOptions
  @OptionGroup var devices: DeviceOptions
  @OptionGroup var report: ReportOptions
  @OptionGroup var store: StoreOptions

  func run() throws {
    let file = try ResultFile(path: report.output)
    let store = try self.store.open(.read)
    try report.write(try StatusFacts(store: store, devices: devices, clock: clock).report, to: file)
  }
}
