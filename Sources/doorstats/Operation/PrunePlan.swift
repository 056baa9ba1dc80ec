import Foundation
import Ingest
import Readings
import Report
import Store

/// What a prune will take out.
struct PrunePlan {
  struct Part {
    var id: Device.ID
    var name: String
    var content: Prunable
  }

  static let nothing = "nothing to take out"
  private static let day: Int64 = 86_400_000

  /// Start of the first UTC day that stays undecided, and of the first hour that is kept [ms UTC].
  let decidedBefore: Int64
  let readingsBefore: Int64
  /// Devices that have readings of that time.
  let devices: [Part]
  /// A bucket that is not read to its end, and for which more is kept.
  private let unfinished: String?

  /// Never goes past a bucket that is not read to its end: what is still to come of it would be
  /// refused.
  init(store: Store, devices: [Device], keeping: Int64, now: Int64) throws {
    let wanted = Self.startOfDay(now - keeping)
    let open = try store.buckets()
      .filter { $0.historian != BucketRecord.fileHistorian }
      .filter { $0.state == .new || $0.state == .scanning }
      .compactMap { bucket in
        BucketName(bucket.name)?.interval().map { (name: bucket.name, start: $0.start) }
      }
      .filter { $0.start < wanted }.min { $0.start < $1.start }
    unfinished = open?.name
    let decidedBefore = open.map { Self.startOfDay($0.start) } ?? wanted
    let readingsBefore = decidedBefore - DetectionPass.marginHours
    self.decidedBefore = decidedBefore
    self.readingsBefore = readingsBefore
    self.devices = try devices.compactMap { device in
      let content = try store.prunable(of: device.id, before: readingsBefore)
      guard content.readingCount > 0 else { return nil }
      return Part(id: device.id, name: device.displayName, content: content)
    }
  }

  var hasWork: Bool { !devices.isEmpty }

  /// Says why less goes than was asked for.
  var introduction: [String] {
    guard let unfinished else { return [] }
    return ["\(unfinished) is not read to its end: readings from its time on are kept; pull again"]
  }

  var preview: [String] {
    guard hasWork else { return [Self.nothing] }
    let date = TimeZoneCalendar.utc.date(at: decidedBefore)
    return devices.map { part in
      "\(part.name)  \(part.content.readingCount.grouped) readings before \(date), "
        + "\(NumberText.bytes(part.content.byteCount)), would go"
    }
  }

  private static func startOfDay(_ instant: Int64) -> Int64 {
    instant - ((instant % day) + day) % day
  }
}
