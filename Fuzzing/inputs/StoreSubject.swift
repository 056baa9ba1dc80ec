import Foundation
import Readings
import Store
import TestSupport

/// Damaged stores: whatever they hold, an error is an error of the store, and a store that is said to
/// be whole has the readings that were put into it.
struct StoreSubject: Subject {
  private static let everything = Interval(start: 0, end: 4_102_444_800_000)
  private static let key = DetectorRunKey(
    version: 1, settingsHash: "a", settings: "{}", isDefault: true)

  private let path: String
  let seeds: [[UInt8]]
  let words = ["\u{0}\u{0}\u{0}\u{0}", "\u{7F}\u{7F}\u{7F}\u{7F}", "door"]
  private let readings: [ReadingColumns<Double>]

  init(folder: URL) throws {
    path = folder.appendingPathComponent("store.sqlite").path
    let original = folder.appendingPathComponent("original.sqlite").path
    let store = try Store(path: original, access: .write)
    try Self.fill(store)
    readings = try store.devices().map {
      try store.exactReadings(of: $0.id, in: Self.everything)
    }
    // One file without a log.
    let copy = folder.appendingPathComponent("copy.sqlite").path
    try store.backUp(to: copy)
    try store.close()
    seeds = [Array(try Data(contentsOf: URL(fileURLWithPath: copy)))]
  }

  /// Two days of sparse readings, with openings, a pruned day, and records of all kinds.
  private static func fill(_ store: Store) throws {
    var options = RandomReadings.Options()
    options.count = 2000
    options.stepMilliseconds = 72_000
    options.hasExtended = true
    let columns = RandomReadings.columns(options, seed: 1)
    var bucket = try store.bucket(historian: "https://historian", name: "a")
    bucket.state = .complete
    var batch = RandomReadings.batch(columns)
    batch.documentCount += 2
    batch.rejected = [
      RejectedDocument(documentID: "b", reason: .missingTimestamp, body: "{\"_id\":\"b\"}")
    ]
    batch.otherEvents = [OtherEvent(kind: "pi/status", contentHash: 1)]
    let intake = Intake(store: store)
    intake.add(batch, from: bucket.id)
    try intake.finish(buckets: [bucket])
    try store.notePull(from: "https://historian", outcome: PullRecord.complete)
    guard let device = try store.devices().first?.id else { return }
    let run = try store.makeDetectorRun(key)
    let day: Int64 = 86_400_000
    let first = columns.measuredAt[0] / day * day
    try store.replace(
      [first, first + day].map { start in
        DayResult(
          day: DetectedDay(
            start: start, readingCount: 1200, stateBefore: nil, stateAfter: "{}",
            carriedClosedAt: nil),
          openings: [
            Opening(
              openedAt: start + day / 2, closedAt: start + day / 2 + 5000, peakScore: 9,
              evidence: .motion, confidence: 0.9)
          ], episodes: [], observed: Coverage([Interval(start: start, end: start + day)]))
      }, run: run, device: device)
    try store.markComplete(run: run)
  }

  func problem(with input: [UInt8]) throws -> String? {
    for suffix in ["-wal", "-shm", ".lock"] { unlink(path + suffix) }
    try Data(input).write(to: URL(fileURLWithPath: path))
    do {
      let store = try Store(path: path, access: .read)
      let isWhole = try store.integrity().isWhole
      var found: [ReadingColumns<Double>] = []
      for device in try store.devices() {
        found.append(try store.exactReadings(of: device.id, in: Self.everything))
        _ = try store.hourCounts(of: device.id)
        if let run = try store.detectorRun(Self.key) {
          _ = try store.openings(run: run, device: device.id, in: Self.everything)
          _ = try store.detectedDays(run: run, device: device.id)
          _ = try store.coverage(run: run, device: device.id, in: Self.everything)
        }
      }
      _ = try store.buckets()
      _ = try store.pulls()
      _ = try store.pruned()
      _ = try store.extents()
      _ = try store.readingSpans()
      _ = try store.otherEventCounts()
      _ = try store.rejectedCounts()
      try store.close()
      return isWhole && found != readings ? "a whole store with other readings" : nil
    } catch is StoreError {
      return nil
    }
  }
}
