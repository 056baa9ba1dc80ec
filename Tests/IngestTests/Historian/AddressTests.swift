import Testing

@testable import Ingest

@Suite struct AddressTests {
  @Test(arguments: [
    ("https://a.cloudant.com", "https://a.cloudant.com"),
    ("HTTPS://A.Cloudant.com:443/", "https://a.cloudant.com"),
    ("http://127.0.0.1:5984/", "http://127.0.0.1:5984"),
    (" http://h/couch//\n", "http://h/couch"),
    ("http://[::1]:5984/x", "http://[::1]:5984/x"),
    ("http://h:80", "http://h"),
  ])
  func `spellings of one address are one text`(text: String, expected: String) throws {
    #expect(try HistorianAddress.parse(text).address.description == expected)
  }

  @Test func `user and password are taken out, decoded, and shown nowhere`() throws {
    let parsed = try HistorianAddress.parse("https://us%40er:p%3Aa:s@s@host:1234/db")
    #expect(parsed.user == "us@er")
    #expect(parsed.password == Secret("p:a:s@s"))
    #expect(parsed.address.description == "https://host:1234/db")
    #expect(!"\(parsed)".contains("p:a:s"))
    var dumped = ""
    dump(parsed, to: &dumped)
    #expect(!dumped.contains("p:a:s"))
  }

  @Test(arguments: [
    ("", HistorianAddress.Problem.empty), ("host", .missingScheme),
    ("ftp://host", .unsupportedScheme("ftp")), ("https://", .missingHost),
    ("https://:80", .missingHost), ("https://host:0", .invalidPort("0")),
    ("https://host:x", .invalidPort("x")), ("https://ho st", .invalidHost),
    ("https://host/?a=b", .unexpectedQuery),
  ])
  func `what is no address says why`(text: String, problem: HistorianAddress.Problem) {
    #expect(throws: problem) { try HistorianAddress.parse(text) }
    #expect(HistorianError.invalidAddress(problem).description.contains(" — "))
  }

  @Test func `names and values are percent-encoded in URLs`() throws {
    let address = try HistorianAddress.parse("http://h").address
    #expect(
      address.url(["a+b/c$(d)", "_all_docs"], query: [("startkey", "\"ä\u{0}\"")])
        == "http://h/a%2Bb%2Fc%24%28d%29/_all_docs?startkey=%22%C3%A4%00%22")
  }

  @Test func `every byte survives percent-encoding`() {
    let text = String(String.UnicodeScalarView((0..<0x250).compactMap(Unicode.Scalar.init)))
    #expect(text.percentEncoded.percentDecoded == text)
    #expect("100%".percentDecoded == "100%")
    #expect("%zz%4".percentDecoded == "%zz%4")
  }

  @Test func `Cloudant is known by its host`() throws {
    #expect(try HistorianAddress.parse("https://a-bluemix.cloudant.com").address.isCloudant)
    #expect(
      try HistorianAddress.parse("https://x.cloudantnosqldb.appdomain.cloud").address.isCloudant)
    #expect(try !HistorianAddress.parse("https://cloudant.com.evil.org").address.isCloudant)
  }

  @Test func `a secret shows in no description`() {
    let secret = Secret("swordfish")
    var dumped = ""
    dump(Credentials.basic(user: "u", password: secret), to: &dumped)
    for text in [
      "\(secret)", String(reflecting: secret), dumped, "\(Credentials.bearer(token: secret))",
    ] {
      #expect(!text.contains("swordfish"))
    }
  }

  @Test func `JSON literals are ASCII and read back as they were`() throws {
    let text = "a\"\\\u{0}\u{1f}ä\u{fff0}😀/"
    let literal = text.jsonLiteral
    #expect(literal.utf8.allSatisfy { (0x20...0x7e).contains($0) })
    let answer = try Answer(Array(literal.utf8))
    #expect(answer.json as? String == text)
  }
}
