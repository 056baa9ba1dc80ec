import Foundation

/// What a historian tells of one database.
public struct BucketInfo: Sendable, Equatable {
  /// Opaque; equal texts mean an unchanged database.
  public var updateSequence: String?
  /// Documents that are not deleted, design documents included.
  public var documentCount: Int?

  public init(updateSequence: String?, documentCount: Int?) {
    self.updateSequence = updateSequence
    self.documentCount = documentCount
  }

  /// - Throws: ``AnswerProblem/nonsense(_:)`` where this is no description of a database.
  init(_ json: Any) throws {
    guard let members = json as? [String: Any], members["db_name"] is String else {
      throw AnswerProblem.nonsense("no description of a database")
    }
    updateSequence = Answer.sequenceText(members["update_seq"])
    documentCount = (members["doc_count"] as? NSNumber)?.intValue
  }
}

/// One page's place in a scan.
struct PageRequest: Sendable, Equatable {
  var startKey: String?
  /// Included.
  var endKey: String?
  /// Most rows.
  var limit: Int
}

/// The few questions that a pull asks.
extension HistorianClient {
  /// Most databases that one `_dbs_info` may name, after CouchDB's default limit.
  static let largestInfoBatch = 100

  /// The names of databases from `first` to `last`, both included, in the historian's order.
  ///
  /// - Throws: ``Refusal`` of 401 or 403 where the user may not list them.
  func databaseNames(from first: String, to last: String) async throws -> [String] {
    let request = HistorianRequest(
      segments: ["_all_dbs"],
      query: [("startkey", first.jsonLiteral), ("endkey", last.jsonLiteral)])
    do {
      return try await send(
        { request },
        read: { response in
          guard let names = try Answer(response.body).json as? [String] else {
            throw AnswerProblem.nonsense("no list of database names")
          }
          return names
        })
    } catch HistorianError.forbidden(_, let answer) {
      throw Refusal(status: 403, answer: answer)
    }
  }

  /// What the historian tells of one database; `nil` where it has none of that name.
  func info(of name: String) async throws -> BucketInfo? {
    let request = HistorianRequest(segments: [name])
    return try await refusing(request) {
      try await self.send({ request }, read: { try BucketInfo(try Answer($0.body).json) })
    }
  }

  /// The same for up to a hundred databases at once.
  ///
  /// - Returns: By name, with `.some(nil)` for one that does not exist; a name is missing where the
  ///   answer does not say. `nil` where this historian does not know or refuses the question.
  func infos(of names: [String]) async throws -> [String: BucketInfo?]? {
    precondition(names.count <= Self.largestInfoBatch)
    let keys = names.map(\.jsonLiteral).joined(separator: ",")
    let request = HistorianRequest(
      segments: ["_dbs_info"], body: Array("{\"keys\":[\(keys)]}".utf8))
    do {
      return try await send({ request }, read: { try Self.infos(in: try Answer($0.body)) })
    } catch is Refusal {
      return nil
    } catch HistorianError.forbidden {
      return nil
    }
  }

  private static func infos(in answer: Answer) throws -> [String: BucketInfo?] {
    guard let entries = answer.json as? [[String: Any]] else {
      throw AnswerProblem.nonsense("no list of databases")
    }
    var infos: [String: BucketInfo?] = [:]
    for entry in entries {
      guard let name = entry["key"] as? String else { continue }
      if let info = entry["info"], !(info is NSNull) {
        infos[name] = .some(try BucketInfo(info))
      } else if entry["error"] as? String == "not_found" {
        infos[name] = .some(nil)
      }
    }
    return infos
  }

  /// One page of a scan.
  ///
  /// - Parameters:
  ///   - page: Makes the request, again before every attempt.
  ///   - read: Reads the body; see ``send(_:onFault:read:)``.
  /// - Returns: `nil` where the database does not exist.
  func page<Value>(
    of name: String, _ page: () -> PageRequest, onFault: (PassingFault) -> Void,
    read: (HTTPResponse) throws -> Value
  ) async throws -> Value? {
    try await refusing(HistorianRequest(segments: [name, "_all_docs"])) {
      try await self.send(
        { HistorianRequest(segments: [name, "_all_docs"], body: page().body) }, onFault: onFault,
        read: read)
    }
  }

  /// One page of the changes.
  ///
  /// - Returns: `nil` where the database does not exist.
  /// - Throws: ``Refusal`` of 400 where the sequence is not known.
  func changes<Value>(
    of name: String, since sequence: String, limit: () -> Int,
    onFault: (PassingFault) -> Void, read: (HTTPResponse) throws -> Value
  ) async throws -> Value? {
    do {
      return try await send(
        {
          HistorianRequest(
            segments: [name, "_changes"],
            query: [
              ("since", sequence), ("limit", String(limit())), ("include_docs", "true"),
            ])
        }, onFault: onFault, read: read)
    } catch let refusal as Refusal where refusal.status == 404 {
      return nil
    }
  }

  /// How many changes came since a sequence; `nil` where the database does not exist.
  ///
  /// - Throws: ``Refusal`` of 400 where the sequence is not known.
  func pendingChanges(of name: String, since sequence: String) async throws -> Int? {
    // A limit of 0 counts as 1 in some versions: asked for 1, so that all answer alike.
    let request = HistorianRequest(
      segments: [name, "_changes"], query: [("since", sequence), ("limit", "1")])
    do {
      return try await send(
        { request },
        read: { response in
          let answer = try Answer(response.body)
          guard let results = answer["results"] as? [Any] else {
            throw AnswerProblem.nonsense("no list of changes")
          }
          return results.count + ((answer["pending"] as? NSNumber)?.intValue ?? 0)
        })
    } catch let refusal as Refusal where refusal.status == 404 {
      return nil
    }
  }

  /// Turns refusals into what they mean for a database: 404 into `nil`, others into errors.
  private func refusing<Value>(
    _ request: HistorianRequest, _ ask: () async throws -> Value
  ) async throws -> Value? {
    do {
      return try await ask()
    } catch let refusal as Refusal {
      switch refusal.status {
      case 404: return nil
      case 401: throw HistorianError.forbidden(what: request.what, answer: refusal.answer)
      default:
        throw HistorianError.badRequest(
          what: request.what, status: refusal.status, answer: refusal.answer)
      }
    }
  }
}

extension PageRequest {
  var body: [UInt8] {
    var members = ["\"include_docs\":true", "\"update_seq\":true", "\"limit\":\(limit)"]
    if let startKey { members.append("\"startkey\":\(startKey.jsonLiteral)") }
    if let endKey { members.append("\"endkey\":\(endKey.jsonLiteral)") }
    return Array("{\(members.joined(separator: ","))}".utf8)
  }
}

extension String {
  /// The text as a JSON string, in ASCII.
  var jsonLiteral: String {
    var literal = "\""
    for unit in utf16 {
      switch unit {
      case 0x22: literal += "\\\""
      case 0x5C: literal += "\\\\"
      case 0x20...0x7E: literal.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      default:
        let digits = String(unit, radix: 16)
        literal += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return literal + "\""
  }
}
