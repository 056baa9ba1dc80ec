import ArgumentParser
import Foundation
import Readings
import Report
import Store

extension Format: ExpressibleByArgument {}

/// In which form a report comes, how it looks and where it goes.
struct ReportOptions: ParsableArguments {
  @Option(help: "text, csv, tsv, json, ndjson or markdown.")
  var format: Format = .text

  @OptionGroup var layout: LayoutOptions

  var output: String? { layout.output }
  var style: Style { layout.style }

  func write(_ report: some Renderable, to file: ResultFile) throws {
    try file.write(report.rendered(as: format, style: style))
    try file.finish()
  }
}

/// How text looks and where it goes.
struct LayoutOptions: ParsableArguments {
  enum Color: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write to a file, which is replaced as a whole.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(help: ArgumentHelp("Columns of text. Default: the terminal's, else 80.", valueName: "n"))
  var width: Int?

  @Flag(help: "Only ASCII characters; so too with LC_ALL=C.")
  var ascii = false

  @Option(help: "Colour: auto, always or never.")
  var color: Color = .auto

  func validate() throws {
    if let width, !(20...1000).contains(width) {
      throw ValidationError("--width must be 20 to 1000")
    }
  }

  var style: Style {
    let terminal = Terminal()
    let usesColour =
      switch color {
      case .always: true
      case .never: false
      case .auto: output == nil && terminal.wantsColor
      }
    return Style(
      width: width ?? (output == nil ? terminal.width : 80), isASCII: ascii || terminal.isASCII,
      usesColour: usesColour)
  }
}

extension DetectedStore {
  /// What the devices' doors did around a stretch of time.
  func records(of devices: [Device], in interval: Interval) throws -> [DeviceRecord] {
    try devices.map { device in
      DeviceRecord(
        device: device,
        openings: try store.openings(run: run, device: device.id, in: interval),
        coverage: try store.coverage(run: run, device: device.id, in: interval),
        doubtedDays: try store.doubtedDays(run: run, device: device.id, in: interval))
    }
  }

  /// When the devices' doors were opened, for reports that only count.
  func series(of devices: [Device], in interval: Interval) throws -> [OpeningSeries] {
    try devices.map { device in
      OpeningSeries(
        name: device.displayName,
        openedAt: try store.openingStarts(run: run, device: device.id, in: interval),
        coverages: [try store.coverage(run: run, device: device.id, in: interval)])
    }
  }

  func context(_ selection: Selection) -> ReportContext {
    context(calendar: selection.calendar, now: selection.now)
  }

  func context(calendar: TimeZoneCalendar, now: Int64) -> ReportContext {
    ReportContext(
      calendar: calendar, now: now, toolVersion: Doorstats.version,
      detector: DetectorIdentity(version: key.version, settingsHash: key.settingsHash),
      store: store.path)
  }
}
