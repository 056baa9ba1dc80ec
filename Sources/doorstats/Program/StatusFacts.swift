import Detect
import Foundation
import Ingest
import Readings
import Report
import Store

/// Gathers what the status screen tells.
struct StatusFacts {
  let report: StatusReport
  let deviceList: DeviceListReport

  /// What is there is shown as it is: nothing is detected, and what was detected before more
  /// readings came counts as it stands.
  init(store: Store, devices options: DeviceOptions, clock: ClockOptions) throws {
    let devices = try options.chosen(from: store)
    let calendar = try clock.calendar(for: devices)
    let key = try DetectionPass.key(of: DetectorSettings())
    let run = try store.detectorRun(key)
    let facts = StoreFacts(
      bytes: Self.size(ofFile: store.path),
      devices: try Self.facts(of: devices, store: store, run: run),
      families: Self.families(try store.buckets()),
      rejected: try store.rejectedCounts().map { .init(reason: $0.reason, count: $0.count) },
      otherEvents: try store.otherEventCounts().map { .init(reason: $0.kind, count: $0.count) })
    let context = ReportContext(
      calendar: calendar, now: try clock.present(calendar: calendar),
      toolVersion: Doorstats.version,
      detector: run.map { _ in
        DetectorIdentity(version: key.version, settingsHash: key.settingsHash)
      }, store: store.path)
    report = StatusReport(context, facts: facts)
    deviceList = DeviceListReport(context, devices: facts.devices)
  }

  private static func facts(
    of devices: [Device], store: Store, run: Store.DetectorRunID?
  ) throws -> [StoreFacts.DeviceFacts] {
    let extents = try store.extents()
    let pruned = try store.pruned()
    return try devices.map { device in
      let extent = extents[device.id]
      let readings = extent.map { Interval(start: $0.firstAt, end: $0.lastAt + 1) }
      let derived = try run.flatMap { run in
        try readings.map { readings in
          (
            observed: try store.coverage(run: run, device: device.id, in: readings).milliseconds,
            openings: try store.openingCount(run: run, device: device.id, in: readings)
          )
        }
      }
      return StoreFacts.DeviceFacts(
        device: device, readingCount: extent?.readingCount ?? 0, readings: readings,
        observedMilliseconds: derived?.observed, openingCount: derived?.openings,
        prunedBefore: pruned[device.id].flatMap { $0.span == nil ? nil : $0.readingsBefore })
    }
  }

  private static func families(_ buckets: [BucketRecord]) -> [StoreFacts.BucketFamilyFacts] {
    let pulled = buckets.filter { $0.historian != BucketRecord.fileHistorian }
    let families = Dictionary(grouping: pulled) { BucketName($0.name)?.family ?? $0.name }
    return families.sorted { $0.key < $1.key }.map { name, buckets in
      StoreFacts.BucketFamilyFacts(
        name: name, databaseCount: buckets.count,
        completeCount: buckets.count { $0.state == .complete || $0.state == .gone },
        documentCount: buckets.reduce(0) { $0 + $1.counts.read },
        newestDatabase: buckets.map(\.name).max(), pulledAt: buckets.map(\.updatedAt).max())
    }
  }

  private static func size(ofFile path: String) -> Int64? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.size] as? Int64
  }
}
