import Detect
import Foundation
import Readings
import Store

/// Detects days again that are detected already, and says where that gives something else.
struct Redetection {
  let pass: DetectionPass
  let store: Store

  /// Days that were detected again.
  private(set) var dayCount = 0
  private(set) var problems: [StoreProblem] = []

  /// - Parameters:
  ///   - mostDays: Days of each device, spread evenly.
  ///   - afterDay: Called after each day; may throw to end.
  init(
    store: Store, settings: DetectorSettings, run: Store.DetectorRunID, mostDays: Int,
    afterDay: () throws -> Void
  ) throws {
    self.store = store
    pass = DetectionPass(store: store, settings: settings, run: run)
    let pruned = try store.pruned()
    for device in try store.devices() {
      let planned = Dictionary(
        uniqueKeysWithValues: DetectionPass.plan(
          try store.hourCounts(of: device.id), pruned[device.id]
        ).map { ($0.start, $0.readingCount) })
      let detected = try store.detectedDays(run: run, device: device.id)
        .filter { $0.start >= pruned[device.id]?.decidedBefore ?? .min }
      problems += detected.filter { planned[$0.start] ?? 0 < $0.readingCount }.prefix(10).map {
        StoreProblem(
          .readings,
          "\(device.displayName), \(Self.date($0)): \(planned[$0.start] ?? 0) of "
            + "\($0.readingCount) readings that were there when it was detected")
      }
      let current = detected.filter { planned[$0.start] == $0.readingCount }
      for day in Self.spread(current, mostDays) {
        try compare(day, of: device)
        dayCount += 1
        try afterDay()
      }
    }
  }

  private static func spread(_ days: [DetectedDay], _ most: Int) -> [DetectedDay] {
    guard days.count > most, most > 0 else { return most > 0 ? days : [] }
    return (0..<most).map { days[$0 * (days.count - 1) / max(1, most - 1)] }
  }

  private mutating func compare(_ day: DetectedDay, of device: Device) throws {
    let fresh = try pass.result(of: day, device: device.id)
    let interval = Interval(start: day.start, end: day.start + DetectionPass.day)
    let stored = try store.openings(run: pass.run, device: device.id, in: interval)
    func note(_ detail: String) {
      problems.append(
        StoreProblem(.derived, "\(device.displayName), \(Self.date(day)): \(detail)"))
    }
    if !Self.agree(stored, fresh.openings) {
      note("\(stored.count) openings in the store, others (\(fresh.openings.count)) by detection")
    }
    let coverage = try store.coverage(run: pass.run, device: device.id, in: interval)
    if coverage != fresh.observed.clipped(to: interval) {
      note("another observed time in the store than by detection")
    }
    if fresh.day.carriedClosedAt != day.carriedClosedAt {
      note("another closing of what the day before left open than by detection")
    }
  }

  /// The UTC day, such as `2026-11-15 (UTC)`.
  private static func date(_ day: DetectedDay) -> String {
    let start = Date(timeIntervalSince1970: Double(day.start) / 1000)
    return start.ISO8601Format().prefix(10) + " (UTC)"
  }

  /// Whether the openings are the same; one that the day leaves open may have been closed later.
  /// Scores may differ by rounding: another processor adds in another order.
  private static func agree(_ stored: [Opening], _ fresh: [Opening]) -> Bool {
    guard stored.count == fresh.count else { return false }
    return zip(stored, fresh).allSatisfy { stored, fresh in
      stored.openedAt == fresh.openedAt && stored.evidence == fresh.evidence
        && (fresh.closedAt == nil || stored.closedAt == fresh.closedAt)
        && abs(stored.peakScore - fresh.peakScore) <= 1e-3 * max(1, abs(fresh.peakScore))
        && abs(stored.confidence - fresh.confidence) <= 1e-3
    }
  }
}
