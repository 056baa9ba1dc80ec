import Foundation
import GRDB
import Readings

extension Store {
  /// All devices, in order of their number.
  public func devices() throws -> [Device] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM device ORDER BY device_id").map(Device.init)
    }
  }

  /// Gives a device a name; `nil` takes the name away.
  public func name(device: Device.ID, _ name: String?) throws {
    try write { database in
      try database.execute(
        sql: "UPDATE device SET name = ? WHERE device_id = ?", arguments: [name, device])
    }
  }

  /// Sets the IANA name of the zone that a device's door is in.
  public func setTimeZone(device: Device.ID, _ timeZone: String?) throws {
    try write { database in
      try database.execute(
        sql: "UPDATE device SET time_zone = ? WHERE device_id = ?", arguments: [timeZone, device])
    }
  }

  /// The field mappings that were given for device types.
  public func fieldMappings() throws -> [String: FieldMapping] {
    try read { database in
      var mappings: [String: FieldMapping] = [:]
      for row in try Row.fetchAll(database, sql: "SELECT type, mapping FROM device_type_mapping") {
        let mapping: String = try row.value("mapping")
        mappings[try row.value("type")] = try JSONDecoder().decode(
          FieldMapping.self, from: Data(mapping.utf8))
      }
      return mappings
    }
  }

  /// Remembers where the documents of a device type keep their values.
  public func remember(_ mapping: FieldMapping, forDeviceType type: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text = String(decoding: try encoder.encode(mapping), as: UTF8.self)
    try write { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO device_type_mapping (type, mapping) VALUES (?, ?)",
        arguments: [type, text])
    }
  }

  /// The number of a device, which is made where it is not known yet.
  static func deviceID(of key: DeviceKey, in database: Database) throws -> Device.ID {
    let find = "SELECT device_id FROM device WHERE type = ? AND id = ?"
    if let id = try Int64.fetchOne(database, sql: find, arguments: [key.type, key.id]) {
      return id
    }
    try database.execute(
      sql: "INSERT INTO device (type, id) VALUES (?, ?)", arguments: [key.type, key.id])
    return database.lastInsertedRowID
  }
}

extension Device {
  init(row: Row) throws {
    self.init(
      id: try row.value("device_id"),
      key: DeviceKey(type: try row.value("type"), id: try row.value("id")),
      name: try row.value("name"), timeZone: try row.value("time_zone"))
  }
}
