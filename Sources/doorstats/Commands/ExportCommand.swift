import ArgumentParser
import Foundation
import Readings
import Report
import Store

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write readings or openings as plain rows.",
    discussion: """
      EXAMPLES
        doorstats export openings > openings.csv
        doorstats export readings --since 2026-11-02 -o readings.csv
        doorstats export readings --format sqlite -o readings.sqlite

      Readings come with every value exactly as the documents had it, sorted by
      device and time. Memory does not grow with the size of the export.
      """)

  enum Subject: String, ExpressibleByArgument, CaseIterable { case readings, openings }
  enum Form: String, ExpressibleByArgument, CaseIterable { case csv, ndjson, sqlite }

  @Argument(help: "What to export: readings or openings.")
  var subject: Subject

  @Option(help: "csv, ndjson, or sqlite (readings only, needs --output).")
  var format: Form = .csv

  @Option(name: [.short, .long], help: ArgumentHelp("Write to a file.", valueName: "file"))
  var output: String?

  @OptionGroup var range: RangeOptions
  @OptionGroup var devices: DeviceOptions
  @OptionGroup var detection: DetectionOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var console: ConsoleOptions

  func validate() throws {
    guard format == .sqlite else { return }
    guard subject == .readings, let output, output != "-" else {
      throw ValidationError("--format sqlite is for readings, and needs --output FILE")
    }
  }

  func run() throws {
    switch subject {
    case .readings: try exportReadings()
    case .openings: try exportOpenings()
    }
  }

  private func exportReadings() throws {
    let store = try self.store.open(.read)
    let selection = try Selection(store: store, devices: devices, range: range)
    if format == .sqlite, let output {
      if FilePaths.areSame(output, self.store.resolvedPath) {
        throw Failure(.usage, "\(output) is the store itself", advice: "name another file")
      }
      try store.exportPlainRows(
        of: selection.devices, in: selection.interval, to: try FilePaths.placeOfFile(output),
        check: Interruption.check)
      return
    }
    let file = try ResultFile(path: output)
    let rows = ReadingRows(as: format == .csv ? .csv : .ndjson)
    try file.write(rows.header)
    for device in selection.devices {
      for hour in try store.hourCounts(of: device.id) {
        try Interruption.check()
        let interval = Interval(start: hour.start, end: hour.start + 3_600_000)
        guard let part = interval.intersection(selection.interval) else { continue }
        let readings = try store.exactReadings(of: device.id, in: part)
        try file.write(rows.text(of: readings, device: device))
      }
    }
    try file.finish()
  }

  private func exportOpenings() throws {
    let file = try ResultFile(path: output)
    let detected = try DetectedStore(store: store, detection: detection, console: console)
    let selection = try Selection(store: detected.store, devices: devices, range: range)
    let report = OpeningListReport(
      detected.context(selection), range: selection.interval,
      records: try detected.records(of: selection.devices, in: selection.interval))
    try file.write(report.rendered(as: format == .csv ? .csv : .ndjson, style: Style()))
    try file.finish()
  }
}
