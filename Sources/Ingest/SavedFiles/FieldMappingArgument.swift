import Readings

extension FieldMapping {
  /// What is wrong with a mapping that the user gave.
  public enum ArgumentError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Not `field=path`.
    case notAnAssignment(String)
    /// No such field; `known` are those there are.
    case unknownField(String, known: [String])
    /// The path is empty, or has an empty part (`accel..x`).
    case invalidPath(field: String, path: String)
    /// The field was named twice, with different paths.
    case repeatedField(String)
    case unknownUnit(String, known: [String])

    public var description: String {
      switch self {
      case .notAnAssignment(let text):
        "\(text) is no mapping — write it as field=path, as in x=accel.x"
      case .unknownField(let field, let known):
        "there is no field \(field) — the fields are \(known.joined(separator: ", "))"
      case .invalidPath(let field, let path):
        "\(path.isEmpty ? "nothing" : path) is no path for \(field) "
          + "— write member names joined by dots, as in accel.x"
      case .repeatedField(let field): "\(field) is mapped twice"
      case .unknownUnit(let unit, let known):
        "there is no unit \(unit) — the units are \(known.joined(separator: ", "))"
      }
    }
  }

  /// The fields that can be mapped, by the names used on the command line.
  public static let argumentNames = [
    "x", "y", "z", "proximity", "light", "timestamp", "device", "device-type",
  ]

  private static var fields: [String: WritableKeyPath<FieldMapping, String?>] {
    [
      "proximity": \.proximity, "light": \.light, "timestamp": \.timestamp,
      "device": \.deviceID, "device-type": \.deviceType,
    ]
  }

  private static var axes: [String: WritableKeyPath<FieldMapping, String>] {
    ["x": \.accelerationX, "y": \.accelerationY, "z": \.accelerationZ]
  }

  /// A mapping from arguments such as `x=accel.x`, and a unit such as `mg`.
  ///
  /// Fields that are not named keep what `base` says. A path of `-` means that the field is
  /// absent, which the three axes cannot be.
  public init(
    arguments: [String], unit: String? = nil, base: FieldMapping = .standard
  ) throws(ArgumentError) {
    self = base
    var seen: [String: String] = [:]
    for argument in arguments {
      let (field, path) = try Self.assignment(argument)
      if let before = seen[field], before != path { throw .repeatedField(field) }
      seen[field] = path
      try set(field, to: path)
    }
    if let unit { self.unit = try Self.unit(named: unit) }
  }

  private static func assignment(
    _ argument: String
  ) throws(ArgumentError) -> (field: String, path: String) {
    guard let sign = argument.firstIndex(of: "=") else { throw .notAnAssignment(argument) }
    let field = String(argument[..<sign])
    guard argumentNames.contains(field) else {
      throw .unknownField(field, known: argumentNames)
    }
    return (field, String(argument[argument.index(after: sign)...]))
  }

  private mutating func set(_ field: String, to path: String) throws(ArgumentError) {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty }) else { throw .invalidPath(field: field, path: path) }
    if let axis = Self.axes[field] {
      guard path != "-" else { throw .invalidPath(field: field, path: path) }
      self[keyPath: axis] = path
    } else if let other = Self.fields[field] {
      self[keyPath: other] = path == "-" ? nil : path
    }
  }

  /// The unit of a name; `m/s²` and `m/s^2` are `m/s2`.
  public static func unit(named name: String) throws(ArgumentError) -> AccelerationUnit {
    let plain = name.replacing("²", with: "2").replacing("^2", with: "2")
    guard let unit = AccelerationUnit(rawValue: plain) else {
      throw .unknownUnit(name, known: AccelerationUnit.allCases.map(\.rawValue))
    }
    return unit
  }
}
