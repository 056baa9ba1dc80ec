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
    let data = Self.extent(of: self.devices, in: try store.extents())
    interval = try range.interval(calendar: calendar, now: now, data: data)
  }

  /// From the first to the last reading of any of the devices.
  static func extent(of devices: [Device], in extents: [Device.ID: DeviceExtent]) -> Interval? {
    let found = devices.compactMap { extents[$0.id] }
    guard let first = found.map(\.firstAt).min(), let last = found.map(\.lastAt).max() else {
      return nil
    }
    return Interval(start: first, end: last + 1)
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
