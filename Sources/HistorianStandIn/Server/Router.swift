/// Finds the answer to a request by its path.
struct Router {
  let historian: Historian
  let call: Call
  let caller: Caller

  func answer() async throws -> Answer {
    switch call.segments.first {
    case nil: return try ServerAnswers(self).root()
    case "_all_dbs": return try ServerAnswers(self).allDatabases()
    case "_dbs_info": return try ServerAnswers(self).databasesInformation()
    case "_up": return try ServerAnswers(self).up()
    case "_uuids": return try ServerAnswers(self).identifiers()
    case "_session": return try SessionAnswers(self).answer()
    case let name?: return try await databaseAnswer(name)
    }
  }

  private func databaseAnswer(_ name: String) async throws -> Answer {
    let rest = call.segments.dropFirst()
    if rest.isEmpty { return try DatabaseAnswers(self).answer(name) }
    let database = try historian.database(name)
    try authorizeReading(database)
    let answers = DatabaseAnswers(self)
    switch rest.first {
    case "_all_docs": return try answers.allDocuments(database)
    case "_design_docs": return try answers.designDocuments(database)
    case "_changes": return try await answers.changes(database)
    case "_bulk_docs": return try BulkAnswers(self, database).bulkWrite()
    case "_bulk_get": return try BulkAnswers(self, database).bulkRead()
    case "_find": return try FindAnswers(self, database).answer()
    case "_security": return try answers.security(database)
    case "_ensure_full_commit":
      try call.require("POST")
      let time = String(Int(database.created.timeIntervalSince1970))
      return .json(.members(["ok": .bool(true), "instance_start_time": .text(time)]), status: 201)
    default: return try DocumentAnswers(self, database).answer(Array(rest))
    }
  }

  // MARK: Permissions

  func authorizeAdministration() throws {
    guard caller.isAdmin else { throw Refusal.unauthorized("You are not a server admin.") }
  }

  /// Members and administrators may read. A new database has no member but the administrators.
  func authorizeReading(_ database: Database) throws {
    guard !caller.isAdmin else { return }
    let members = try database.snapshot().security?["members"]
    let names = members?["names"]?.elements?.compactMap(\.stringValue) ?? []
    let roles = members?["roles"]?.elements ?? []
    let isPublic = members != nil && names.isEmpty && roles.isEmpty
    guard let name = caller.name else {
      if isPublic { return }
      throw Refusal.unauthorized("You are not authorized to access this db.")
    }
    guard isPublic || names.contains(name) else {
      throw Refusal.forbidden("You are not allowed to access this db.")
    }
  }

  /// The absolute address of something just made.
  func location(_ path: String) -> (String, String) {
    ("Location", "http://\(call.headers["host"] ?? "127.0.0.1")\(path)")
  }
}
