import Detect
import Readings
import Report
import Store

/// How many openings there would be at other thresholds: detected again in memory, the store's result
/// untouched.
struct SensitivityCheck {
  let detected: DetectedStore
  let settings: DetectorSettings

  /// A line a device: `38 openings; 41 with thresholds × 0.8, 36 with thresholds × 1.25`.
  func lines(
    for devices: [Device], in interval: Interval, progress: Progress
  ) throws -> [SensitivityLine] {
    let factors = [Detector.triedThresholds.lower, Detector.triedThresholds.higher]
    let detectors = factors.map {
      Detector(settings: Detector.settings(settings, thresholdsTimes: $0))
    }
    defer { progress.end() }
    return try devices.map { device in
      let days = try detected.store.detectedDays(run: detected.run, device: device.id)
        .filter { $0.start < interval.end && $0.start + StoredDay.length > interval.start }
      var recount = Recount(detectors, before: days.first?.stateBefore)
      for (index, day) in days.enumerated() {
        try Interruption.check()
        progress.show { "detecting at other thresholds: day \(index + 1) of \(days.count)" }
        try recount.add(day, of: device.id, in: interval, detected.store)
      }
      let openings = try detected.store.openingStarts(
        run: detected.run, device: device.id, in: interval)
      return SensitivityLine(
        device: device, openingCount: openings.count,
        recounts: zip(factors, recount.counts).map { ($0, $1) }, daysWithoutReadings: recount.lost)
    }
  }

  /// Openings of day after day, each detector carrying its own state along. It begins with the state
  /// that the store has before the first day.
  private struct Recount {
    let detectors: [Detector]
    var counts: [Int]
    var states: [DetectorState?] = []
    /// Days whose readings are no longer in the store.
    var lost = 0
    private let before: String?

    init(_ detectors: [Detector], before: String?) {
      self.detectors = detectors
      self.before = before
      counts = detectors.map { _ in 0 }
    }

    mutating func add(
      _ day: DetectedDay, of device: Device.ID, in interval: Interval, _ store: Store
    ) throws {
      let stored = try StoredDay(start: day.start, device: device, in: store)
      if states.isEmpty { states = detectors.map { _ in StoredDay.state(before) } }
      guard !stored.readings.isEmpty else {
        lost += 1
        return
      }
      for (index, detector) in detectors.enumerated() {
        let found = detector.detection(
          of: stored.readings, within: stored.day, carried: states[index])
        counts[index] += found.openings.count { interval.contains($0.openedAt) }
        states[index] = found.carried
      }
    }
  }
}
