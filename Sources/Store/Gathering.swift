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
  /// Readings that columns have room for from the first on: columns that grow are copied, and leave
  /// holes in the memory.
  private let room: Int

  init(room: Int) { self.room = room }

  var count: Int { readings.count }

  mutating func append(_ batch: DocumentBatch, bucket: BucketRecord.ID) {
    guard !batch.readings.isEmpty else { return }
    if readings.isEmpty {
      readings.reserveCapacity(room)
      device.reserveCapacity(room)
    }
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

  mutating func removeAll() { self = Gathering(room: room) }

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

  /// Devices of one gathering, at most, before a flush is due.
  static let mostDevices = 1 << 14

  /// The readings by device and hour; the hours in order, the readings within one as they came.
  ///
  /// Hours are few and readings many, and these mostly come many of an hour together: counting
  /// them costs a comparison a reading, and each hour can then be sorted by itself.
  func hours() -> GatheredHours {
    var numbers: [GatheredHours.Place: Int] = [:]
    var places: [GatheredHours.Place] = []
    var counts: [Int] = []
    var hourOfReading = [UInt32](repeating: 0, count: count)
    var current = GatheredHours.Place(device: 0, start: .max)
    var number = 0
    for index in 0..<count {
      let time = readings.measuredAt[index]
      let isSame =
        current.device == device[index] && time >= current.start
        && time - current.start < Segment.hour
      if !isSame {
        current = .init(device: device[index], start: Segment.start(ofHourContaining: time))
        number = numbers[current] ?? places.count
        if number == places.count {
          numbers[current] = number
          places.append(current)
          counts.append(0)
        }
      }
      counts[number] += 1
      hourOfReading[index] = UInt32(number)
    }
    return GatheredHours(
      places: places, counts: counts, hourOfReading: hourOfReading, readings: readings)
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
}
