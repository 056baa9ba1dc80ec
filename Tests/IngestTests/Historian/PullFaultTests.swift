import Store
import TestSupport
import Testing

@testable import Ingest

/// Every passing fault, at every question of a pull, ends in the readings of an undisturbed pull.
@Suite struct PullFaultTests {
  private static let faults: [FakeHistorian.Fault] = [
    .status(408, "{}"), .status(500, #"{"error":"timeout","reason":"shard"}"#),
    .status(502, "<html>"), .status(503, ""), .status(504, "{}"),
    .status(429, Self.limited), .status(429, Self.limited, headers: [.init("Retry-After", "2")]),
    .status(200, "<html>maintenance</html>"), .status(200, ""), .status(200, "{}"),
    .transport(.cannotConnect), .transport(.cannotResolve), .transport(.timedOut),
    .transport(.connectionLost), .transport(.incompleteBody), .transport(.corruptBody),
    .transport(.tooLarge), .truncated,
  ]
  private static let limited = """
    {"error":"too_many_requests","reason":"You've exceeded your current limit of 5 requests per \
    second for query class. Please try later.","class":"query","rate":5}
    """
  private static let questions = ["_all_dbs", "_dbs_info", "_all_docs", "_changes", "_2020-03-05?"]

  @Test(arguments: faults.indices, ["_all_dbs", "_dbs_info", "_all_docs", "_changes"])
  func `a passing fault costs a retry and no reading`(fault: Int, question: String) async throws {
    let fixture = try PullFixture()
    fixture.historian.fill("\(PullFixture.family)_2020-03-04", count: 30, from: 500)
    fixture.historian.fill(PullFixture.bucket, count: 70)
    if question == "_changes" {
      _ = try await fixture.pull()
      fixture.historian.fill(PullFixture.bucket, count: 30, from: 70)
    } else {
      fixture.historian.fill(PullFixture.bucket, count: 30, from: 70)
    }
    fixture.historian.add(Self.faults[fault], at: question, times: 2)
    let report = try await fixture.pull()
    #expect(report.ending == .finished)
    #expect(report.retryCount == 2)
    #expect(!report.isIncomplete)
    #expect(try fixture.readingCount() == 130)
  }

  @Test func `faults without an end give the bucket up, keep what came, and go on`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill("\(PullFixture.family)_2020-03-04", count: 30, from: 500)
    fixture.historian.fill(PullFixture.bucket, count: 30)
    fixture.historian.add(.action { _ in }, at: "2020-03-04/_all_docs")
    fixture.historian.add(.status(503, "{}"), at: "2020-03-04/_all_docs", times: 100)
    let report = try await fixture.pull { $0.jobs = 1 }
    #expect(report.ending == .finished)
    #expect(report.isIncomplete)
    #expect(report.buckets.last?.outcome == .complete)
    #expect(report.totals.isBalanced)
    let words = try #require(report.buckets.first?.words)
    #expect(words.hasPrefix("incomplete: no complete answer in 7 attempts"))
    #expect(words.hasSuffix("10 new"))
    #expect(try fixture.readingCount() == 40)
  }

  @Test func `an unreachable historian ends the pull`() async throws {
    let fixture = try PullFixture()
    fixture.historian.add(.transport(.cannotConnect), at: "_all_dbs", times: 100)
    let report = try await fixture.pull()
    guard case .failed(let error) = report.ending else {
      Issue.record("\(report.ending)")
      return
    }
    #expect(error.kind == .unreachable)
    #expect(fixture.historian.log.count == RetryPolicy().attempts)
  }

