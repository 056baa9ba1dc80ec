/// `/{db}/_find` with simple selectors, by looking at every document.
struct FindAnswers {
  private let router: Router
  private let database: Database

  init(_ router: Router, _ database: Database) {
    self.router = router
    self.database = database
  }

  func answer() throws -> Answer {
    try router.call.require("POST")
    let body = try router.call.jsonBody()
    guard let selector = body["selector"] else {
      throw Refusal.badRequest("Missing required key: selector")
    }
    let limit = try number(body["limit"]) ?? 25
    let skip = try number(body["skip"]) ?? 0
    let found = try documents(matching: selector, limit: limit, skip: skip)
    return .chunked([text(found, fields: body["fields"]?.elements)])
  }

  private func number(_ value: JSON?) throws -> Int? {
    guard let value else { return nil }
    guard case .integer(let number) = value, number >= 0 else {
      throw Refusal.badRequest("Invalid value for limit or skip")
    }
    return number
  }

  private func documents(matching selector: JSON, limit: Int, skip: Int) throws -> [JSON] {
    let content = try database.snapshot()
    var cursor = RowCursor(content, from: nil, isDescending: false)
    var found: [JSON] = []
    while found.count < limit + skip, let row = cursor.next() {
      var text = Bytes()
      switch row {
      case .source(let index): content.base.documents.appendDocument(index, to: &text)
      case .written(let record): record.append(record.winner, to: &text)
      }
      let document = try JSONParser.value(of: text)
      let isDesign = document["_id"]?.bytes?.starts(with: "_design/".utf8) ?? false
      if !isDesign, try Selector.matches(document, selector) { found.append(document) }
    }
    return Array(found.dropFirst(skip))
  }

  private func text(_ documents: [JSON], fields: [JSON]?) -> Bytes {
    var bytes = Bytes("{\"docs\":[".utf8)
    for (index, document) in documents.enumerated() {
      bytes += (index > 0 ? ",\r\n" : "\r\n").utf8
      chosen(fields, of: document).append(to: &bytes)
    }
    let bookmark = documents.last?["_id"]?.bytes.map { SequenceToken.base64URL($0) } ?? "nil"
    bytes += "\r\n],\r\n\"bookmark\": \"\(bookmark)\",\r\n".utf8
    bytes +=
      "\"warning\": \"No matching index found, create an index to optimize query time.\"}\n"
      .utf8
    return bytes
  }

  private func chosen(_ fields: [JSON]?, of document: JSON) -> JSON {
    guard let fields, case .object(let members) = document else { return document }
    let names = Set(fields.compactMap(\.bytes))
    return .object(members.filter { names.contains($0.name) })
  }
}

/// Mango selectors: equality, comparisons, `$in`, `$exists`, `$and`, `$or`, `$not`, dotted names.
enum Selector {
  static func matches(_ document: JSON, _ selector: JSON) throws -> Bool {
    guard case .object(let conditions) = selector else {
      throw Refusal.badRequest("Selector must be an object")
    }
    return try conditions.allSatisfy { condition in
      let name = String(decoding: condition.name, as: UTF8.self)
      switch name {
      case "$and":
        return try condition.value.elements?.allSatisfy { try matches(document, $0) } ?? false
      case "$or":
        return try condition.value.elements?.contains { try matches(document, $0) } ?? false
      case "$not": return try !matches(document, condition.value)
      default: return try holds(condition.value, for: member(name, of: document))
      }
    }
  }

  private static func member(_ path: String, of document: JSON) -> JSON? {
    path.split(separator: ".").reduce(document) { (value: JSON?, name) in value?[String(name)] }
  }

  private static func holds(_ condition: JSON, for value: JSON?) throws -> Bool {
    guard case .object(let operators) = condition,
      operators.contains(where: { $0.name.first == UInt8(ascii: "$") })
    else { return value == condition }
    return try operators.allSatisfy { try applies($0, to: value) }
  }

  private static func applies(_ operation: JSON.Member, to value: JSON?) throws -> Bool {
    let name = String(decoding: operation.name, as: UTF8.self)
    if name == "$exists" { return (value != nil) == (operation.value == .bool(true)) }
    guard let value else { return false }
    switch name {
    case "$eq": return value == operation.value
    case "$ne": return value != operation.value
    case "$in": return operation.value.elements?.contains(value) ?? false
    case "$gt": return order(value, operation.value).map { $0 > 0 } ?? false
    case "$gte": return order(value, operation.value).map { $0 >= 0 } ?? false
    case "$lt": return order(value, operation.value).map { $0 < 0 } ?? false
    case "$lte": return order(value, operation.value).map { $0 <= 0 } ?? false
    default:
      throw Refusal(status: 400, error: "invalid_operator", reason: "Invalid operator: \(name)")
    }
  }

  /// Order of two numbers or two texts; `nil` for anything else.
  private static func order(_ left: JSON, _ right: JSON) -> Int? {
    if let first = left.bytes, let second = right.bytes {
      return first == second ? 0 : first.lexicographicallyPrecedes(second) ? -1 : 1
    }
    guard let first = left.numberValue, let second = right.numberValue else { return nil }
    return first == second ? 0 : first < second ? -1 : 1
  }
}

extension JSON {
  fileprivate var numberValue: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}
