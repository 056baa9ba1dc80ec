import Foundation
import Parallel
import Store
import Testing

@testable import Ingest

@Suite struct PullerTests {
  @Test func `nothing that matches is an error of its own`() async throws {
    let fixture = try PullFixture()
    let report = try await fixture.pull()
    #expect(report.ending == .failed(.nothingMatches(pattern: PullFixture.family)))
    #expect(report.buckets.isEmpty)
  }

  @Test func `a bucket that holds only its design document is complete`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill(PullFixture.bucket, count: 0)
    let report = try await fixture.pull()
    #expect(report.ending == .finished)
    #expect(report.buckets.map(\.outcome) == [.complete])
    #expect(report.totals.design == 1)
    #expect(report.totals.read == 1)
    #expect(try fixture.record()?.state == .complete)
  }

  @Test(arguments: [1, 9, 10, 11, 25, 100])
  func `every document is read once, whatever the pages`(count: Int) async throws {
    let fixture = try PullFixture()
    fixture.historian.fill(PullFixture.bucket, count: count)
    let report = try await fixture.pull()
    #expect(report.ending == .finished)
    #expect(report.buckets.map(\.words) == ["\(count) new"])
    #expect(report.totals.read == count + 1)
    #expect(report.totals.new == count)
    #expect(report.totals.isBalanced)
    #expect(try fixture.readingCount() == count)
    #expect(try fixture.record()?.rowsSeen == count + 1)
  }

  @Test(arguments: [1, 2, 4, 9])
  func `any number of jobs reads a bucket in ranges and misses nothing`(jobs: Int) async throws {
    let fixture = try PullFixture()
    fixture.historian.fill(PullFixture.bucket, count: 500)
    let report = try await fixture.pull { $0.jobs = jobs }
    #expect(report.totals.new == 500)
    #expect(report.totals.duplicate == 0)
    #expect(try fixture.readingCount() == 500)
  }

  @Test func `many buckets of one family, and none of another, are pulled`() async throws {
    let fixture = try PullFixture()
    for day in 1...9 {
      fixture.historian.fill("\(PullFixture.family)_2020-03-0\(day)", count: 20, from: day * 100)
    }
    fixture.historian.fill("\(PullFixture.family)_configuration", count: 5, from: 5000)
    fixture.historian.fill("iotp_65cjsf_sensor-data_b_2020-03-01", count: 7, from: 6000)
    fixture.historian.fill("iotp_65cjsf_sensor-datax_2020-03-01", count: 7, from: 7000)
    let report = try await fixture.pull()
    #expect(report.buckets.count == 9)
    #expect(report.totals.new == 180)
    #expect(try fixture.readingCount() == 180)
  }

  @Test func `a second pull of unchanged buckets asks for no document`() async throws {
    let fixture = try PullFixture()
    for day in 1...9 {
      fixture.historian.fill("\(PullFixture.family)_2020-03-0\(day)", count: 20, from: day * 100)
    }
    _ = try await fixture.pull()
    fixture.historian.forgetLog()
    let report = try await fixture.pull()
    #expect(Set(report.buckets.map(\.words)) == ["skipped, unchanged"])
    #expect(report.totals == DocumentCounts())
    #expect(fixture.historian.log.map { $0.prefix(15) } == ["GET /_all_dbs?s", "POST /_dbs_info"])
  }

  @Test func `a historian without _dbs_info is asked for each bucket`() async throws {
    let fixture = try PullFixture()
    fixture.historian.forgetInfos()
    for day in 1...3 {
      fixture.historian.fill("\(PullFixture.family)_2020-03-0\(day)", count: 20, from: day * 100)
    }
    #expect(try await fixture.pull().totals.new == 60)
    fixture.historian.forgetLog()
    #expect(Set(try await fixture.pull().buckets.map(\.words)) == ["skipped, unchanged"])
    #expect(fixture.historian.log.count == 5)
  }

  @Test func `what was written since is read from the changes`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill(PullFixture.bucket, count: 50)
    _ = try await fixture.pull()
    fixture.historian.fill(PullFixture.bucket, count: 25, from: 50)
    fixture.historian.delete(FakeHistorian.id(3), in: PullFixture.bucket)
    fixture.historian.forgetLog()
    let report = try await fixture.pull()
    #expect(report.totals.new == 25)
    #expect(report.totals.deleted == 1)
    #expect(report.totals.isBalanced)
    #expect(try fixture.readingCount() == 75)
    #expect(fixture.historian.log.allSatisfy { !$0.contains("_all_docs") })
    #expect(try await fixture.pull().buckets.map(\.outcome) == [.unchanged])
  }

  @Test func `a rewound feed of changes adds nothing twice`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill(PullFixture.bucket, count: 50)
    _ = try await fixture.pull()
    fixture.historian.fill(PullFixture.bucket, count: 5, from: 50)
    fixture.historian.rewindOnce()
    let report = try await fixture.pull()
    #expect(report.totals.new == 5)
    #expect(report.totals.duplicate == 50)
    #expect(try fixture.readingCount() == 55)
  }

  @Test func `a sequence that the historian forgot leads to a new scan`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill(PullFixture.bucket, count: 30)
    _ = try await fixture.pull()
    fixture.historian.beginNewEpoch()
    fixture.historian.fill(PullFixture.bucket, count: 5, from: 30)
    let report = try await fixture.pull()
    #expect(report.totals.new == 5)
    #expect(report.totals.duplicate == 30)
    #expect(try fixture.readingCount() == 35)
  }

  @Test func `a bucket written while it is scanned is followed up`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill(PullFixture.bucket, count: 100)
    for round in 0..<5 {
      fixture.historian.add(
        .action { $0.fill(PullFixture.bucket, count: 3, from: 100 + 3 * round) }, at: "_all_docs")
    }
    let report = try await fixture.pull { $0.jobs = 1 }
    #expect(report.buckets.map(\.outcome) == [.complete])
    #expect(try fixture.readingCount() == 115)
    #expect(fixture.historian.log.contains { $0.contains("_changes") })
    #expect(try await fixture.pull().totals.new == 0)
  }

  @Test func `pages without a sequence are followed up`() async throws {
    let fixture = try PullFixture()
    fixture.historian.hideSequences()
    fixture.historian.fill(PullFixture.bucket, count: 30)
    let report = try await fixture.pull()
    #expect(report.buckets.map(\.outcome) == [.complete])
    #expect(fixture.historian.log.contains { $0.contains("_changes") })
  }

  @Test func `a bucket that the historian dropped stays in the store`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill("\(PullFixture.family)_2020-03-04", count: 20, from: 500)
    fixture.historian.fill(PullFixture.bucket, count: 20)
    _ = try await fixture.pull()
    fixture.historian.drop(PullFixture.bucket)
    let report = try await fixture.pull()
    #expect(report.buckets.map(\.words) == ["skipped, unchanged", "gone from the historian"])
    #expect(try fixture.record()?.state == .gone)
    #expect(try fixture.readingCount() == 40)
    #expect(!report.isIncomplete)
    // It is said once, and it may come back.
    #expect(try await fixture.pull().buckets.map(\.words) == ["skipped, unchanged"])
    fixture.historian.fill(PullFixture.bucket, count: 25)
    #expect(try await fixture.pull().buckets.last?.words == "5 new")
  }

  @Test func `a bucket dropped while it is read is gone, and the rest is pulled`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill("\(PullFixture.family)_2020-03-04", count: 20, from: 500)
    fixture.historian.fill(PullFixture.bucket, count: 50)
    fixture.historian.add(.action { _ in }, at: "2020-03-05/_all_docs")
    fixture.historian.add(.action { $0.drop(PullFixture.bucket) }, at: "2020-03-05/_all_docs")
    let report = try await fixture.pull { $0.jobs = 1 }
    #expect(report.buckets.map(\.outcome) == [.complete, .gone])
    #expect(try fixture.readingCount() == 30)
  }

  @Test func `an exact name needs no list, and a missing one is reported`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill("65cjsf-events", count: 12)
    #expect(try await fixture.pull("65cjsf-events").totals.new == 12)
    #expect(fixture.historian.log.allSatisfy { !$0.contains("_all_dbs") })
    let report = try await fixture.pull("65cjsf-event")
    #expect(report.buckets.map(\.words) == ["no such database"])
    #expect(report.isIncomplete)
  }

  @Test func `buckets outside the time asked for are not touched`() async throws {
    let fixture = try PullFixture()
    for day in 1...9 {
      fixture.historian.fill("\(PullFixture.family)_2020-03-0\(day)", count: 5, from: day * 100)
    }
    let day: Int64 = 86_400_000
    let report = try await fixture.pull {
      $0.selection.since = 18_322 * day  // 2020-03-01
      $0.selection.until = 18_324 * day
    }
    #expect(report.buckets.map(\.name.last) == ["1", "2"])
    #expect(!fixture.historian.log.contains { $0.contains("2020-03-03") })
  }

  @Test func `without the right to list, the names are worked out`() async throws {
    let fixture = try PullFixture()
    fixture.historian.forbidListing()
    fixture.historian.fill(PullFixture.bucket, count: 12)
    let report = try await fixture.pull { $0.selection.since = 18_322 * 86_400_000 }
    #expect(report.buckets.map(\.words) == ["12 new"])
    // Now that the bucket is known, it needs no time to find it again.
    #expect(try await fixture.pull().buckets.map(\.words) == ["skipped, unchanged"])
    let other = try await fixture.pull("iotp_65cjsf_other")
    guard case .failed(.discoveryForbidden) = other.ending else {
      Issue.record("\(other.ending)")
      return
    }
  }

  @Test func `reading everything again finds nothing new and counts once`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill(PullFixture.bucket, count: 30)
    _ = try await fixture.pull()
    let report = try await fixture.pull { $0.isFull = true }
    #expect(report.totals.duplicate == 30)
    #expect(report.totals.new == 0)
    #expect(try fixture.record()?.counts.read == 31)
  }

  @Test func `the events of a pull add up to its report`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill(PullFixture.bucket, count: 95)
    fixture.historian.add(.status(503, "{}"), at: "_all_docs")
    let progress = Locked(PullProgress())
    let report = try await fixture.pull(listener: { event in
      progress.withLock { $0.apply(event) }
    })
    let sum = progress.withLock { $0 }
    #expect(sum.documentsDone == report.totals.read)
    #expect(sum.documentsExpected == 96)
    #expect(sum.bytes == report.transferredBytes)
    #expect(sum.retries == 1 && report.retryCount == 1)
    #expect(sum.bucketsDone == 1 && sum.bucketsPlanned == 1)
  }

  @Test func `a dry run tells what would be done and changes nothing`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill(PullFixture.bucket, count: 30)
    let before = try await fixture.puller().plan()
    #expect(before.map(\.plan) == ["everything, 31 documents"])
    #expect(try fixture.record() == nil)
    _ = try await fixture.pull()
    #expect(try await fixture.puller().plan().map(\.plan) == ["unchanged"])
    fixture.historian.fill(PullFixture.bucket, count: 1, from: 30)
    #expect(try await fixture.puller().plan().map(\.plan) == ["changes since the last pull"])
  }
}
