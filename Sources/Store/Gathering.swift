import Readings

/// Readings that wait to be written, in the order in which they came.
///
/// A flat set of columns with, for each reading, its device; stretches of the same bucket are
/// remembered by their first index.
struct Gathering {
  private(set) var readings = ReadingColumns<Double>()
  private(set) var devices: [DeviceKey] = []
  private var device: [UInt32] = []
  private var deviceNumbers: [DeviceKey: UInt32] = [:]
  private var stretches: [(first: Int, bucket: BucketRecord.ID)] = []

  var count: Int { readings.count }

  mutating func append(_ batch: DocumentBatch, bucket: BucketRecord.ID) {
    guard !batch.readings.isEmpty else { return }
    if stretches.last?.bucket != bucket { stretches.append((count, bucket)) }
    let numbers = batch.devices.map { key -> UInt32 in
      if let number = deviceNumbers[key] { return number }
      let number = UInt32(devices.count)
      deviceNumbers[key] = number
      devices.append(key)
      return number
    }
    device.append(contentsOf: batch.deviceIndex.lazy.map { numbers[Int($0)] })
    readings.append(batch.readings)
  }

  mutating func removeAll() { self = Gathering() }

  /// Which bucket a reading came from.
  func bucket(ofReading index: Int) -> BucketRecord.ID {
    var low = 0
    var high = stretches.count
    while low < high {
      let middle = (low + high) / 2
      if stretches[middle].first <= index { low = middle + 1 } else { high = middle }
    }
    return stretches[low - 1].bucket
  }

  /// Where a reading stands in the order (device, time, document hash, arrival).
  struct Key: Comparable {
    /// Device (15 bits) and time + 2^48 (49 bits): covers the years 0 to 9999 and more.
    let place: UInt64
    /// Document hash, then the index of arrival.
    let tie: UInt64

    var index: Int { Int(tie & 0xffff_ffff) }
    var documentHash: UInt32 { UInt32(tie >> 32) }
    var device: Int { Int(place >> 49) }
    var time: Int64 { Int64(place & ((1 << 49) - 1)) - (1 << 48) }

    @inline(__always)
    static func < (left: Key, right: Key) -> Bool {
      left.place != right.place ? left.place < right.place : left.tie < right.tie
    }
  }

  /// Devices that the keys of one gathering can tell apart.
  static let mostDevices = 1 << 15

  /// The readings' keys, sorted.
  func sortedKeys() -> [Key] {
    var keys: [Key] = []
    keys.reserveCapacity(count)
    for index in 0..<count {
      let time = UInt64(bitPattern: readings.measuredAt[index] + (1 << 48))
      keys.append(
        Key(
          place: UInt64(device[index]) << 49 | time,
          tie: UInt64(readings.documentHash[index]) << 32 | UInt64(index)))
    }
    let isSorted = keys.withUnsafeBufferPointer { keys in
      (1..<max(1, keys.count)).allSatisfy { !(keys[$0] < keys[$0 - 1]) }
    }
    if !isSorted { keys.sort() }
    return keys
  }
}

extension ReadingColumns {
  /// Appends other readings; `extended` stays empty only while it is empty in both.
  mutating func append(_ other: ReadingColumns<Value>) {
    if hasExtended || other.hasExtended {
      for column in extended.indices {
        let missing = count - extended[column].count
        extended[column].append(contentsOf: repeatElement(0, count: missing))
        if other.hasExtended {
          extended[column].append(contentsOf: other.extended[column])
        } else {
          extended[column].append(contentsOf: repeatElement(0, count: other.count))
        }
      }
    }
    measuredAt.append(contentsOf: other.measuredAt)
    documentHash.append(contentsOf: other.documentHash)
    accelerationX.append(contentsOf: other.accelerationX)
    accelerationY.append(contentsOf: other.accelerationY)
    accelerationZ.append(contentsOf: other.accelerationZ)
    proximity.append(contentsOf: other.proximity)
    light.append(contentsOf: other.light)
  }

  /// The readings at the given indices, in that order.
  public func selected(_ indices: [Int]) -> ReadingColumns<Value> {
    func select<Element>(_ column: [Element]) -> [Element] {
      column.isEmpty
        ? [] : column.withUnsafeBufferPointer { column in indices.map { column[$0] } }
    }
    var selected = ReadingColumns<Value>()
    selected.measuredAt = select(measuredAt)
    selected.documentHash = select(documentHash)
    selected.accelerationX = select(accelerationX)
    selected.accelerationY = select(accelerationY)
    selected.accelerationZ = select(accelerationZ)
    selected.proximity = select(proximity)
    selected.light = select(light)
    selected.extended = extended.map(select)
    return selected
  }
}
