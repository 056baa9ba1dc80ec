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
      let left = try compared.documents(run), right = try plain.documents(run)
      return Told(left) == Told(right) && plain.alikeCount == 0
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
    "01", "-", "-0", "1.", ".5", "+1", "1E5", "1e400", "1e-400", "0x1", "NaN", "null", "true", "\"1\"",
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
    ("\n", ""), ("\r\n", ""), (" \n", ""), ("\n\n \n", ""), ("", ""), (" ", ""), (",\n", ""), ("\n,", ""),
    ("\n", "\n{\"a\":"), ("\n", "\n{\"a\":\n1}\n"), ("\n", "\n\"open\n"), ("\n", "\n[1,\n2]\n"), ("\n", "\n[1,2]\n"),
    ("\n", "\n{}}\n"), ("\n", "\n\u{0}\n"), ("\n", "\n{\"a\":\n"), ("]\n[", ""), ("\n", "\n12"), ("\n", "\n12\n,"),
    ("\n\\", ""), ("\\\n", ""), ("x\n", ""), ("\n", "\n" + String(repeating: "[", count: 2000)),
  ])
  func separatorsOfEveryForm(_ separator: String, _ end: String) throws {
    let document = SampleDocument().json
    let run = Array(repeating: document, count: 4).joined(separator: separator) + end
    let pair = Pair()
    for text in [run, run + "\n" + document, run + "\n", "\n" + run, end + run + end + run] {
      #expect(try pair.agree(on: Array(text.utf8)), "\(text)")
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
    columns = [
      readings.accelerationX, readings.accelerationY, readings.accelerationZ, readings.proximity,
      readings.light,
    ].map { $0.map(\.bitPattern) } + readings.extended.map { $0.map(\.bitPattern) }
    otherEvents = batch.otherEvents
    rejected = batch.rejected
  }
}
