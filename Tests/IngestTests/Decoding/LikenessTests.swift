import Ingest
import Readings
import TestSupport
import Testing

/// Lines that are compared with those before say what their tokens say.
@Suite struct LikenessTests {
  /// Decodes runs in both ways, and tells where they differ.
  final class Pair {
    let compared: DocumentDecoder
    let plain: DocumentDecoder

    init(mappings: FieldMappings = .standard) {
      compared = DocumentDecoder(mappings: mappings, comparesLines: true)
      plain = DocumentDecoder(mappings: mappings, comparesLines: false)
    }

    func agree(on run: [UInt8]) throws -> Bool {
      let left = try compared.documents(run)
      let right = try plain.documents(run)
      return Told(left) == Told(right) && plain.alikeCount == 0
    }
  }

  @Test(arguments: [
    "2020-03-05T23:59:60.999Z", "2020-03-05T24:00:00.000Z", "2020-03-05T12:60:00.000Z",
    "2020-03-05T12:00:61.000Z", "2020-03-05T1:200:00.000Z", "2020-03-05T12:0a:00.000Z",
    "2020-03-05T12:16:24,493Z", "2020-03-05T12:16:24.493z", "2020-03-05T12.16.24.493Z",
    "2020-03-05 12:16:24.493Z", "2020-03-05T12:16:24.493+01", "2020-03-05T12:16:24.49Z",
    "2020-03-05T12:16:24.4930Z", "2020-03-05T12:16:24Z", "2020-02-30T12:16:24.493Z",
    "2020-02-29T12:16:24.493Z", "1969-12-31T23:59:59.999Z", "2020-03-05T12:16:2:.493Z",
    "2020-03-05T12:16:24.4:3Z", "2020-03-05T12/16:24.493Z", "",
  ])
  func timesOfEveryForm(_ time: String) throws {
    let usual = "2020-03-05T12:16:24.493Z"
    let others = ["2020-03-05T00:00:00.000Z", "2020-03-06T00:00:00.001Z"]
    let times = [usual, others[0], time, usual, time, others[1], usual]
    let lines = times.map { time in
      var document = SampleDocument()
      document.id = "no time"
      document.timestamp = "\"\(time)\""
      return document.json + "\n"
    }
    #expect(try Pair().agree(on: Array(lines.joined().utf8)))
  }

  /// A mapping may find the device, its type and the time where something else stands, too.
  @Test(arguments: ["_id", "_rev", "timestamp", "format", "x_acc", "eventType", "deviceId"])
  func membersWithTwoMeanings(_ name: String) throws {
    let lines = (10..<30).map { number in
      var document = SampleDocument()
      document.id = "2020-03-05T12:16:24.0\(number)Z"
      document.data = #"{"x_acc":0.\#(number),"y_acc":1,"z_acc":2}"#
      document.timestamp = #""2020-03-05T12:16:25.0\#(number)Z""#
      return document.json + "\n"
    }
    for place in [\FieldMapping.deviceID, \.deviceType, \.timestamp, \.light] {
      var mappings = FieldMappings.standard
      mappings.standard[keyPath: place] = name
      #expect(try Pair(mappings: mappings).agree(on: Array(lines.joined().utf8)))
    }
  }

  /// Hashes of ids are computed together where these are equally long.
  @Test func idsOfAnyLengthHaveTheirHashes() throws {
    for lengths in [[3, 3, 3, 3], [3, 4, 3, 4, 5], [9], [1, 2, 3, 4, 5, 6, 7, 8], [5, 5, 5, 4]] {
      let lines = lengths.enumerated().map { place, length in
        var document = SampleDocument()
        document.id = String("\(place)abcdefghij".prefix(length))
        return document.json
      }
      let run = [SampleDocument().json] + lines
      #expect(try Pair().agree(on: Array((run.joined(separator: "\n") + "\n").utf8)))
    }
  }

  @Test func linesLikeTheFirstAreComparedWithIt() throws {
    let decoder = DocumentDecoder(comparesLines: true)
    let lines = (0..<100).map { number in
      var document = SampleDocument()
      document.id = "21ba\(7863 + number)-5edb-11ea-bfff-5a030721ac64"
      document.timestamp = #""2020-03-05T12:16:24.\#(100 + number)Z""#
      return document.json + "\n"
    }
    let batch = try decoder.lines(lines.joined())
    #expect(batch.readings.count == 100 && decoder.alikeCount == 99)
    #expect(batch.readings.measuredAt == (0..<100).map { 1_583_410_584_100 + $0 })
    #expect(Set(batch.readings.documentHash).count == 100)
  }

