import Foundation

/// As much of JSON Schema 2020-12 as the schemas of this project use; a keyword that it does not
/// know is an error, so that nothing goes unchecked.
struct SchemaValidator {
  private let root: [String: Any]

  init(_ text: String) throws {
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8))
    root = json as? [String: Any] ?? [:]
  }

  /// What is wrong with the document, in words; empty where it conforms.
  func violations(in document: String) throws -> [String] {
    let json = try JSONSerialization.jsonObject(with: Data(document.utf8))
    return violations(of: json, against: root, at: "$")
  }

  private static let annotations: Set = ["$schema", "$id", "$defs", "title", "description"]

  private func violations(of value: Any, against schema: [String: Any], at path: String) -> [String]
  {
    schema.filter { !Self.annotations.contains($0.key) }.flatMap { keyword, argument in
      check(keyword, argument, value, at: path)
    }
  }

  private func check(_ keyword: String, _ argument: Any, _ value: Any, at path: String) -> [String]
  {
    let failure = ["\(path): \(keyword) \(argument) does not hold for \(value)"]
    switch keyword {
    case "$ref": return violations(of: value, against: definition(argument), at: path)
    case "type":
      let names = argument as? [String] ?? [argument as? String ?? ""]
      return names.contains { Self.isOfType(value, $0) } ? [] : failure
    case "const": return Self.isEqual(value, argument) ? [] : failure
    case "enum":
      return (argument as? [Any] ?? []).contains { Self.isEqual(value, $0) } ? [] : failure
    case "pattern":
      guard let text = value as? String, let pattern = argument as? String else { return [] }
      return text.range(of: pattern, options: .regularExpression) == nil ? failure : []
    case "minimum": return compare(value, argument) { $0 >= $1 } ? [] : failure
    case "maximum": return compare(value, argument) { $0 <= $1 } ? [] : failure
    case "minItems":
      return compare((value as? [Any])?.count as Any, argument) { $0 >= $1 } ? [] : failure
    case "maxItems":
      return compare((value as? [Any])?.count as Any, argument) { $0 <= $1 } ? [] : failure
    case "required":
      guard let object = value as? [String: Any] else { return [] }
      return (argument as? [String] ?? []).filter { object[$0] == nil }.map { "\(path): no \($0)" }
    case "properties": return properties(value, argument, at: path)
    case "items":
      return (value as? [Any] ?? []).enumerated().flatMap {
        violations(of: $1, against: argument as? [String: Any] ?? [:], at: "\(path)[\($0)]")
      }
    case "anyOf", "oneOf":
      let passed = (argument as? [[String: Any]] ?? []).filter {
        violations(of: value, against: $0, at: path).isEmpty
      }
      return keyword == "anyOf"
        ? (passed.isEmpty ? failure : []) : (passed.count == 1 ? [] : failure)
    default: return ["\(path): the validator does not know \(keyword)"]
    }
  }

  /// Stricter than the standard: a key that the schema does not describe is a violation here.
  private func properties(_ value: Any, _ argument: Any, at path: String) -> [String] {
    guard let object = value as? [String: Any], let known = argument as? [String: [String: Any]]
    else { return [] }
    return object.flatMap { key, member in
      known[key].map { violations(of: member, against: $0, at: "\(path).\(key)") }
        ?? ["\(path).\(key) is not described"]
    }
  }

  private func definition(_ reference: Any) -> [String: Any] {
    let name = (reference as? String)?.split(separator: "/").last.map(String.init) ?? ""
    return (root["$defs"] as? [String: [String: Any]])?[name] ?? ["unknown reference": name]
  }

  private func compare(_ value: Any, _ limit: Any, _ holds: (Double, Double) -> Bool) -> Bool {
    guard let value = value as? NSNumber, let limit = limit as? NSNumber else { return true }
    return holds(value.doubleValue, limit.doubleValue)
  }

  private static func isOfType(_ value: Any, _ name: String) -> Bool {
    switch name {
    case "null": value is NSNull
    case "boolean": isBoolean(value)
    case "string": value is String
    case "array": value is [Any]
    case "object": value is [String: Any]
    case "number": value is NSNumber && !isBoolean(value)
    case "integer":
      (value as? NSNumber).map { !isBoolean(value) && $0.doubleValue.rounded() == $0.doubleValue }
        ?? false
    default: false
    }
  }

  private static func isBoolean(_ value: Any) -> Bool {
    (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? false
  }

  private static func isEqual(_ left: Any, _ right: Any) -> Bool {
    (left as? NSObject)?.isEqual(right) ?? (left is NSNull && right is NSNull)
      || (left as? String).map { $0 == right as? String } ?? false
  }
}
