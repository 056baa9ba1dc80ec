import Readings

/// Readings without meaning, for tests of storing and counting.
public enum RandomReadings {
  public struct Options {
    public var count = 1000
    public var start: Int64 = 1_583_193_600_000
    public var stepMilliseconds: Int64 = 200
    public var isFloat32 = true
    public var hasExtended = false
    public var hasProximity = true
    public init() {}
  }

  public static func columns(
    _ options: Options = Options(), seed: UInt64
  ) -> ReadingColumns<Double> {
    var generator = SeededGenerator(seed: seed)
    var columns = ReadingColumns<Double>()
    func value(_ generator: inout SeededGenerator) -> Double {
      let value = Double.random(in: -20...20, using: &generator)
      return options.isFloat32 ? Double(Float(value)) : value
    }
    for index in 0..<options.count {
      let jitter = Int64.random(in: -40...40, using: &generator)
      columns.measuredAt.append(
        options.start + Int64(index) * options.stepMilliseconds + max(0, jitter))
      columns.documentHash.append(UInt32.random(in: 0...UInt32.max, using: &generator))
      columns.accelerationX.append(value(&generator))
      columns.accelerationY.append(value(&generator))
      columns.accelerationZ.append(value(&generator))
      columns.proximity.append(options.hasProximity ? (index / 100 % 2 == 0 ? 0 : 5) : .nan)
      columns.light.append(value(&generator))
      if options.hasExtended {
        for column in columns.extended.indices {
          columns.extended[column].append(value(&generator))
        }
      }
    }
    return columns
  }

  /// All readings as one batch of one device.
  public static func batch(
    _ columns: ReadingColumns<Double>,
    device: DeviceKey = DeviceKey(type: "Android", id: "10.0.0.7")
  ) -> DocumentBatch {
    var batch = DocumentBatch()
    batch.devices = [device]
    batch.deviceIndex = Array(repeating: 0, count: columns.count)
    batch.readings = columns
    batch.documentCount = columns.count
    return batch
  }

  /// Some of the readings, in the given order.
  public static func selection(
    _ columns: ReadingColumns<Double>, _ order: some Sequence<Int>
  ) -> ReadingColumns<Double> {
    var selected = ReadingColumns<Double>()
    for index in order {
      selected.measuredAt.append(columns.measuredAt[index])
      selected.documentHash.append(columns.documentHash[index])
      selected.accelerationX.append(columns.accelerationX[index])
      selected.accelerationY.append(columns.accelerationY[index])
      selected.accelerationZ.append(columns.accelerationZ[index])
      selected.proximity.append(columns.proximity[index])
      selected.light.append(columns.light[index])
      for column in columns.extended.indices where !columns.extended[column].isEmpty {
        selected.extended[column].append(columns.extended[column][index])
      }
    }
    return selected
  }

  /// The same readings sorted by (time, document hash).
  public static func sorted(_ columns: ReadingColumns<Double>) -> ReadingColumns<Double> {
    selection(
      columns,
      columns.measuredAt.indices.sorted {
        (columns.measuredAt[$0], columns.documentHash[$0])
          < (columns.measuredAt[$1], columns.documentHash[$1])
      })
  }
}
