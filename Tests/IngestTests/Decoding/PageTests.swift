import Ingest
import Readings
import Testing

@Suite struct PageTests {
  let decoder = DocumentDecoder()

  static func page(rows: [String]) -> String {
    #"{"total_rows":5,"offset":0,"update_seq":"8-g1AAA","rows":["# + "\n"
      + rows.joined(separator: ",\n") + "\n]}\n"
  }

  @Test func aPageWithoutRowsIsComplete() throws {
    let page = try decoder.allDocsPage(Array(Self.page(rows: []).utf8))
    #expect(page.rowCount == 0 && page.firstID == nil && page.lastID == nil)
    #expect(page.totalRows == 5 && page.updateSequence == "8-g1AAA")
    #expect(page.batch.documentCount == 0)
  }

  @Test func rowsOfEveryKindAreCounted() throws {
    let rows = [
      SampleDocument(id: "a").row,
      #"{"id":"_design/iotp","key":"_design/iotp","value":{"rev":"1"},"doc":{"_id":"_design/iotp"}}"#,
      #"{"key":"no-such-doc","error":"not_found"}"#,
      #"{"id":"d","key":"d","value":{"rev":"2-4","deleted":true},"doc":null}"#,
      #"{"id":"e","key":"e","value":{"rev":"2-4","deleted":true}}"#,
      #"{"id":"f","key":"f","value":{"rev":"1"},"doc":{"_id":"f","x":1}}"#,
    ]
    let page = try decoder.allDocsPage(Array(Self.page(rows: rows).utf8))
    #expect(page.rowCount == 6 && page.firstID == "a" && page.lastID == "f")
    #expect(page.notFoundKeys == ["no-such-doc"])
    #expect(page.batch.readings.count == 1 && page.batch.designDocumentCount == 1)
    #expect(page.batch.deletedCount == 2)
    #expect(page.batch.rejected.map(\.reason) == [.missingDeviceID])
    #expect(page.batch.addsUp)
  }

  @Test func rowsThatComeTwiceOrWithoutTheirDocumentAreTold() throws {
    let missing = #"{"id":"c","key":"c","value":{"rev":"1"},"doc":null}"#
    let rows = [
      SampleDocument(id: "a").row, SampleDocument(id: "a").row, SampleDocument(id: "b").row,
      missing, missing, #"{"id":"d","key":"d","value":{"rev":"2-4","deleted":true},"doc":null}"#,
      SampleDocument(id: "a").row,
    ]
    let page = try decoder.allDocsPage(Array(Self.page(rows: rows).utf8))
    #expect(page.rowCount == 7 && page.repeatedRowCount == 2 && page.missingDocumentCount == 2)
    #expect(page.batch.readings.count == 4 && page.batch.deletedCount == 3)
    #expect(page.batch.addsUp)
    let clean = try decoder.allDocsPage(Array(Self.page(rows: [rows[0], rows[2]]).utf8))
    #expect(clean.repeatedRowCount == 0 && clean.missingDocumentCount == 0)
    let changes = """
      {"results":[{"seq":"1","id":"x","changes":[],"doc":null},
      {"seq":"2","id":"y","changes":[],"deleted":true,"doc":null}],"last_seq":"2","pending":0}
      """
    let answer = try decoder.changesPage(Array(changes.utf8))
    #expect(answer.resultCount == 2 && answer.missingDocumentCount == 1)
  }

  @Test func idsAreUnescaped() throws {
    let row = #"{"id":"a/b +ü\"%","key":"","value":{},"doc":{"_id":"a/b +ü\"%","x":1}}"#
    let page = try decoder.allDocsPage(Array(Self.page(rows: [row]).utf8))
    #expect(page.lastID == #"a/b +ü"%"#)
    #expect(page.batch.rejected.first?.documentID == #"a/b +ü"%"#)
  }

