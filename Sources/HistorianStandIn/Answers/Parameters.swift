/// Query parameters read as CouchDB reads them, with its complaints.
extension Call {
  /// A parameter that is JSON, such as `startkey`.
  func jsonParameter(_ names: [String]) throws -> JSON? {
    guard let text = query.last(where: { names.contains($0.name) })?.value else { return nil }
    guard let value = try? JSONParser.value(of: Bytes(text.utf8)) else {
      throw Refusal.malformedJSON
    }
    return value
  }

  func positiveParameter(_ name: String) throws -> Int? {
    guard let text = parameter(name) else { return nil }
    guard let number = Int(text) else {
      throw Refusal.badQuery("Invalid value for integer: \"\(text)\"")
    }
    guard number >= 0 else {
      throw Refusal.badQuery("Invalid value for positive integer: \"\(text)\"")
    }
    return number
  }

  func flag(_ name: String) throws -> Bool? {
    guard let text = parameter(name) else { return nil }
    switch text {
    case "true": return true
    case "false": return false
    default: throw Refusal.badQuery("Invalid boolean parameter: \"\(text)\"")
    }
  }

  /// The body as a JSON object.
  func jsonBody() throws -> JSON {
    let type = headers["content-type"] ?? ""
    guard type.isEmpty || type.hasPrefix("application/json") else {
      throw Refusal.wrongContentType
    }
    guard let value = try? JSONParser.value(of: body) else { throw Refusal.malformedJSON }
    guard case .object = value else {
      throw Refusal.badRequest("Request body must be a JSON object")
    }
    return value
  }

  func require(_ methods: String...) throws {
    guard methods.contains(method) else {
      throw Refusal.methodNotAllowed(methods.joined(separator: ","))
    }
  }
}
