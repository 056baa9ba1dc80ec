import Foundation
import Testing

@testable import HistorianStandIn

/// `_all_docs` and `_changes` against an obvious twin: a dictionary that is sorted for each answer.
struct RowsTests {
  private static let name = "db"

  /// A database of a file's documents with writes over them, and what it must hold.
  private struct Twin {
    let database: Database
    /// Living documents and their update numbers.
    var living: [String: Int] = [:]
    var deleted: [String: Int] = [:]

    init(seed: UInt64, fromFile: Int, writes: Int) throws {
      var random = SeededGenerator(state: seed)
      let names = (0..<40).map { _ in
        ["", "_design/", "é", "a"].randomElement(using: &random)!
          + String(UInt16.random(in: 0...400, using: &random), radix: 16)
      }
      let own = Array(names.shuffled(using: &random).uniqued().prefix(fromFile))
      let path = NSTemporaryDirectory() + "standin-\(UUID().uuidString).ndjson"
      try own.map { "{\"_id\":\"\($0)\",\"x\":1}" }.joined(separator: "\n")
        .write(toFile: path, atomically: true, encoding: .utf8)
      database = Database(name: RowsTests.name, source: FileSource(path: path))
      for (index, name) in own.enumerated() { living[name] = index + 1 }
      var sequence = own.count
      for _ in 0..<writes {
        sequence += 1
        try write(names.randomElement(using: &random)!, sequence, Bool.random(using: &random))
      }
      _ = try database.snapshot()
      try FileManager.default.removeItem(atPath: path)
    }

    private mutating func write(_ name: String, _ sequence: Int, _ deletes: Bool) throws {
      var update = try DocumentUpdate(.members(["_id": .text(name), "x": .integer(sequence)]))
      let old = try database.update { $0.recordForUpdate(update.id) }
      let isDeletion = deletes && living[name] != nil
      update.isDeleted = isDeletion
      update.parent = old?.isDeleted == false ? old?.winner.name : nil
      _ = try database.write(update)
      (living[name], deleted[name]) = isDeletion ? (nil, sequence) : (sequence, nil)
    }

    func sorted(descending: Bool) -> [String] {
      let names = living.keys.sorted { Bytes($0.utf8).lexicographicallyPrecedes(Bytes($1.utf8)) }
      return descending ? names.reversed() : names
    }
  }

  private func answer(_ twin: Twin, _ change: (inout RowsQuery) -> Void) throws -> JSON {
    var query = try RowsQuery(.object([]))
    change(&query)
    let rows = AllDocuments(name: Self.name, content: try twin.database.snapshot())
    guard case .chunks(let chunks) = rows.answer(query).body else { return .null }
    return try JSONParser.value(of: Bytes(chunks.joined()))
  }

  @Test(arguments: 0..<40)
  func pagesAreThoseOfASortedDictionary(_ seed: Int) throws {
    var random = SeededGenerator(state: UInt64(seed) + 1000)
    let sizes = [0, 1, 2, 20].shuffled(using: &random)
    let twin = try Twin(seed: UInt64(seed), fromFile: sizes[0], writes: sizes[1] * 3)
    for descending in [false, true] {
      let all = twin.sorted(descending: descending)
      for _ in 0..<20 {
        let start = (all + ["", "zz", "1"]).randomElement(using: &random)!
        let (skip, limit) = (
          Int.random(in: 0...3, using: &random), Int.random(in: 0...9, using: &random)
        )
        let isBefore: (String) -> Bool = {
          let (name, bound) = (Bytes($0.utf8), Bytes(start.utf8))
          return descending
            ? bound.lexicographicallyPrecedes(name) : name.lexicographicallyPrecedes(bound)
        }
        let wanted = all.filter { !isBefore($0) }.dropFirst(skip).prefix(limit)
        let answer = try answer(twin) {
          ($0.start, $0.skip, $0.limit, $0.isDescending) = (
            Bytes(start.utf8), skip, limit, descending
          )
        }
        #expect(answer["rows"]?.elements?.compactMap { $0["id"]?.stringValue } == Array(wanted))
        #expect(answer["total_rows"] == .integer(all.count))
        let offset = all.filter(isBefore).count
        if limit > 0 { #expect(answer["offset"] == .integer(min(offset + skip, all.count))) }
      }
    }
  }

  @Test(arguments: 0..<40)
  func changesAreTheLastUpdatesInOrder(_ seed: Int) throws {
    let twin = try Twin(seed: UInt64(seed) + 77, fromFile: seed % 4 * 7, writes: seed)
    let content = try twin.database.snapshot()
    let all = twin.living.merging(twin.deleted) { first, _ in first }.sorted { $0.value < $1.value }
    for since in 0...content.updateSequence {
      var query = try ChangesQuery(.empty, database: Self.name, last: 0)
      query.since = since
      let changes = content.changes(query)
      #expect(changes.map(\.sequence) == all.map(\.value).filter { $0 > since })
      #expect(content.changedCount(after: since) == changes.count)
      query.isDescending = true
      query.limit = 3
      #expect(content.changes(query).map(\.sequence) == all.reversed().prefix(3).map(\.value))
    }
  }

  @Test func aRangeEndsWithOrWithoutItsEnd() throws {
    let database = Database(name: Self.name, source: NoDocuments())
    _ = try database.write(
      try ["a", "b", "c"].map { try DocumentUpdate(.members(["_id": .text($0)])) })
    for (includesEnd, wanted) in [(true, 2), (false, 1)] {
      var query = try RowsQuery(.object([]))
      (query.start, query.end, query.includesEnd) = (
        Bytes("a".utf8), Bytes("b".utf8), includesEnd
      )
      let rows = AllDocuments(name: Self.name, content: try database.snapshot())
      guard case .chunks(let chunks) = rows.answer(query).body else { return }
      let json = try JSONParser.value(of: Bytes(chunks.joined()))
      #expect(json["rows"]?.elements?.count == wanted)
    }
  }
}

extension Call {
  static let empty = Call(
    method: "GET", target: "/", segments: [], query: [], headers: [:], body: [],
    closesConnection: true)
}
