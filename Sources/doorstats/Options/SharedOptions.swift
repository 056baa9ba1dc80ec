import ArgumentParser
import Foundation
import Readings
import Report
import Store

/// Which store.
struct StoreOptions: ParsableArguments {
  @Option(
    name: .customLong("store"),
    help: ArgumentHelp(
      "The local SQLite file. Default: $DOORSTATS_STORE, else doorstats/doorstats.sqlite in "
        + "$XDG_DATA_HOME (~/.local/share).", valueName: "path"), completion: .file())
  var path: String?

  @Option(
    help: ArgumentHelp(
      "Wait so long while another doorstats writes, such as 5m. Default: not at all.",
      valueName: "duration"))
  var wait: DurationArgument?

  var resolvedPath: String {
    let environment = ProcessInfo.processInfo.environment
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    if let path = path ?? value("DOORSTATS_STORE") { return path }
    let data = value("XDG_DATA_HOME") ?? (value("HOME") ?? NSHomeDirectory()) + "/.local/share"
    return data + "/doorstats/doorstats.sqlite"
  }

  func open(_ access: Store.Access) throws -> Store {
    let store = try opened(access)
    if access == .write { try Configuration.current.get().nameDoors(of: store) }
    return store
  }
}

extension StoreOptions {
  /// Time between two tries at a store that is being written to [s].
  private static let pause = 0.2

  /// Opens the store; where another process writes to it, waits as long as was asked for.
  private func opened(_ access: Store.Access) throws -> Store {
    let limit = ContinuousClock.now + .milliseconds(wait?.milliseconds ?? 0)
    while true {
      do { return try Store(path: resolvedPath, access: access) } catch let error as StoreError {
        guard case .locked = error, ContinuousClock.now < limit else { throw error }
        try Interruption.check()
        Thread.sleep(forTimeInterval: Self.pause)
      }
    }
  }
}

/// What is shown beside the result, and how.
struct ConsoleOptions: ParsableArguments {
  @Flag(name: [.short, .long], help: "Show nothing but errors.")
  var quiet = false

  @Flag(name: [.short, .long], help: "Tell more.")
  var verbose = false

  @Flag(name: .long, help: "Draw no progress line.")
  var noProgress = false

  func progress() -> Progress {
    let terminal = Terminal()
    return Progress(
      isShown: !quiet && !noProgress && terminal.canShowProgress, width: terminal.width)
  }
}

/// Which devices.
struct DeviceOptions: ParsableArguments {
  @Option(
    name: .customLong("device"),
    help: ArgumentHelp(
      "Only this device, by name or id. May be repeated. Default: all.", valueName: "id"),
    completion: Completions.devices)
  var names: [String] = []

  /// The chosen devices, in the order of the store.
  func chosen(from store: Store) throws -> [Device] {
    let devices = try store.devices()
    guard !names.isEmpty else { return devices }
    let chosen = try names.map { name in
      guard let device = devices.first(where: { $0.name == name || $0.key.id == name }) else {
        let known = devices.flatMap { [$0.name, $0.key.id].compactMap { $0 } }
        let nearest = NearestName.of(name, in: known)
        throw Failure(
          .usage, "no device '\(name)' in the store",
          advice: nearest.map { "did you mean '\($0)'?" } ?? "see 'doorstats device list'")
      }
      return device.id
    }
    return devices.filter { chosen.contains($0.id) }
  }
}

/// Which stretch of time, and on whose clock.
struct RangeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Begin here: a local date or date-time, an ISO 8601 instant, today, yesterday.",
      valueName: "time"))
  var since: String?

  @Option(help: ArgumentHelp("End before this moment; same forms.", valueName: "time"))
  var until: String?

  @Option(help: ArgumentHelp("The last N hours, days, weeks or months.", valueName: "N{h,d,w,m}"))
  var last: String?

  @OptionGroup var clock: ClockOptions

  /// The range meant, as instants.
  func interval(calendar: TimeZoneCalendar, now: Int64, data: Interval?) throws -> Interval {
    try RangeRequest(since: since, until: until, last: last)
      .interval(calendar: calendar, now: now, data: data)
  }
}

/// On whose clock, and what time it is.
struct ClockOptions: ParsableArguments {
  @Option(
    name: .customLong("tz"),
    help: ArgumentHelp(
      "Time zone by its IANA name. Default: the device's, else the system's.", valueName: "zone"),
    completion: Completions.timeZones)
  var zone: String?

  @Option(
    help: ArgumentHelp(
      "Take this for the present time, for reproducible reports.", valueName: "time")
  )
  var now: String?

  /// The zone asked for, else the one that all devices have in common, else the system's.
  func calendar(for devices: [Device] = []) throws -> TimeZoneCalendar {
    if let zone { return try TimeZoneCalendar(named: zone) }
    let zones = Set(devices.map(\.timeZone))
    if zones.count == 1, case .some(.some(let zone)) = zones.first {
      return try TimeZoneCalendar(named: zone)
    }
    return (try? TimeZoneCalendar(named: TimeZone.current.identifier)) ?? .utc
  }

  /// The present [ms UTC].
  func present(calendar: TimeZoneCalendar) throws -> Int64 {
    let clock = Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))
    guard let now else { return clock }
    return try TimeExpression(now, calendar: calendar, now: clock)
      .instant(as: .since, calendar: calendar)
  }
}

/// How often what is read is written.
struct IntakeOptions: ParsableArguments {
  @Option(
    name: .customLong("flush-readings"),
    help: ArgumentHelp(
      "Write after this many readings; for tests of interruptions.", visibility: .hidden))
  var flushLimit: Int?
}
