import Foundation

/// What the server says about itself and its databases.
struct ServerAnswers {
  private let router: Router
  private var call: Call { router.call }

  init(_ router: Router) { self.router = router }

  func root() throws -> Answer {
    try call.require("GET", "HEAD")
    let features = [
      "quickjs", "access-ready", "partitioned", "pluggable-storage-engines", "reshard",
      "scheduler",
    ]
    return .json(
      .members([
        "couchdb": .text("Welcome"), "version": .text("3.5.0"), "git_sha": .text("11f0d36"),
        "uuid": .text("fd7e693e19323589520038cc8f39d199"),
        "features": .array(features.map { .text($0) }),
        "vendor": .members(["name": .text("The Apache Software Foundation")]),
      ]))
  }

  func up() throws -> Answer {
    try call.require("GET", "HEAD")
    return .json(.members(["status": .text("ok"), "seeds": .object([])]))
  }

  func identifiers() throws -> Answer {
    try call.require("GET")
    let count = min(try call.positiveParameter("count") ?? 1, 1000)
    let identifiers = (0..<count).map { _ in JSON.text(Self.identifier()) }
    var answer = Answer.json(
      .members(["uuids": .array(identifiers)]),
      headers: [
        ("Cache-Control", "no-cache"), ("Pragma", "no-cache"),
        ("Expires", "Mon, 01 Jan 1990 00:00:00 GMT"), ("ETag", Digest.tag(Self.identifier())),
      ])
    answer.isTraced = false
    return answer
  }

  /// 32 hexadecimal digits, as CouchDB makes identifiers for documents that come without one.
  static func identifier() -> String {
    UUID().uuidString.lowercased().replacing("-", with: "")
  }

  func allDatabases() throws -> Answer {
    try call.require("GET", "HEAD")
    try router.authorizeAdministration()
    let query = try RowsQuery(call)
    var names = router.historian.databaseNames.map { Bytes($0.utf8) }
    let tag = Digest.tag(names.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ","))
    if query.isDescending { names.reverse() }
    let shown = names.filter { query.includes($0) }.dropFirst(query.skip).prefix(query.limit)
    var chunks = [Bytes("[".utf8)]
    for name in shown {
      var item = chunks.count > 1 ? Bytes(",".utf8) : []
      JSON.appendString(name, to: &item)
      chunks.append(item)
    }
    return .chunked(chunks + [Bytes("]".utf8), [0x0A]], headers: [("ETag", tag)])
  }

  func databasesInformation() throws -> Answer {
    try call.require("POST", "GET")
    try router.authorizeAdministration()
    let keys =
      call.method == "GET"
      ? router.historian.databaseNames.map { JSON.text($0) } : try call.jsonBody()["keys"]?.elements
    guard let keys else {
      throw Refusal.badRequest("`keys` member must exist.")
    }
    let items = try keys.compactMap(\.stringValue).map { name -> JSON in
      guard let database = try? router.historian.database(name) else {
        return .members(["key": .text(name), "error": .text("not_found")])
      }
      return .members(["key": .text(name), "info": try DatabaseAnswers.information(database)])
    }
    return .chunked([JSON.array(items).text, [0x0A]])
  }
}

extension RowsQuery {
  /// Whether an identifier lies in the asked range.
  func includes(_ id: Bytes) -> Bool {
    func isBefore(_ left: Bytes, _ right: Bytes) -> Bool {
      isDescending ? right.lexicographicallyPrecedes(left) : left.lexicographicallyPrecedes(right)
    }
    if let start, isBefore(id, start) { return false }
    guard let end else { return true }
    return isBefore(id, end) || id == end && includesEnd
  }
}
