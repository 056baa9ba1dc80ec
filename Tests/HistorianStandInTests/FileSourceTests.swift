import Foundation
import Testing

@testable import HistorianStandIn

struct FileSourceTests {
  /// The documents that a file of this text gives, in its order.
  private func documents(_ text: String, as ending: String = "ndjson") throws -> [String] {
    let path = NSTemporaryDirectory() + "standin-\(UUID().uuidString).\(ending)"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let collection = try FileSource(path: path).open()
    return (0..<collection.count).map { index in
      var bytes = Bytes()
      collection.appendDocument(index, to: &bytes)
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  @Test(arguments: ["", "\n", "  \n\n", "[]", "[ ]\n"])
  func nothingGivesNoDocuments(_ text: String) throws {
    #expect(try documents(text).isEmpty)
  }

  @Test func oneCompleteDocumentComesBackByteForByte() throws {
    let line = #"{"_id":"a","_rev":"1-b", "x": 1.50,"s":"a\"}{\\","n":{"_id":"inner"}}"#
    #expect(try documents(line) == [line])
    #expect(try documents("\n\(line)\n\n\(line)") == [line, line])
    #expect(try documents("[\(line),\n\(line)]", as: "json") == [line, line])
  }

  @Test func missingMembersAreMade() throws {
    let made = try documents(
      """
      {"_id":"a"}
      {"x":1,"_id":"b","y":2}
      {"timestamp":"2020-03-05T12:16:24.493Z","x":2}
      {}
      {"_rev":"1-c"}
      """)
    #expect(made[0].wholeMatch(of: /\{"_id":"a","_rev":"1-[0-9a-f]{32}"\}/) != nil)
    #expect(made[1].wholeMatch(of: /\{"x":1,"_id":"b","_rev":"1-[0-9a-f]{32}","y":2\}/) != nil)
    #expect(made[2].hasPrefix(#"{"_id":"21ba55"#))
    #expect(made[2].hasSuffix(#","timestamp":"2020-03-05T12:16:24.493Z","x":2}"#))
    for document in made {
      let value = try JSONParser.value(of: Bytes(document.utf8))
      #expect(value["_id"] != nil && value["_rev"] != nil)
    }
  }

  @Test func documentsOverSeveralLinesBecomeOneLine() throws {
    let made = try documents("[\n  {\n \"_id\": \"a\",\n \"_rev\": \"1-b\",\n \"x\": 72.0\n }\n]\n")
    #expect(made == [#"{"_id":"a","_rev":"1-b","x":72.0}"#])
  }

  @Test(arguments: ["{", "{\"a\":", "{\"a\" 1}", "x", "{\"a\":\"b}", "[{\"a\":1}, 7]"])
  func brokenFilesAreNamedWithThePlace(_ text: String) {
    #expect(throws: FileSource.BadFile.self) { try documents(text) }
  }

  @Test func aMissingFileIsNamed() {
    #expect(throws: MappedFile.CannotRead.self) { try FileSource(path: "/nowhere/x").open() }
  }

  @Test func theLastOfEqualIdentifiersStays() throws {
    let path = NSTemporaryDirectory() + "standin-\(UUID().uuidString).ndjson"
    let lines = [1, 2, 3].map { "{\"_id\":\"same\",\"x\":\($0)}" } + ["{\"_id\":\"other\"}"]
    try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let content = try Database(name: "d", source: FileSource(path: path)).snapshot()
    #expect(content.documentCount == 2)
    #expect(content.changes(try ChangesQuery(.empty, database: "d", last: 0)).count == 2)
    #expect(content.base.order == [3, 2])
  }
}
