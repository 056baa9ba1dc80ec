import Foundation
import Testing

@testable import HistorianStandIn

/// Sends every recorded request to the stand-in and compares the answers.
struct ReplayTests {
  @Test func answersAreThoseRecordedFromCouchDB() async throws {
    let replay = try await Replay(requiresValidUser: false)
    for file in Script.order { try await replay.play(file) }
    await replay.standIn.stop()
  }

  @Test func answersOfAServerThatRequiresALoginAreThoseRecorded() async throws {
    let replay = try await Replay(requiresValidUser: true)
    replay.standIn.createDatabase("_replicator")
    try await replay.play("07-401-require-valid-user.txt")
    await replay.standIn.stop()
  }

  @Test func everyRecordingIsPlayed() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Recordings.folder.path)
      .filter { $0.hasSuffix(".txt") }
    let played = Script.order + ["07-401-require-valid-user.txt"]
    #expect(Set(files) == Set(played))
  }

  @Test func everyKnownDifferenceNamesARecordedExchange() throws {
    for entry in KnownDifferences.table {
      #expect(try Recordings.exchanges(entry.file).count >= entry.number)
    }
  }

  /// The answers kept byte for byte: only the spelling of the chunk sizes may differ.
  @Test(arguments: [
    ("all_dbs.http", "/_all_dbs"),
    ("all_docs-chunked.http", "/\(Script.database)/_all_docs?limit=2"),
  ])
  func chunksAreThoseRecorded(_ file: String, _ target: String) async throws {
    let replay = try await Replay(requiresValidUser: false)
    for file in Script.order.prefix(2) { try await replay.play(file) }
    try await replay.prepare("02-all-dbs.txt", 1)
    try await replay.prepare("06-changes.txt", 3)
    let request = replay.bytes(of: "GET \(target) HTTP/1.1", file: file)
    let received = try await RawClient.exchange(request, port: replay.port)
    let raw = try Data(contentsOf: Recordings.folder.appending(path: "raw/\(file)"))
    #expect(Self.body(received) == Self.body(Array(raw)))
    await replay.standIn.stop()
  }

  private static func body(_ bytes: [UInt8]) -> String {
    let start = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound ?? 0
    // FlyingFox writes sizes with capital digits, and at least two of them.
    return String(decoding: bytes[start...], as: UTF8.self).lowercased()
      .replacing(/0([0-9a-f])\r\n/) { "\($0.output.1)\r\n" }
  }
}
