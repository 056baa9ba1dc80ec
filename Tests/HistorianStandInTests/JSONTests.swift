import Foundation
import Testing

@testable import HistorianStandIn

struct JSONTests {
  private func rewritten(_ text: String) throws -> String {
    String(decoding: try JSONParser.value(of: Bytes(text.utf8)).text, as: UTF8.self)
  }

  @Test(arguments: [
    "{}", "[]", "null", "true", "false", "0", "-1", "\"\"", #"{"a":[1,{"b":null}],"c":"d"}"#,
    "9223372036854775807", "18446744073709551615", "123456789012345678901234567890",
  ])
  func canonicalTextComesBackAsItWas(_ text: String) throws {
    #expect(try rewritten(text) == text)
  }

  @Test(arguments: [
    ("1.0", "1.0"), ("-0", "0"), ("-0.0", "0.0"), ("1e-7", "1e-7"), ("1E5", "100000.0"),
    ("1e21", "1e+21"), ("123456789.5", "123456789.5"), ("1e20", "100000000000000000000.0"),
    ("0.000001", "0.000001"), ("1.5e-10", "1.5e-10"), ("-2.50", "-2.5"),
    ("3.141592653589793238462643", "3.141592653589793"),
  ])
  func numbersAreWrittenAsCouchDBDoes(_ text: String, _ wanted: String) throws {
    #expect(try rewritten(text) == wanted)
  }

  @Test func writtenNumbersReadBackAsTheSame() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      #expect(Double(JSON.written(value)) == value)
    }
  }

  @Test(arguments: [
    "", " ", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "01", "1.", "1e", "+1", "nul", "\"a", "\"\\x\"",
    "\"\\ud83d\"", "\"\\ud83dx\"", "\"\u{1}\"", "1 2", "{\"a\":1}x", "NaN",
  ])
  func brokenTextIsRefused(_ text: String) {
    #expect(throws: JSONParser.Malformed.self) { try JSONParser.value(of: Bytes(text.utf8)) }
  }

  @Test func textThatIsNoUTF8IsRefused() {
    #expect(throws: JSONParser.Malformed.self) { try JSONParser.value(of: [0x22, 0xFF, 0x22]) }
  }

  @Test func deepNestingIsRefusedAndNotFatal() {
    let text = Bytes(String(repeating: "[", count: 100_000).utf8)
    #expect(throws: JSONParser.Malformed.self) { try JSONParser.value(of: text) }
  }

  @Test func theLastOfEqualMembersStays() throws {
    #expect(try rewritten(#"{"a":1,"b":2,"a":3}"#) == #"{"b":2,"a":3}"#)
  }
}

struct DigestTests {
  /// RFC 1321, appendix A.5.
  @Test(arguments: [
    ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"),
    ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
    (
      String(repeating: "1234567890", count: 8), "57edf4a22be3c955ac49da2e2107b67a"
    ),
  ])
  func digestsAreThoseOfTheStandard(_ text: String, _ wanted: String) {
    let digest = Revision.hex(MD5.digest(of: Bytes(text.utf8)))
    #expect(String(decoding: digest, as: UTF8.self) == wanted)
  }

  @Test func anEmptyDocumentHasItsWellKnownRevision() {
    let digest = Revision.digest(deleted: false, after: nil, body: [])
    #expect(String(decoding: digest, as: UTF8.self) == "967a00dff5e02add41819138abb3284d")
  }

  @Test func sequencesReadBackAndForeignOnesDoNot() {
    for sequence in [0, 1, 432_000, 1 << 40] {
      let text = String(decoding: SequenceToken.text(sequence, database: "a"), as: UTF8.self)
      #expect(text.hasPrefix("\(sequence)-g1AAAA"))
      #expect(SequenceToken.sequence(text, database: "a") == sequence)
      #expect(SequenceToken.sequence(text, database: "b") == nil)
      #expect(SequenceToken.sequence(String(text.dropLast(3)), database: "a") == nil)
    }
    for text in ["", "3", "garbage", "3-", "3-g1AAAA", "-g1AAAA"] {
      #expect(SequenceToken.sequence(text, database: "a") == nil)
    }
  }
}

struct ConnectorIDTests {
  @Test(arguments: [
    ("2020-03-05T12:16:24.493Z", 1_583_410_584_493), ("1970-01-01T00:00:00Z", 0),
    ("2016-06-15T16:54:41.464+01", 1_466_006_081_464),
    ("2016-06-15T16:54:41.464123+0100", 1_466_006_081_464),
    ("2016-06-15T15:54:41.4-00:30", 1_466_007_881_400),
  ])
  func timestampsOfEveryFormAreRead(_ text: String, _ wanted: Int) {
    #expect(ConnectorID.milliseconds(of: text.utf8) == wanted)
  }

  @Test(arguments: [
    "", "yesterday", "2020-03-05", "2020-03-05T12:16:24.493+1", "2020x03-05T12:16:24Z",
  ])
  func otherTextIsNoTimestamp(_ text: String) {
    #expect(ConnectorID.milliseconds(of: text.utf8) == nil)
  }

  /// The row from March 2020 that real connectors wrote begins with these bits.
  @Test func identifiersCarryTheTime() {
    let text = ConnectorID.text(milliseconds: 1_583_410_584_493, number: 0)
    #expect(String(decoding: text, as: UTF8.self).hasPrefix("21ba55d0-5edb-11ea-"))
  }
}

struct Base64Tests {
  @Test func textsAreThoseOfFoundation() {
    var random = SeededGenerator(state: 5)
    for count in 0..<60 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      let text = SequenceToken.base64URL(bytes)
      let plain = text.replacing("-", with: "+").replacing("_", with: "/")
      let wanted = Data(bytes).base64EncodedString().replacing("=", with: "")
      #expect(plain == wanted)
      #expect(SequenceToken.bytes(ofBase64URL: text) == bytes)
    }
  }
}
