import Readings

/// Which column of a CSV file holds what.
struct CSVLayout: Sendable {
  /// Columns for the readings of one mapping.
  struct Columns: Sendable {
    /// Acceleration x, y, z.
    var acceleration: [Int]
    var proximity: Int?
    var light: Int?
    var timestamp: Int?
    /// The nine of `ReadingColumns.extended`.
    var extended: [Int?]
    var unit: Double
  }

  let names: [String]
  let separator: UInt8
  let documentID: Int?
  let deviceID: Int?
  let deviceType: Int?
  let eventType: Int?
  let standard: Columns
  let byDeviceType: [String: Columns]
  let options: CSVOptions

  private static let extendedNames = [
    "x_rotation", "y_rotation", "z_rotation", "x_gravity", "y_gravity", "z_gravity",
    "x_orientation", "y_orientation", "z_orientation",
  ]

  /// - Throws: Which columns are missing, with what there is.
  init(
    names: [String], separator: UInt8, mappings: FieldMappings, options: CSVOptions, path: String
  ) throws(SavedFileError) {
    self.names = names
    self.separator = separator
    self.options = options
    let index = Index(names)
    documentID = index["_id"] ?? index["id"]
    deviceID = index[mappings.standard.deviceID] ?? index["deviceId"]
    deviceType = index[mappings.standard.deviceType] ?? index["deviceType"] ?? index["typeId"]
    eventType = index["eventType"] ?? index["eventId"]
    var byDeviceType: [String: Columns] = [:]
    for (type, mapping) in mappings.byDeviceType {
      byDeviceType[type] = Self.columns(mapping, index)
    }
    self.byDeviceType = byDeviceType
    guard let standard = Self.columns(mappings.standard, index) ?? byDeviceType.values.first else {
      throw .missingColumns(
        path: path, missing: Self.missing(mappings.standard, index), columns: names)
    }
    self.standard = standard
    if deviceID == nil && options.deviceID == nil {
      throw .missingDevice(path: path, column: mappings.standard.deviceID ?? "deviceId")
    }
    if standard.timestamp == nil && documentID == nil && options.instant(ofRow: 0) == nil {
      throw .missingTime(path: path, column: mappings.standard.timestamp ?? "timestamp")
    }
  }

  /// Whether times are counted from the first row.
  var countsTime: Bool { standard.timestamp == nil && options.instant(ofRow: 0) != nil }

  private static func columns(_ mapping: FieldMapping, _ index: Index) -> Columns? {
    let axes = [mapping.accelerationX, mapping.accelerationY, mapping.accelerationZ]
    let acceleration = axes.compactMap { index[$0] }
    guard acceleration.count == axes.count else { return nil }
    return Columns(
      acceleration: acceleration, proximity: index[mapping.proximity],
      light: index[mapping.light], timestamp: index[mapping.timestamp],
      extended: extendedNames.map { index[$0] }, unit: mapping.unit.metresPerSecondSquared)
  }

  private static func missing(_ mapping: FieldMapping, _ index: Index) -> [String] {
    [mapping.accelerationX, mapping.accelerationY, mapping.accelerationZ]
      .filter { index[$0] == nil }
  }

  /// Columns by name; `data.x_acc` is the name that tools give to members within `data`.
  private struct Index {
    private var byName: [String: Int] = [:]

    init(_ names: [String]) {
      for (column, name) in names.enumerated() { byName[name] = column }
    }

    subscript(path: String?) -> Int? {
      path.flatMap { byName[$0] ?? byName["data." + $0] }
    }
  }
}
