import Readings
import Store

/// What a comparison needs to know of the store.
public protocol StoredReadings: Sendable {
  /// The records of a historian's buckets.
  func buckets(historian: String) throws -> [BucketRecord]
  func devices() throws -> [Device]
  /// The readings of a device within an interval, sorted by (time, document hash).
  func exactReadings(of device: Device.ID, in interval: Interval) throws -> ReadingColumns<Double>
  /// What was taken out of the store on purpose.
  func pruned() throws -> [Device.ID: PrunedReadings]
}

extension Store: StoredReadings {
  public func buckets(historian: String) throws -> [BucketRecord] {
    try buckets(historian: .some(historian))
  }
}

/// Looks for decoded readings in the store: the same device, time and document, the same values.
struct ReadingComparison {
  struct Outcome: Equatable {
    var missing = 0
    var different = 0
  }

  private static let hour: Int64 = 3_600_000

  let stored: any StoredReadings
  private let devices: [DeviceKey: Device.ID]
  private let pruned: [Device.ID: PrunedReadings]

  init(_ stored: any StoredReadings) throws {
    self.stored = stored
    pruned = try stored.pruned()
    devices = Dictionary(
      try stored.devices().map { ($0.key, $0.id) }, uniquingKeysWith: { first, _ in first })
  }

  /// Compares the readings of a page, hour by hour; those that were pruned are not missed.
  func outcome(of batch: DocumentBatch) throws -> Outcome {
    var outcome = Outcome()
    var places: [Place: [Int]] = [:]
    for index in 0..<batch.readings.count {
      let key = batch.devices[Int(batch.deviceIndex[index])]
      let time = batch.readings.measuredAt[index]
      let start = time - ((time % Self.hour) + Self.hour) % Self.hour
      places[Place(key: key, start: start), default: []].append(index)
    }
    for (place, indices) in places {
      guard let device = devices[place.key] else {
        outcome.missing += indices.count
        continue
      }
      if let pruned = pruned[device], place.start < pruned.readingsBefore { continue }
      let stored = try stored.exactReadings(
        of: device, in: Interval(start: place.start, end: place.start + Self.hour))
      for index in indices {
        switch stored.match(with: batch.readings, at: index) {
        case .some(true): break
        case .some(false): outcome.different += 1
        case nil: outcome.missing += 1
        }
      }
    }
    return outcome
  }

  private struct Place: Hashable {
    var key: DeviceKey
    var start: Int64
  }
}

extension ReadingColumns<Double> {
  /// Whether the reading of the same identity in these sorted columns has the same values; `nil`
  /// where there is none of that identity.
  fileprivate func match(with other: Self, at index: Int) -> Bool? {
    let wanted = (other.measuredAt[index], other.documentHash[index])
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if (measuredAt[middle], documentHash[middle]) < wanted {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < count, (measuredAt[low], documentHash[low]) == wanted else { return nil }
    return selected([low]).hasSameValues(as: other.selected([index]))
  }

  /// Whether two single readings have the same values; extended values that are all zero are not
  /// always kept.
  private func hasSameValues(as other: Self) -> Bool {
    var (left, right) = (self, other)
    for column in extended.indices {
      if !hasExtended { left.extended[column] = [0] }
      if !other.hasExtended { right.extended[column] = [0] }
    }
    return left == right
  }
}
