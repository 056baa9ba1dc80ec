import Foundation
import Ingest
import Readings
import Testing

@Suite struct StreamingTests {
  @Test(arguments: ["lines", "array", "rows", "spread"])
  func manyDocumentsComeInOrderWhateverTheNumberOfJobs(_ form: String) throws {
    let count = 24_000
    let documents = phoneDocuments(count)
    let text =
      switch form {
      case "lines": documents.joined(separator: "\n")
      case "array": "[" + documents.joined(separator: ",") + "]"
      case "rows":
        #"{"total_rows":1,"rows":["#
          + documents.map { #"{"id":"i","doc":\#($0)}"# }.joined(separator: ",") + "]}"
      default: documents.map { "{\n" + $0.dropFirst() }.joined(separator: "\n")
      }
    let file = try TemporaryFile(text)
    let expected: [Double] = (0..<count).map { Double($0) + 0.5 }
    for jobs in [1, 2, 5] {
      let imported = try Imported(file.path, jobs: jobs)
      #expect(imported.error == nil && imported.batches > 3)
      #expect(imported.accelerationX == expected)
    }
  }

  @Test func aDocumentLargerThanTheLimitIsRejectedAndTheRestGoesOn() throws {
    let documents = phoneDocuments(3)
    let large = #"{"_id":"l","text":""# + String(repeating: "x", count: 6 << 20) + #""}"#
    let all = [documents[0], large, documents[1], large, documents[2]]
    let lines = try Imported(text: all.joined(separator: "\n")) { $0.documentLimit = 2 << 20 }
    let array = try Imported(text: "[" + all.joined(separator: ",") + "]") {
      $0.documentLimit = 2 << 20
    }
    for imported in [lines, array] {
      #expect(imported.accelerationX == [0.5, 1.5, 2.5])
      #expect(imported.rejected.map(\.reason) == [.tooLarge, .tooLarge])
      #expect(imported.rejected.allSatisfy { $0.body.utf8.count == 65_536 })
      #expect(imported.error == nil)
    }
  }

  @Test func aDocumentOfSeveralMebibytesBelowTheLimitIsRead() throws {
    let large =
      SampleDocument(extra: #","text":"\#(String(repeating: "x", count: 5 << 20))""#).json
    for text in [large, "[\(large)]", "{}\n\(large)\n"] {
      #expect(try Imported(text: text).accelerationX.count == 1)
    }
  }

  @Test func progressEndsAtTheSizeOfTheFile() throws {
    let file = try TemporaryFile(phoneDocuments(19_000).joined(separator: "\n"))
    let size = try #require(
      FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int64)
    var seen: [SavedFileProgress] = []
    try SavedFileReader(path: file.path).forEachBatch(progress: { seen.append($0) }, { _ in })
    #expect(seen.last == SavedFileProgress(bytesRead: size, totalBytes: size))
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.bytesRead <= $1.bytesRead })
  }

  @Test func aConsumerThatThrowsOrCancelsEndsTheReading() throws {
    struct Enough: Error {}
    let file = try TemporaryFile(phoneDocuments(40_000).joined(separator: "\n"))
    let reader = SavedFileReader(path: file.path)
    #expect(throws: Enough.self) {
      try reader.forEachBatch { _ in throw Enough() }
    }
    var batches = 0
    #expect(throws: SavedFileError.cancelled) {
      try reader.forEachBatch(isCancelled: { batches == 2 }, { _ in batches += 1 })
    }
    #expect(batches == 2)
  }

  @Test func aSilentPipeCanBeCancelled() throws {
    let path = NSTemporaryDirectory() + "doorstats-\(UUID().uuidString)"
    #expect(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    let descriptor = open(path, O_RDWR)  // keeps the pipe open, and says nothing
    defer { close(descriptor) }
    let document = SampleDocument().json + "\n"
    _ = document.withCString { write(descriptor, $0, strlen($0)) }
    let start = Date()
    #expect(throws: SavedFileError.cancelled) {
      try SavedFileReader(path: path).forEachBatch(
        isCancelled: { Date().timeIntervalSince(start) > 0.3 }, { _ in })
    }
    #expect(Date().timeIntervalSince(start) < 20)
  }

  @Test func aSlowConsumerStopsTheReading() throws {
    let count = 90_000
    let file = try TemporaryFile(phoneDocuments(count).joined(separator: "\n"))
    var options = SavedFileReader.Options()
    options.jobs = 1
    var first: SavedFileProgress?
    try SavedFileReader(path: file.path, options: options).forEachBatch(
      progress: { first = first ?? $0 },
      { _ in if first != nil { Thread.sleep(forTimeInterval: 0.02) } })
    let progress = try #require(first)
    // The first piece was read when no more than the window was under way.
    #expect(progress.bytesRead <= 8 << 20)
  }
}
