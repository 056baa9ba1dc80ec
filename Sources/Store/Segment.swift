import Readings

/// One run of one device's readings within one UTC hour, ready to be written.
///
/// The readings are sorted by (time, document hash) and no pair of these occurs twice.
struct Segment {
  static let hour: Int64 = 3_600_000
  /// Version of the encoding; see docs/store.md.
  static let encoding = 1

  var device: Device.ID
  /// Start of the hour [ms UTC].
  var start: Int64
  var readings: ReadingColumns<Double>

  /// Start of the UTC hour that holds an instant; also before 1970.
  static func start(ofHourContaining instant: Int64) -> Int64 {
    let remainder = instant % hour
    return instant - (remainder < 0 ? remainder + hour : remainder)
  }

  /// 4 where every value is exactly a float32, else 8: no value changes by being stored.
  var valueBytes: Int {
    let columns =
      [
        readings.accelerationX, readings.accelerationY, readings.accelerationZ,
        readings.proximity, readings.light,
      ] + readings.extended
    return columns.allSatisfy(SegmentBlobs.areFloat32) ? 4 : 8
  }

  /// Time offsets from the start of the hour [ms].
  var timeOffsets: [UInt32] { readings.measuredAt.map { UInt32($0 - start) } }

  /// Three columns of `extended` behind each other, or `nil` where all are zero.
  func extendedBlob(from first: Int, valueBytes: Int) -> [UInt8]? {
    guard readings.hasExtended else { return nil }
    let columns = readings.extended[first..<(first + 3)]
    guard columns.contains(where: { $0.contains { $0 != 0 } }) else { return nil }
    return columns.flatMap { SegmentBlobs.encoded($0, valueBytes: valueBytes) }
  }
}
