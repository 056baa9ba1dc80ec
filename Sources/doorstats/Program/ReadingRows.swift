import Readings
import Report

/// Readings as text, one a line, with every value exactly as it was.
struct ReadingRows {
  enum Form { case csv, ndjson }

  let form: Form

  private static let names = [
    "acceleration_x", "acceleration_y", "acceleration_z", "proximity", "light",
    "rotation_x", "rotation_y", "rotation_z", "gravity_x", "gravity_y", "gravity_z",
    "orientation_x", "orientation_y", "orientation_z",
  ]

  /// The line of names before the rows of CSV; empty for NDJSON.
  var header: [UInt8] {
    switch form {
    case .csv:
      Array((["device", "measured_at"] + Self.names).joined(separator: ",").utf8) + [0x0a]
    case .ndjson: []
    }
  }

  /// The rows of one device's readings.
  func text(of readings: ReadingColumns<Double>, device: Device) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(readings.count * 160)
    let columns =
      [
        readings.accelerationX, readings.accelerationY, readings.accelerationZ, readings.proximity,
        readings.light,
      ] + readings.extended
    let name = quoted(device.displayName)
    for index in 0..<readings.count {
      let time = TimeZoneCalendar.utc.label(of: readings.measuredAt[index], withMilliseconds: true)
      switch form {
      case .csv:
        bytes.append(contentsOf: "\(name),\(time)".utf8)
        for column in columns { append(column, index, after: ",", absent: "", to: &bytes) }
      case .ndjson:
        bytes.append(contentsOf: "{\"device\":\(name),\"measured_at\":\"\(time)\"".utf8)
        for (name, column) in zip(Self.names, columns) {
          append(column, index, after: ",\"\(name)\":", absent: "null", to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
      }
      bytes.append(0x0a)
    }
    return bytes
  }

  private func append(
    _ column: [Double], _ index: Int, after prefix: String, absent: String,
    to bytes: inout [UInt8]
  ) {
    bytes.append(contentsOf: prefix.utf8)
    guard index < column.count, column[index].isFinite else {
      bytes.append(contentsOf: absent.utf8)
      return
    }
    // Swift's description is the shortest decimal that reads back as the same number.
    bytes.append(contentsOf: column[index].description.utf8)
  }

  private func quoted(_ text: String) -> String {
    switch form {
    case .csv:
      guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
      return "\"" + text.replacing("\"", with: "\"\"") + "\""
    case .ndjson:
      let escaped = text.unicodeScalars.map { scalar in
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case _ where scalar.value < 0x20:
          "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
        default: String(scalar)
        }
      }
      return "\"" + escaped.joined() + "\""
    }
  }
}
