import Readings

/// Gathered readings by device and hour, not sorted yet within one.
struct GatheredHours {
  /// A device, by its number in the gathering, and the start of an hour [ms UTC].
  struct Place: Hashable, Comparable {
    var device: UInt32
    var start: Int64

    static func < (left: Place, right: Place) -> Bool {
      (left.device, left.start) < (right.device, right.start)
    }
  }

  /// A reading within its hour: by time, then by document hash, then by arrival.
  struct Key: Comparable {
    /// Time since the start of the hour [ms] in the upper, document hash in the lower 32 bits:
    /// what tells readings of a device and an hour apart.
    var identity: UInt64
    /// The reading's index in the gathering.
    var index: UInt32

    @inline(__always)
    static func < (left: Key, right: Key) -> Bool {
      left.identity != right.identity
        ? left.identity < right.identity : left.index < right.index
    }
  }

  /// The hours in order.
  let places: [Place]
  /// The keys of an hour are those in its range.
  let ranges: [Range<Int>]
  let keys: [Key]

  /// - Parameters:
  ///   - places: The hours in any order.
  ///   - counts: How many readings each has.
  ///   - hourOfReading: Which of the hours each reading is in.
  init(
    places: [Place], counts: [Int], hourOfReading: [UInt32], readings: ReadingColumns<Double>
  ) {
    let order = places.indices.sorted { places[$0] < places[$1] }
    var ranges: [Range<Int>] = []
    var next = [Int](repeating: 0, count: places.count)
    var start = 0
    for hour in order {
      next[hour] = start
      ranges.append(start..<start + counts[hour])
      start += counts[hour]
    }
    keys = [Key](unsafeUninitializedCapacity: start) { keys, initializedCount in
      for (index, hour) in hourOfReading.enumerated() {
        let offset = UInt64(readings.measuredAt[index] - places[Int(hour)].start)
        let key = Key(
          identity: offset << 32 | UInt64(readings.documentHash[index]), index: UInt32(index))
        keys.initializeElement(at: next[Int(hour)], to: key)
        next[Int(hour)] += 1
      }
      initializedCount = start
    }
    self.places = order.map { places[$0] }
    self.ranges = ranges
  }

  /// The keys of an hour in order.
  func sortedKeys(ofHour hour: Int) -> [Key] {
    var keys = Array(self.keys[ranges[hour]])
    let isSorted = keys.indices.dropFirst().allSatisfy { !(keys[$0] < keys[$0 - 1]) }
    if !isSorted { keys.sort() }
    return keys
  }
}
