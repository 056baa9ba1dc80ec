import Readings

/// Readings as rows of CSV or NDJSON, every value exactly as the documents had it.
///
/// Made piece by piece, so that an export of any size needs little memory:
///
///     var rows = ReadingRows(as: .csv)
///     output(rows.header)
///     for part in parts { output(rows.text(of: part, device: device)) }
public struct ReadingRows: Sendable {
  public enum Shape: Sendable { case csv, ndjson }

  private let shape: RowWriter.Shape

  public init(as shape: Shape) {
    self.shape = shape == .csv ? .csv : .ndjson
  }

  private static let columns = [
    "device", "measured_at", "acceleration_x", "acceleration_y", "acceleration_z", "proximity",
    "light", "rotation_x", "rotation_y", "rotation_z", "gravity_x", "gravity_y", "gravity_z",
    "orientation_x", "orientation_y", "orientation_z",
  ]

  /// The line of column names that CSV begins with; empty for NDJSON.
  public var header: [UInt8] { RowWriter(shape, columns: Self.columns, isASCII: false).text.bytes }

  /// The rows of some readings of one device; units are those of `ReadingColumns`.
  public func text(of readings: ReadingColumns<Double>, device: Device) -> [UInt8] {
    var writer = RowWriter(shape, columns: Self.columns, isASCII: false)
    let header = writer.text.bytes.count
    let columns =
      [
        readings.accelerationX, readings.accelerationY, readings.accelerationZ, readings.proximity,
        readings.light,
      ] + readings.extended
    for index in 0..<readings.count {
      writer.string(device.displayName)
      writer.instant(readings.measuredAt[index], in: .utc, withMilliseconds: true)
      for column in columns { writer.exact(index < column.count ? column[index] : nil) }
      writer.endRow()
    }
    return Array(writer.text.bytes.dropFirst(header))
  }
}
