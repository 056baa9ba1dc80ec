/// What `_all_docs` and its like are asked for.
struct RowsQuery {
  var start: Bytes?
  var end: Bytes?
  var includesEnd = true
  var keys: [JSON]?
  var limit = Int.max
  var skip = 0
  var isDescending = false
  var includesDocuments = false
  var includesConflicts = false
  var includesSequence = false

  private static let startNames = ["startkey", "start_key"]
  private static let endNames = ["endkey", "end_key"]

  /// Reads the query and, with `POST`, the body, whose members win.
  init(_ call: Call) throws {
    start = Self.key(try call.jsonParameter(Self.startNames))
    end = Self.key(try call.jsonParameter(Self.endNames))
    if let key = try call.jsonParameter(["key"]) { setKey(key) }
    if let keys = try call.jsonParameter(["keys"]) { try setKeys(keys, "parameter") }
    includesEnd = try call.flag("inclusive_end") ?? true
    limit = try call.positiveParameter("limit") ?? .max
    skip = try call.positiveParameter("skip") ?? 0
    isDescending = try call.flag("descending") ?? false
    includesDocuments = try call.flag("include_docs") ?? false
    includesConflicts = try call.flag("conflicts") ?? false
    includesSequence = try call.flag("update_seq") ?? false
    if call.method == "POST" { try take(call.jsonBody()) }
  }

  /// Reads one of the objects of `queries`.
  init(_ body: JSON) throws { try take(body) }

  private mutating func take(_ body: JSON) throws {
    guard case .object(let members) = body else { return }
    for member in members {
      let name = String(decoding: member.name, as: UTF8.self)
      switch (name, member.value) {
      case ("startkey", let key), ("start_key", let key): start = Self.key(key)
      case ("endkey", let key), ("end_key", let key): end = Self.key(key)
      case ("key", let key): setKey(key)
      case ("keys", let keys): try setKeys(keys, "body member")
      case ("limit", let value): limit = try Self.number(value)
      case ("skip", let value): skip = try Self.number(value)
      case ("inclusive_end", .bool(let flag)): includesEnd = flag
      case ("descending", .bool(let flag)): isDescending = flag
      case ("include_docs", .bool(let flag)): includesDocuments = flag
      case ("conflicts", .bool(let flag)): includesConflicts = flag
      case ("update_seq", .bool(let flag)): includesSequence = flag
      default: break
      }
    }
  }

  private mutating func setKey(_ key: JSON) { (start, end) = (Self.key(key), Self.key(key)) }

  private mutating func setKeys(_ value: JSON, _ place: String) throws {
    guard let elements = value.elements else {
      throw Refusal.badRequest("`keys` \(place) must be an array.")
    }
    keys = elements
  }

  private static func number(_ value: JSON) throws -> Int {
    guard case .integer(let number) = value else {
      throw Refusal.badQuery(
        "Invalid value for integer: \(String(decoding: value.text, as: UTF8.self))")
    }
    guard number >= 0 else {
      throw Refusal.badQuery("Invalid value for positive integer: \(number)")
    }
    return number
  }

  /// Identifiers are text, so a key of another type only stands before or after all of them.
  private static func key(_ value: JSON?) -> Bytes? {
    switch value {
    case nil: nil
    case .string(let text): text
    case .array, .object: [0xFF]
    default: []
    }
  }
}
