import Foundation
import Ingest
import Readings
import Testing

@Suite struct SavedFormTests {
  static let documents = phoneDocuments(5)

  static func row(_ document: String) -> String {
    #"{"id":"i","key":"i","value":{"rev":"1"},"doc":\#(document)}"#
  }

  static let answer =
    #"{"total_rows":5,"offset":0,"rows":["# + "\n" + documents.map(row).joined(separator: ",\n")
    + "\n]}\n"

  static let lines = documents.joined(separator: "\n")

  /// Every form, holding the five documents in order.
  static let forms: [(name: String, text: String, form: SavedFileForm)] = [
    ("lines", lines + "\n", .lines),
    ("no last newline", lines, .lines),
    ("one line", documents[0], .lines),
    ("CR LF", documents.joined(separator: "\r\n") + "\r\n", .lines),
    ("empty lines", "\n\n" + documents.joined(separator: "\n\n\n") + "\n \n", .lines),
    ("byte order mark", "\u{FEFF}" + lines, .lines),
    ("array on a line", "[" + documents.joined(separator: ",") + "]", .structure),
    ("array over lines", "[\n" + documents.joined(separator: ",\n") + "\n]\n", .structure),
    ("array with a mark", "\u{FEFF}[" + documents.joined(separator: " , ") + "]", .structure),
    ("answer", answer, .structure),
    ("answer on a line", answer.replacing("\n", with: ""), .structure),
    (
      "answer with rows first", answer.replacing(#""total_rows":5,"offset":0,"#, with: ""),
      .structure
    ),
    (
      "two answers",
      answer.replacing(",\n" + row(documents[4]), with: "")
        + #"{"offset":4 , "rows" : [ "# + row(documents[4]) + #" ] , "total_rows":5}"#, .structure
    ),
    (
      "answers without a gap", answer.trimmingCharacters(in: .newlines) + #"{"rows":[]}"#,
      .structure
    ),
    (
      "couchbackup",
      #"{"name":"@cloudant/couchbackup","version":"2.9.16","mode":"full"}"# + "\n["
        + documents[..<3].joined(separator: ",") + "]\n[" + documents[3...].joined(separator: ",")
        + "]\n", .structure
    ),
    (
      "couchbackup without metadata",
      "[" + documents[..<3].joined(separator: ",") + "]\n["
        + documents[3...].joined(separator: ",") + "]\n", .lines
    ),
    (
      "documents over lines",
      documents.map { $0.replacing(",", with: ",\n  ") }.joined(separator: "\n"), .structure
    ),
    ("documents on one line", documents.joined(separator: " "), .structure),
  ]

  @Test(arguments: forms.indices)
  func everyFormIsRecognisedAndReadWhole(_ index: Int) throws {
    let (name, text, form) = Self.forms[index]
    let count = name == "one line" ? 1 : 5
    for jobs in [1, 3] {
      let imported = try Imported(text: text, jobs: jobs)
      #expect(imported.error == nil, "\(name)")
      #expect(imported.form == form, "\(name)")
      let expected: [Double] = Array([0.5, 1.5, 2.5, 3.5, 4.5].prefix(count))
      #expect(imported.accelerationX == expected, "\(name)")
      #expect(imported.rejected.isEmpty && imported.documents == count, "\(name)")
    }
  }

  @Test(arguments: forms.indices)
  func everyFormMayBeCompressedInOneOrSeveralMembers(_ index: Int) throws {
    let (name, text, _) = Self.forms[index]
    let count = name == "one line" ? 1 : 5
    let bytes = Array(text.utf8)
    let middle = bytes.count / 2
    let several = gzipped(Array(bytes[..<middle])) + gzipped([]) + gzipped(Array(bytes[middle...]))
    for compressed in [gzipped(bytes), several, several + [0, 0, 0]] {
      let imported = try Imported(compressed)
      #expect(imported.error == nil && imported.accelerationX.count == count, "\(name)")
    }
  }

  @Test func nothingIsNothing() throws {
    for text in ["", "\n\n", " \r\n", "\u{FEFF}", "\u{FEFF}\n"] {
      let imported = try Imported(text: text)
      #expect(imported.form == .empty && imported.documents == 0 && imported.error == nil)
    }
    #expect(try Imported(gzipped([])).form == .empty)
    for text in ["[]", "[ ]\n", #"{"rows":[]}"#, #"{"total_rows":0,"rows":[\#n]}"#] {
      let imported = try Imported(text: text)
      #expect(imported.documents == 0 && imported.error == nil)
    }
  }

  @Test func arraysWithinDocumentsAreNoRows() throws {
    let documents = [
      #"{"_id":"a","deviceType":"t","deviceId":"d","eventType":"e","rows":[1,2],"data":{"n":[{}]}}"#,
      #"{"deviceType":"t","deviceId":"d","eventType":"e","data":{"rows":[{"doc":{}}],"s":"[\"}{"}}"#,
    ]
    for text in [
      documents.joined(separator: "\n"), "[" + documents.joined(separator: ",") + "]",
      documents.joined(separator: "  "),
    ] {
      let imported = try Imported(text: text)
      #expect(imported.others.map(\.kind) == ["t/e", "t/e"])
      #expect(imported.error == nil && imported.documents == 2)
    }
  }

  @Test func brokenDocumentsAreRejectedAndTheRestGoesOn() throws {
    let damaged = [
      "{\"a\":", Self.documents[0], #"{"x":"open}"#, Self.documents[1], "}", "17", "garbage",
    ]
    let lines = try Imported(text: damaged.joined(separator: "\n"))
    #expect(lines.accelerationX == [0.5, 1.5] && lines.error == nil)
    #expect(
      lines.rejected.map(\.body) == ["{\"a\":", #"{"x":"open}"#, "}", "17", "garbage"])
    let bad = [Self.documents[0], #"{"a":01}"#, "[1,{}]", "17", Self.documents[1], #"{"a" "b"}"#]
    let array = try Imported(text: "[" + bad.joined(separator: ",") + "]")
    #expect(array.accelerationX == [0.5, 1.5] && array.error == nil)
    #expect(array.rejected.map(\.body) == [#"{"a":01}"#, "[1,{}]", "17", #"{"a" "b"}"#])
    #expect(
      array.rejected.map(\.reason) == [.invalidJSON, .notAnObject, .notAnObject, .invalidJSON])
  }

  @Test func anArrayThatIsCutAnywhereTellsAfterItsCompleteDocuments() throws {
    let text = Array(("[" + Self.documents[..<2].joined(separator: ",") + "]").utf8)
    let firstEnd = Self.documents[0].utf8.count + 1
    for count in stride(from: 2, to: text.count, by: 7) {
      let imported = try Imported(text[..<count], jobs: 1)
      let complete = count < firstEnd ? 0 : 1
      #expect(imported.accelerationX.count == complete, "\(count) bytes")
      let error = try #require(imported.error)
      guard case .truncatedJSON = error else {
        Issue.record("\(error) after \(count) bytes")
        continue
      }
    }
    let whole = try Imported(text[..<(text.count - 1)], jobs: 1)
    #expect(whole.accelerationX.count == 2 && whole.error != nil)
  }

  @Test func compressedDataThatIsCutTellsAfterWhatWasComplete() throws {
    let text = phoneDocuments(20_000).joined(separator: "\n")
    let compressed = gzipped(Array(text.utf8))
    let imported = try Imported(compressed[..<(compressed.count - 9)])
    #expect(imported.accelerationX.count == 19_999)
    guard case .truncatedGzip = imported.error else {
      Issue.record("\(String(describing: imported.error))")
      return
    }
    var damaged = compressed
    for index in 0..<64 { damaged[compressed.count / 2 + index] ^= 0xFF }
    guard case .corruptGzip = try Imported(damaged).error else {
      Issue.record("damage was not noticed")
      return
    }
  }

  @Test func filesOfOtherKindsAreToldWithWhatToDo() throws {
    let files: [([UInt8], String)] = [
      ([0x28, 0xB5, 0x2F, 0xFD, 0], "zstd"), (Array("PK\u{3}\u{4}x".utf8), "zip"),
      (Array("hello\nworld\n".utf8), "neither JSON nor"), ([0xFF, 0xFE, 0x7B, 0], "UTF-16"),
    ]
    for (bytes, words) in files {
      let error = try #require(try Imported(bytes).error)
      #expect(error.description.contains(words))
    }
    #expect(try Imported("/no/such/file").error == .noSuchFile(path: "/no/such/file"))
    #expect(try Imported("/").error == .notAFile(path: "/"))
    let idsOnly = try Imported(text: #"{"rows":[{"id":"a","key":"a","value":{"rev":"1"}}]}"#)
    #expect(idsOnly.error?.description.contains("include_docs=true") == true)
  }
}
