import Foundation
import Readings
import Report
import Store

/// What a command is asked about: devices, a stretch of time, and the clock it is told on.
struct Selection {
  var devices: [Device]
  var interval: Interval
  var calendar: TimeZoneCalendar
  var now: Int64

  init(store: Store, devices: DeviceOptions, range: RangeOptions) throws {
    self.devices = try devices.chosen(from: store)
    calendar = try range.clock.calendar(for: self.devices)
    now = try range.clock.present(calendar: calendar)
    let data = Self.extent(of: self.devices, in: try store.readingSpans())
    interval = try range.interval(calendar: calendar, now: now, data: data)
  }

  /// From the first to the last reading of any of the devices.
  static func extent(of devices: [Device], in spans: [Device.ID: Interval]) -> Interval? {
    let found = devices.compactMap { spans[$0.id] }
    guard let start = found.map(\.start).min(), let end = found.map(\.end).max() else {
      return nil
    }
    return Interval(start: start, end: end)
  }
}

extension StoreOptions {
  /// Opens a store that must be there already, also for writing.
  func open(existing access: Store.Access) throws -> Store {
    guard FileManager.default.fileExists(atPath: resolvedPath) else {
      throw StoreError.notFound(path: resolvedPath)
    }
    return try open(access)
  }
}

extension Store {
  /// The device with this name or id.
  func device(named name: String) throws -> Device {
    var options = DeviceOptions()
    options.names = [name]
    guard let device = try options.chosen(from: self).first else {
      throw Failure(
        .usage, "no device '\(name)' in the store", advice: "see 'doorstats device list'")
    }
    return device
  }
}