  @Test func `what was begun goes on with the next pull where it stopped`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill(PullFixture.bucket, count: 300)
    for pull in 1...8 {
      fixture.historian.add(.action { _ in }, at: "_all_docs", times: 3)
      fixture.historian.add(.transport(.cannotConnect), at: "_all_docs", times: 7)
      let report = try await fixture.pull { $0.jobs = 1 }
      guard case .failed = report.ending else {
        Issue.record("\(pull): \(report.ending)")
        return
      }
      #expect(try fixture.record()?.rowsSeen == pull * 30)
    }
    fixture.historian.forgetLog()
    let report = try await fixture.pull { $0.jobs = 1 }
    #expect(report.ending == .finished)
    #expect(report.totals.duplicate == 0)
    #expect(try fixture.readingCount() == 300)
    #expect(try fixture.record()?.rowsSeen == 301)
  }

  @Test func `rows missing from a page that looks like the last are found`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill(PullFixture.bucket, count: 95)
    fixture.historian.add(.action { _ in }, at: "_all_docs", times: 2)
    fixture.historian.add(.rowsMissing(4), at: "_all_docs")
    let report = try await fixture.pull { $0.jobs = 1 }
    #expect(report.buckets.map(\.outcome) == [.complete])
    #expect(try fixture.readingCount() == 95)
  }

  @Test func `rows that stay missing are reported with numbers and read again`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill(PullFixture.bucket, count: 95)
    // Both the scan and the second look end early: the pages of 10 come back with 6 rows.
    fixture.historian.add(.rowsMissing(4), at: "_all_docs", times: 2)
    let report = try await fixture.pull { $0.jobs = 1 }
    #expect(report.isIncomplete)
    #expect(
      report.buckets.first?.words
        == "incomplete: the historian counts 96 documents, 12 were read; 12 new")
    let second = try await fixture.pull { $0.jobs = 1 }
    #expect(!second.isIncomplete)
    #expect(try fixture.readingCount() == 95)
  }

  @Test func `an interrupted pull keeps whole pages and says so`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill(PullFixture.bucket, count: 300)
    let cancellation = PullCancellation()
    fixture.historian.add(.action { _ in }, at: "_all_docs", times: 5)
    fixture.historian.add(.action { _ in cancellation.cancel() }, at: "_all_docs")
    let report = try await fixture.pull(cancellation: cancellation) { $0.jobs = 1 }
    #expect(report.ending == .interrupted)
    #expect(report.buckets.map(\.outcome) == [.interrupted])
    let read = try fixture.readingCount()
    #expect(read >= 40 && read < 300)
    #expect(try #require(try fixture.record()).rowsSeen >= read)
    let second = try await fixture.pull { $0.jobs = 1 }
    #expect(second.totals.duplicate == 0)
    #expect(try fixture.readingCount() == 300)
  }

  @Test func `a scan that ended with documents missing is begun anew`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill(PullFixture.bucket, count: 100)
    let cancellation = PullCancellation()
    fixture.historian.add(.action { _ in }, at: "_all_docs", times: 3)
    fixture.historian.add(.documentsMissing, at: "_all_docs", times: 3)
    fixture.historian.add(.action { _ in }, at: "_all_docs")
    fixture.historian.add(.action { _ in cancellation.cancel() }, at: "_all_docs")
    let report = try await fixture.pull(cancellation: cancellation) { $0.jobs = 1 }
    #expect(report.ending == .interrupted)
    #expect(try #require(try fixture.record()).missingDocuments == 10)
    let second = try await fixture.pull { $0.jobs = 1 }
    #expect(second.buckets.map(\.outcome) == [.complete])
    #expect(try fixture.readingCount() == 100)
    #expect(try fixture.record()?.rowsSeen == 101)
  }

  @Test func `a cancelled pull does not begin`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill(PullFixture.bucket, count: 30)
    let cancellation = PullCancellation()
    cancellation.cancel()
    #expect(try await fixture.pull(cancellation: cancellation).ending == .interrupted)
    #expect(try fixture.readingCount() == 0)
  }

  @Test func `credentials refused in the middle end the pull at once`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill(PullFixture.bucket, count: 300)
    fixture.historian.add(.action { _ in }, at: "_all_docs", times: 5)
    fixture.historian.add(
      .status(401, #"{"error":"unauthorized","reason":"Name or password is incorrect."}"#),
      at: "_all_docs", times: 100)
    let report = try await fixture.pull { $0.jobs = 1 }
    guard case .failed(let error) = report.ending else {
      Issue.record("\(report.ending)")
      return
    }
    #expect(error.kind == .credentials)
    #expect(fixture.historian.log.count { $0.contains("_all_docs") } == 6)
    #expect(try fixture.readingCount() == 50)
  }

  @Test func `a bucket that may not be read is reported and the others are pulled`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill("\(PullFixture.family)_2020-03-04", count: 30, from: 500)
    fixture.historian.fill(PullFixture.bucket, count: 30)
    fixture.historian.add(
      .status(403, #"{"error":"forbidden","reason":"You are not allowed to access this db."}"#),
      at: "2020-03-04/_all_docs")
    let report = try await fixture.pull { $0.jobs = 1 }
    #expect(report.ending == .finished)
    #expect(report.isIncomplete)
    #expect(try fixture.readingCount() == 30)
  }

  @Test(arguments: 0..<40)
  func `random faults and interruptions lose and double nothing`(seed: Int) async throws {
    let fixture = try PullFixture()
    var random = SeededGenerator(seed: UInt64(seed))
    fixture.historian.fill("\(PullFixture.family)_2020-03-04", count: 130, from: 500)
    fixture.historian.fill(PullFixture.bucket, count: 170)
    var written = 170
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        let fault =
          Bool.random(using: &random)
          ? Self.faults.randomElement(using: &random) : .action { _ in }
        let question = Self.questions.randomElement(using: &random)
        if let fault, let question { fixture.historian.add(fault, at: question) }
      }
      let cancellation = PullCancellation()
      if Bool.random(using: &random) {
        fixture.historian.add(.action { _ in }, at: "_all_docs", times: 6)
        fixture.historian.add(.action { _ in cancellation.cancel() }, at: "_all_docs")
      }
      if Bool.random(using: &random) {
        let first = written
        fixture.historian.add(
          .action { $0.fill(PullFixture.bucket, count: 9, from: first) }, at: "_all_docs")
        written += 9
      }
      _ = try await fixture.pull(cancellation: cancellation) {
        $0.jobs = Int.random(in: 1...5, using: &random)
      }
    }
    var last = try await fixture.pull()
    for _ in 0..<12 where last.isIncomplete || last.ending != .finished {
      last = try await fixture.pull()
    }
    last = try await fixture.pull()
    #expect(last.ending == .finished)
    #expect(!last.isIncomplete)
    let live = fixture.historian.liveCount
    #expect(try fixture.readingCount() == live)
  }
}
