import Detect
import Foundation
import Readings
import Store

/// Brings the derived part of the store up to date: detects what is new, device-day by device-day.
///
/// A day is up to date when it was detected with as many readings in it and its margins as the
/// store holds now, and with the state that the day before it leaves. Readings are only ever
/// added, so an equal count is the same set. What is derived this way equals what detecting
/// everything again would give.
///
/// Days before a device's readings were pruned are decided: they are neither planned nor detected.
struct DetectionPass {
  static let day: Int64 = 86_400_000
  private static let hour: Int64 = 3_600_000
  /// Days whose results are written together.
  private static let daysATransaction = 16

  let store: Store
  let detector: Detector
  let run: Store.DetectorRunID

  init(store: Store, settings: DetectorSettings) throws {
    self.store = store
    detector = Detector(settings: settings)
    run = try store.makeDetectorRun(Self.key(of: settings))
  }

  /// A pass of a run that is there; for looking only.
  init(store: Store, settings: DetectorSettings, run: Store.DetectorRunID) {
    self.store = store
    detector = Detector(settings: settings)
    self.run = run
  }

  /// What detecting a day again gives, from the state that it began with.
  func result(of day: DetectedDay, device: Device.ID) throws -> DayResult {
    try detect(
      PlannedDay(start: day.start, readingCount: day.readingCount), device: device,
      carried: day.stateBefore)
  }

  /// How results with these settings are told apart in the store.
  static func key(of settings: DetectorSettings) throws -> DetectorRunKey {
    let text = try encoded(settings)
    return DetectorRunKey(
      version: Detector.version, settingsHash: fingerprint(text), settings: text,
      isDefault: settings == DetectorSettings())
  }

  /// Four hexadecimal digits that change with the settings.
  private static func fingerprint(_ text: String) -> String {
    let hash = text.utf8.reduce(UInt32(0x811c_9dc5)) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    let digits = String((hash >> 16) ^ (hash & 0xffff), radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }

  /// A day that has to be looked at, with the readings that its detection will see.
  struct PlannedDay {
    var start: Int64
    var readingCount: Int
  }

  /// Whether anything is left to detect, without detecting it.
  static func isUpToDate(store: Store, settings: DetectorSettings) throws -> Bool {
    guard let run = try store.detectorRun(key(of: settings)) else {
      return try store.readingSpans().isEmpty
    }
    if try store.isComplete(run: run) { return true }
    let pruned = try store.pruned()
    return try store.devices().allSatisfy { device in
      guard let detected = try store.detectedCounts(run: run, device: device.id) else {
        return false
      }
      var known = detected[...]
      return plan(try store.hourCounts(of: device.id), pruned[device.id]).allSatisfy { day in
        known = known.drop { $0.start < day.start }
        return known.first.map { $0.start == day.start && $0.count >= day.readingCount } ?? false
      }
    }
  }

  /// Detects whatever is new.
  ///
  /// - Parameter progress: Told after every day: days done, and days that may have to be done.
  func bringUpToDate(progress: (_ done: Int, _ total: Int) throws -> Void) throws {
    let devices = try store.devices()
    let pruned = try store.pruned()
    let plans = try devices.map { Self.plan(try store.hourCounts(of: $0.id), pruned[$0.id]) }
    let total = plans.reduce(0) { $0 + $1.count }
    var done = 0
    for (device, plan) in zip(devices, plans) {
      try bringUpToDate(device: device.id, plan: plan) {
        done += 1
        try progress(done, total)
      }
    }
    try store.markComplete(run: run)
  }

  private func bringUpToDate(
    device: Device.ID, plan: [PlannedDay], afterDay: () throws -> Void
  ) throws {
    let detected = Dictionary(
      uniqueKeysWithValues: try store.detectedDays(run: run, device: device).map { ($0.start, $0) })
    let planned = Dictionary(uniqueKeysWithValues: plan.map { ($0.start, $0) })
    var carried: String?
    var results: [DayResult] = []
    for start in Set(detected.keys).union(planned.keys).sorted() {
      let known = detected[start]
      // A day whose readings were taken out of the store keeps what was found in them.
      if let known, known.readingCount >= planned[start]?.readingCount ?? 0,
        known.stateBefore == carried || planned[start] == nil
      {
        carried = known.stateAfter
      } else if let day = planned[start] {
        let result = try detect(day, device: device, carried: carried)
        carried = result.day.stateAfter
        results.append(result)
        if results.count == Self.daysATransaction {
          try store.replace(results, run: run, device: device)
          results.removeAll()
        }
      }
      try afterDay()
    }
    if !results.isEmpty { try store.replace(results, run: run, device: device) }
  }

  private func detect(
    _ planned: PlannedDay, device: Device.ID, carried: String?
  ) throws -> DayResult {
    let stored = try StoredDay(
      start: planned.start, device: device, stateBefore: carried, in: store)
    let detection = stored.detection(by: detector)
    return DayResult(
      day: DetectedDay(
        start: planned.start, readingCount: planned.readingCount, stateBefore: carried,
        stateAfter: try Self.encoded(detection.carried),
        carriedClosedAt: detection.closedCarried),
      openings: detection.openings, episodes: detection.episodes, observed: detection.observed)
  }

  /// The margin of a day in whole hours [ms].
  static let marginHours = (Detector.margin + hour - 1) / hour * hour

  /// The days with readings that are not decided, each with the count of the readings in it and its
  /// margins.
  static func plan(_ hours: [HourCount], _ pruned: PrunedReadings?) -> [PlannedDay] {
    let margin = marginHours
    var days: [PlannedDay] = []
    var first = 0
    for index in hours.indices {
      let start = hours[index].start - ((hours[index].start % day) + day) % day
      if days.last?.start == start { continue }
      if let pruned, start < pruned.decidedBefore { continue }
      while hours[first].start < start - margin { first += 1 }
      let window = hours[first...].prefix { $0.start < start + day + margin }
      days.append(
        PlannedDay(start: start, readingCount: window.reduce(0) { $0 + $1.count }))
    }
    return days
  }

  private static func encoded(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
