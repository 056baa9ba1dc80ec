import ArgumentParser
import Detect
import Readings
import Report
import Store

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Compare the openings with some that are known from outside.",
    discussion: """
      EXAMPLES
        doorstats audit labels.csv
        doorstats audit labels.csv -v               with every error and how to look into it
        doorstats audit observed.csv --device "Front door" --tz Europe/Berlin
        doorstats audit labels.csv --since 2026-11-02 --until 2026-11-03 --format csv

      The labels are a CSV with a column opened_at, start or time (local times,
      instants with an offset, or milliseconds since 1970), and perhaps a column
      device; labels.csv of 'doorstats simulate' is one. Openings and labels are
      matched one to one where their starts are at most --tolerance apart. Only the
      time that the labels cover is looked at: from a device's first label to its
      last, or from --since to --until. Labels that nobody could have seen (fewer
      than 3 readings from 0.5 s before to 2.5 s after the start) count neither way.

      -v lists what was missed and what was falsely counted.
      """)

  @Argument(help: ArgumentHelp("A CSV file, or - for standard input.", valueName: "labels"))
  var path: String

  @Option(
    help: ArgumentHelp("How far apart an opening and its label may start.", valueName: "time"))
  var tolerance = DurationArgument(milliseconds: Matching.standardTolerance)

  @OptionGroup var range: RangeOptions
  @OptionGroup var devices: DeviceOptions
  @OptionGroup var detection: DetectionOptions
  @OptionGroup var report: ReportOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var console: ConsoleOptions

  func validate() throws {
    guard tolerance.milliseconds <= 600_000 else {
      throw ValidationError("--tolerance is at most 10m")
    }
  }

  func run() throws {
    let file = try ResultFile(path: report.output)
    let detected = try DetectedStore(store: store, detection: detection, console: console)
    let chosen = try devices.chosen(from: detected.store)
    let calendar = try range.clock.calendar(for: chosen)
    let now = try range.clock.present(calendar: calendar)
    let labels = try LabelFile(path: path, calendar: calendar, now: now)
    let starts = try labels.starts(of: chosen, onlySome: !devices.names.isEmpty)
    let comparison = LabelComparison(detected: detected, tolerance: tolerance.milliseconds)
    let audits = try chosen.compactMap { device in
      try interval(of: starts[device.id] ?? [], calendar, now).map {
        try comparison.audit(of: device, labels: starts[device.id] ?? [], in: $0)
      }
    }
    guard !audits.isEmpty else {
      throw labels.bad(
        "no labels", "say with --since and --until which time they cover, if nothing happened")
    }
    try report.write(
      AuditReport(
        detected.context(calendar: calendar, now: now), tolerance: tolerance.milliseconds,
        devices: audits, listsErrors: console.verbose), to: file)
  }

  /// The time that a device's labels cover; `nil` where nothing says so.
  private func interval(
    of starts: [Int64], _ calendar: TimeZoneCalendar, _ now: Int64
  ) throws -> Interval? {
    let covered = starts.first.map { Interval(start: $0, end: (starts.last ?? $0) + 1) }
    let isGiven = range.last != nil || (range.since != nil && range.until != nil)
    guard isGiven || covered != nil else { return nil }
    guard range.since != nil || range.until != nil || range.last != nil else { return covered }
    let request = try range.interval(calendar: calendar, now: now, data: covered)
    guard !isGiven, let covered else { return request }
    // One end is given; the other is that of the labels.
    return range.since != nil
      ? Interval(start: request.start, end: max(request.start, covered.end))
      : Interval(start: min(covered.start, request.end), end: request.end)
  }
}

extension LabelFile {
  /// The starts of each device's labels, in time order.
  ///
  /// - Parameter onlySome: Labels of devices that are not among `devices` are left out; else they are
  ///   an error, because a misspelt name would make every opening a false alarm.
  func starts(of devices: [Device], onlySome: Bool) throws -> [Device.ID: [Int64]] {
    var starts: [Device.ID: [Int64]] = [:]
    for label in labels {
      guard let device = try device(of: label, among: devices) else {
        if onlySome { continue }
        throw bad(
          "row \(label.row): no device '\(label.device ?? "")' in the store",
          "see 'doorstats device list', or choose one with --device")
      }
      starts[device.id, default: []].append(label.start)
    }
    return starts.mapValues { $0.sorted() }
  }

  private func device(of label: Label, among devices: [Device]) throws -> Device? {
    guard let name = label.device, !name.isEmpty else {
      guard devices.count == 1 else {
        throw bad(
          "row \(label.row): no device, and the store has \(devices.count)",
          "say with --device whose openings these are")
      }
      return devices[0]
    }
    return devices.first { $0.name == name || $0.key.id == name }
  }
}
