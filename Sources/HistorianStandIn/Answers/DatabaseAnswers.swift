import Foundation

/// Answers about one database as a whole.
struct DatabaseAnswers {
  private let router: Router
  private var call: Call { router.call }

  init(_ router: Router) { self.router = router }

  func answer(_ name: String) throws -> Answer {
    switch call.method {
    case "PUT": return try create(name)
    case "DELETE": return try remove(name)
    case "POST":
      let database = try readable(name)
      return try BulkAnswers(router, database).addDocument()
    case "GET", "HEAD": return .json(try Self.information(try readable(name)))
    default: throw Refusal.methodNotAllowed("DELETE,GET,HEAD,POST")
    }
  }

  private func readable(_ name: String) throws -> Database {
    let database = try router.historian.database(name)
    try router.authorizeReading(database)
    return database
  }

  private func create(_ name: String) throws -> Answer {
    try router.authorizeAdministration()
    guard Database.isLegal(name) else {
      throw Refusal(
        status: 400, error: "illegal_database_name",
        reason: "Name: '\(name)'. Only lowercase characters (a-z), digits (0-9), and any of the "
          + "characters _, $, (, ), +, -, and / are allowed. Must begin with a letter.")
    }
    let isNew = router.historian.databases.with { databases in
      guard databases[name] == nil else { return false }
      databases[name] = Database(name: name, source: NoDocuments())
      return true
    }
    guard isNew else {
      throw Refusal(
        status: 412, error: "file_exists",
        reason: "The database could not be created, the file already exists.")
    }
    return .json(
      .members(["ok": .bool(true)]), status: 201, headers: [router.location(call.path)])
  }

  private func remove(_ name: String) throws -> Answer {
    try router.authorizeAdministration()
    guard router.historian.databases.with({ $0.removeValue(forKey: name) }) != nil else {
      throw Refusal.noDatabase
    }
    return .json(.members(["ok": .bool(true)]))
  }

  /// What `GET /{db}` tells. Sizes are those of the documents, not of any file.
  static func information(_ database: Database) throws -> JSON {
    let counts = try database.counts()
    let name = database.name
    let size = counts.documents * max(counts.typicalSize, 200)
    func sequence(_ number: Int) -> JSON { .string(SequenceToken.text(number, database: name)) }
    return .members([
      "instance_start_time": .text(String(Int(database.created.timeIntervalSince1970))),
      "db_name": .text(name), "purge_seq": sequence(0),
      "update_seq": sequence(counts.updateSequence),
      "sizes": .members([
        "file": .integer(size), "external": .integer(size), "active": .integer(size),
      ]),
      "props": .object([]), "doc_del_count": .integer(counts.deleted),
      "doc_count": .integer(counts.documents), "disk_format_version": .integer(8),
      "compact_running": .bool(false),
      "cluster": .members([
        "q": .integer(2), "n": .integer(1), "w": .integer(1), "r": .integer(1),
      ]),
    ])
  }

  func allDocuments(_ database: Database) throws -> Answer {
    try call.require("GET", "HEAD", "POST")
    guard let pages = router.historian.keptPages else { return try page(of: database) }
    let key = "\(call.target) " + String(decoding: call.body, as: UTF8.self)
    if let kept = pages.with({ $0[key] }) { return kept }
    let answer = try page(of: database)
    pages.with { $0[key] = answer }
    return answer
  }

  private func page(of database: Database) throws -> Answer {
    let rows = AllDocuments(name: database.name, content: try database.snapshot())
    if call.method == "POST", let queries = try call.jsonBody()["queries"]?.elements {
      return rows.answer(try queries.map { try RowsQuery($0) })
    }
    return rows.answer(try RowsQuery(call))
  }

  func designDocuments(_ database: Database) throws -> Answer {
    try call.require("GET", "HEAD", "POST")
    return AllDocuments(name: database.name, content: try database.snapshot())
      .designDocuments(try RowsQuery(call))
  }

  func changes(_ database: Database) async throws -> Answer {
    try call.require("GET", "HEAD", "POST")
    let last = try database.snapshot().updateSequence
    var query = try ChangesQuery(call, database: database.name, last: last)
    if let most = router.historian.configuration.changesLimit {
      query.limit = min(query.limit, most)
    }
    return try await ChangesFeed(database: database, query: query).answer()
  }

  func security(_ database: Database) throws -> Answer {
    switch call.method {
    case "GET", "HEAD":
      let onlyAdmins = JSON.members(["roles": .array([.text("_admin")])])
      let standard = JSON.members(["members": onlyAdmins, "admins": onlyAdmins])
      return .json(try database.snapshot().security ?? standard)
    case "PUT":
      try router.authorizeAdministration()
      let security = try call.jsonBody()
      try database.update { $0.setSecurity(security) }
      return .json(.members(["ok": .bool(true)]))
    default: throw Refusal.methodNotAllowed("GET,HEAD,PUT")
    }
  }
}
