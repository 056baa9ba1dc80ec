import Detect
import Foundation
import Parallel
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
    let planned = PlannedDay(start: day.start, readingCount: day.readingCount)
    return try result(
      of: planned, by: measured(Day(device: device, start: day.start, planned: planned)),
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
  func bringUpToDate(progress: @escaping (_ done: Int, _ total: Int) throws -> Void) throws {
    let pruned = try store.pruned()
    let days = try store.devices().flatMap { device in
      let detected = try store.detectedDays(run: run, device: device.id)
      return Self.days(
        of: device.id, detected: detected,
        planned: Self.plan(try store.hourCounts(of: device.id), pruned[device.id]))
    }
    var decisions = OrderedDecisions(of: days, pass: self, progress: progress)
    try measure(days.filter(\.isChanged)) { try decisions.take($0) }
    try decisions.finish()
    try store.markComplete(run: run)
  }

  /// A day of a device that is detected already, or has to be looked at, or both.
  struct Day {
    var device: Device.ID
    var start: Int64
    var known: DetectedDay?
    var planned: PlannedDay?

    /// Whether it has to be detected whatever the day before leaves. A day whose readings were taken
    /// out of the store keeps what was found in them.
    var isChanged: Bool {
      guard let planned else { return false }
      return known.map { $0.readingCount < planned.readingCount } ?? true
    }
  }

  private static func days(
    of device: Device.ID, detected: [DetectedDay], planned: [PlannedDay]
  ) -> [Day] {
    let known = Dictionary(uniqueKeysWithValues: detected.map { ($0.start, $0) })
    let plan = Dictionary(uniqueKeysWithValues: planned.map { ($0.start, $0) })
    return Set(known.keys).union(plan.keys).sorted().map {
      Day(device: device, start: $0, known: known[$0], planned: plan[$0])
    }
  }

  /// Reads and measures days on all cores, and hands them out in order. A few are under way at a
  /// time, each a device-day of readings.
  private func measure(_ days: [Day], consume: (MeasuredDay) throws -> Void) throws {
    guard !days.isEmpty else { return }
    let workers = min(ProcessInfo.processInfo.activeProcessorCount, days.count)
    var rest = days[...]
    try Pipeline<Day, MeasuredDay>(window: workers + 1) {
      rest.popFirst()
    } makeWorker: {
      { try measured($0) }
    }.run(workers: workers, idle: {}, onStop: {}, consume: consume)
  }

  func measured(_ day: Day) throws -> MeasuredDay {
    var stored = try StoredDay(start: day.start, device: day.device, in: store)
    return stored.measured(by: detector)
  }

  /// A day's decision as it is written.
  func result(of planned: PlannedDay, by measured: MeasuredDay, carried: String?) throws
    -> DayResult
  {
    let detection = measured.detection(carried: StoredDay.state(carried))
    return DayResult(
      day: DetectedDay(
        start: planned.start, readingCount: planned.readingCount, stateBefore: carried,
        stateAfter: try Self.encoded(detection.carried),
        carriedClosedAt: detection.closedCarried, doubts: detection.doubts),
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