  /// What makes a document another one, however alike it looks.
  @Test(arguments: [
    #"_id":"_design/x""#, #"_id":"""#, #"_id":"a\u0062c""#, #"_id":"ü""#, #"_id":7"#, #"_id":null"#,
  ])
  func idsThatMeanSomethingElse(_ id: String) throws {
    let document = SampleDocument().json
    let other = document.replacing(#"_id":"21ba7863-5edb-11ea-bfff-5a030721ac64""#, with: id)
    let run = Array((document + "\n" + other + "\n" + document + "\n").utf8)
    #expect(try Pair().agree(on: run))
  }

  @Test(arguments: [
    "01", "-", "-0", "1.", ".5", "+1", "1E5", "1e400", "1e-400", "0x1", "NaN", "null", "true",
    "\"1\"",
    "0.1234567890123456789012345", "123456789012345678901234567890", "[]", "{}", "", "1 ", "1,1",
  ])
  func numbersOfEveryForm(_ number: String) throws {
    let document = SampleDocument().json
    for old in [#""z_acc":9"#, #""proximity":5"#, #""deprecated_1":0"#, #""x_gravity":0"#] {
      let name = old.prefix { $0 != ":" }
      let other = document.replacing(old, with: name + ":" + number)
      let lines = [document, other, document, other, document]
      #expect(try Pair().agree(on: Array(lines.joined(separator: "\n").utf8)), "\(other)")
    }
  }

  @Test(arguments: [
    ("\n", ""), ("\r\n", ""), (" \n", ""), ("\n\n \n", ""), ("", ""), (" ", ""), (",\n", ""),
    ("\n,", ""),
    ("\n", "\n{\"a\":"), ("\n", "\n{\"a\":\n1}\n"), ("\n", "\n\"open\n"), ("\n", "\n[1,\n2]\n"),
    ("\n", "\n[\(SampleDocument().json),\n\(SampleDocument().json),\n{\"a\":}]\n"),
    ("\n", "\n[1,2]\n"),
    ("\n", "\n{}}\n"), ("\n", "\n\u{0}\n"), ("\n", "\n{\"a\":\n"), ("]\n[", ""), ("\n", "\n12"),
    ("\n", "\n12\n,"),
    ("\n\\", ""), ("\\\n", ""), ("x\n", ""), ("\n", "\n" + String(repeating: "[", count: 2000)),
  ])
  func separatorsOfEveryForm(_ separator: String, _ end: String) throws {
    let document = SampleDocument().json
    let run = Array(repeating: document, count: 4).joined(separator: separator) + end
    let pair = Pair()
    for text in [run, run + "\n" + document, run + "\n", "\n" + run, end + run + end + run] {
      #expect(try pair.agree(on: Array(text.utf8)), "\(text)")
      // A string that never ends makes every line of the run stand by itself.
      let open = text + "\n\"open"
      #expect(try Pair().agree(on: Array(open.utf8)), "\(open)")
    }
  }

  static let flat = {
    var mapping = FieldMapping()
    (mapping.accelerationX, mapping.accelerationY, mapping.accelerationZ) = ("a.x", "a.y", "a.z")
    (mapping.proximity, mapping.light, mapping.unit) = ("near", nil, .standardGravity)
    (mapping.timestamp, mapping.deviceID) = ("when", "a.device")
    return mapping
  }()

  @Test(arguments: 0..<24 as Range<UInt64>)
  func runsThatWereChangedAtRandom(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var mappings = FieldMappings.standard
    mappings.byDeviceType["Flat"] = Self.flat
    var pair = Pair(mappings: mappings)
    var alike = 0
    for round in 0..<250 {
      // Runs that lines cannot tell make the decoder stop comparing for a while.
      if round % 2 == 0 { pair = Pair(mappings: mappings) }
      let run = MutatedRun.make(&random)
      let agrees = try pair.agree(on: run)
      #expect(agrees, "seed \(seed), round \(round): \(String(decoding: run, as: UTF8.self))")
      alike += pair.compared.alikeCount
      if !agrees { break }
    }
    #expect(alike > 150)
  }
}

/// Everything that a batch says, comparable bit by bit.
private struct Told: Equatable {
  var counts: [Int]
  var devices: [DeviceKey]
  var deviceIndex: [UInt32]
  var instants: [Int64]
  var hashes: [UInt32]
  var columns: [[UInt64]]
  var otherEvents: [OtherEvent]
  var rejected: [RejectedDocument]

  init(_ batch: DocumentBatch) {
    counts = [batch.documentCount, batch.designDocumentCount, batch.deletedCount]
    devices = batch.devices
    deviceIndex = batch.deviceIndex
    instants = batch.readings.measuredAt
    hashes = batch.readings.documentHash
    let readings = batch.readings
    columns =
      [
        readings.accelerationX, readings.accelerationY, readings.accelerationZ, readings.proximity,
        readings.light,
      ].map { $0.map(\.bitPattern) } + readings.extended.map { $0.map(\.bitPattern) }
    otherEvents = batch.otherEvents
    rejected = batch.rejected
  }
}