  @Test func aPageThatIsCutAtAnyByteIsIncomplete() throws {
    let text = Self.page(rows: [
      SampleDocument(id: "a").row, SampleDocument(id: "ü\\u0041\\\\").row,
      #"{"id":"d","key":"d","value":{"rev":"2-4","deleted":true},"doc":null}"#,
    ])
    let whole = Array(text.utf8)
    let end = whole.count - 1  // without the newline, it is complete
    for count in 0..<end {
      #expect(throws: DocumentDecoder.DecodingError.incomplete(bytes: count)) {
        try decoder.allDocsPage(Array(whole[..<count]))
      }
    }
    #expect(try decoder.allDocsPage(Array(whole[..<end])).rowCount == 3)
  }

  @Test func changesThatAreCutAtAnyByteAreIncomplete() throws {
    let text = #"""
      {"results":[
      {"seq":"1-g","id":"a","changes":[{"rev":"1-3"}],"doc":\#(SampleDocument(id: "a").json)},
      {"seq":"2-g","id":"b","changes":[{"rev":"2-3"}],"deleted":true,"doc":{"_id":"b","_deleted":true}}
      ],
      "last_seq":"2-g","pending":12}
      """#
    let whole = Array(text.utf8)
    for count in 0..<whole.count {
      #expect(throws: DocumentDecoder.DecodingError.incomplete(bytes: count)) {
        try decoder.changesPage(Array(whole[..<count]))
      }
    }
    let page = try decoder.changesPage(whole)
    #expect(page.resultCount == 2 && page.lastSequence == "2-g" && page.pending == 12)
    #expect(page.batch.readings.count == 1 && page.batch.deletedCount == 1)
  }

  @Test func deletedIsDeletedWhereverItStands() throws {
    let document = SampleDocument(id: "a").json
    for row in [
      #"{"seq":1,"id":"a","deleted":true,"doc":\#(document)}"#,
      #"{"seq":1,"id":"a","doc":\#(document),"deleted":true}"#,
      #"{"seq":1,"id":"a","doc":null}"#,
    ] {
      let page = try decoder.changesPage(Array(#"{"results":[\#(row)],"last_seq":1}"#.utf8))
      #expect(page.batch.deletedCount == 1 && page.batch.documentCount == 1)
      #expect(page.batch.readings.isEmpty)
    }
  }

  @Test(arguments: [
    (#""12-g1AA\/x""#, "12-g1AA/x"), ("12", "12"), (#"[12,"g1AA"]"#, #"[12,"g1AA"]"#),
    (#"  "x" "#, "x"),
  ])
  func sequencesAreKeptAsTheyAre(_ json: String, _ expected: String) throws {
    let body = #"{"results":[],"last_seq":\#(json)}"#
    let page = try decoder.changesPage(Array(body.utf8))
    #expect(page.lastSequence == expected && page.pending == nil)
  }

  @Test func answersOfAnotherShapeAreTold() throws {
    func error(_ body: String) -> DocumentDecoder.DecodingError? {
      do {
        _ = try decoder.allDocsPage(Array(body.utf8))
        return nil
      } catch {
        return error
      }
    }
    #expect(
      error(#"{"error":"not_found","reason":"no_db_file"}"#)
        == .serverError(error: "not_found", reason: "no_db_file"))
    #expect(
      error(#"{"total_rows":5,"rows":[{"key":"a","error":"timeout"}]}"#)
        == .serverError(error: "timeout", reason: ""))
    #expect(error("<html>busy</html>") == .notJSON(position: 0))
    #expect(error(#"{"rows":[]} x"#) == .notJSON(position: 12))
    #expect(error("[1,2]") == .unexpectedShape("the answer is no object"))
    #expect(error("{}") == .unexpectedShape("the answer holds no rows"))
    #expect(error("\u{1}\"\u{2}\"") == .notJSON(position: nil))
    #expect(
      error(#"{"rows":[{"id":"a","key":"a","value":{"rev":"1"}}]}"#)
        == .unexpectedShape("the rows hold no documents: ask with include_docs=true"))
  }

  @Test func aDocumentWithABrokenStringDoesNotSpoilItsPage() throws {
    let broken = SampleDocument(id: "b", extra: #","note":"\ud83d""#).row
    var bytes = Array(Self.page(rows: [SampleDocument(id: "a").row, broken]).utf8)
    let page = try decoder.allDocsPage(bytes)
    #expect(page.rowCount == 2 && page.batch.readings.count == 1)
    #expect(page.batch.rejected.map(\.reason) == [.invalidJSON])
    #expect(page.batch.rejected.map(\.documentID) == ["b"])
    // The same with a byte that is no UTF-8, in the format of the first document.
    let format = try #require(bytes.firstRange(of: Array(#""format":"json""#.utf8)))
    bytes[format.upperBound - 2] = 0xFF
    let repaired = try decoder.allDocsPage(bytes)
    #expect(repaired.batch.rejected.map(\.documentID) == ["a", "b"])
  }
}
