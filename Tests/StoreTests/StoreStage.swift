import Foundation
import Readings
import Store
import TestSupport
import Testing

/// A store in a directory of its own, with days of sparse readings.
struct StoreStage {
  static let day: Int64 = 86_400_000
  static let hour: Int64 = 3_600_000
  /// 2020-03-03 00:00 UTC.
  static let start: Int64 = 1_583_193_600_000
  static let everything = Interval(start: 0, end: Int64(1) << 47)

  let directory: WorkDirectory

  init() throws { directory = try WorkDirectory() }

  func store(_ name: String = "s.sqlite", _ access: Store.Access = .write) throws -> Store {
    try Store(path: directory.file(name), access: access)
  }

  /// 50 readings an hour over whole days.
  static func columns(days: Range<Int64>, seed: UInt64 = 1) -> ReadingColumns<Double> {
    var options = RandomReadings.Options()
    options.start = start + days.lowerBound * day
    options.stepMilliseconds = 72_000
    options.count = days.count * 1200
    return RandomReadings.columns(options, seed: seed)
  }

  /// Takes readings in as a pull does.
  @discardableResult
  static func take(
    _ columns: ReadingColumns<Double>, into store: Store, named name: String = "a"
  ) throws -> DocumentCounts {
    var bucket = try store.bucket(historian: "https://historian", name: name)
    bucket.state = .complete
    bucket.rowsSeen = columns.count
    let intake = Intake(store: store)
    intake.add(RandomReadings.batch(columns), from: bucket.id)
    return try #require(try intake.finish(buckets: [bucket])[bucket.id])
  }

  static func device(_ store: Store) throws -> Device.ID {
    try #require(try store.devices().first).id
  }

  static func readings(_ store: Store) throws -> [ReadingColumns<Double>] {
    try store.devices().map { try store.exactReadings(of: $0.id, in: everything) }
  }

  static func key(version: Int = 1, _ hash: String = "a", isDefault: Bool = true) -> DetectorRunKey
  {
    DetectorRunKey(version: version, settingsHash: hash, settings: "{}", isDefault: isDefault)
  }

  /// An opening at noon of each of some days, as detection would leave it.
  static func detect(days: Range<Int64>, run: Store.DetectorRunID, in store: Store) throws {
    let results = days.map { number in
      let start = Self.start + number * day
      return DayResult(
        day: DetectedDay(
          start: start, readingCount: 1200, stateBefore: nil, stateAfter: "{}",
          carriedClosedAt: nil),
        openings: [
          Opening(
            openedAt: start + day / 2, closedAt: start + day / 2 + 5000, peakScore: 9,
            evidence: .motion, confidence: 0.9)
        ], episodes: [], observed: Coverage([Interval(start: start, end: start + day)]))
    }
    try store.replace(results, run: run, device: try device(store))
  }

  static func openings(_ store: Store, _ run: Store.DetectorRunID) throws -> Int {
    try store.openings(run: run, device: try device(store), in: everything).count
  }
}
