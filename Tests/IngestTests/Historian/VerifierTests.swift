import Readings
import Store
import TestSupport
import Testing

@testable import Ingest

/// The comparison of a store with a historian.
@Suite struct VerifierTests {
  private static let older = "\(PullFixture.family)_2020-03-04"

  private func fixture() async throws -> PullFixture {
    let fixture = try PullFixture()
    fixture.historian.fill(Self.older, count: 30, from: 500)
    fixture.historian.fill(PullFixture.bucket, count: 250)
    _ = try await fixture.pull()
    return fixture
  }

  private func verify(
    _ fixture: PullFixture, _ stored: (any StoredReadings)? = nil,
    _ change: (inout VerificationSettings) -> Void = { _ in }
  ) async throws -> VerificationReport {
    var settings = VerificationSettings()
    change(&settings)
    return try await Verifier(
      access: try fixture.access, transport: fixture.historian, stored: stored ?? fixture.store,
      settings: settings, clock: VirtualClock(share: 0.5)
    ).run()
  }

  @Test func `what was pulled is complete, and unchanged buckets cost a request each`()
    async throws
  {
    let fixture = try await fixture()
    fixture.historian.forgetLog()
    let report = try await verify(fixture)
    #expect(report.isComplete)
    #expect(report.buckets.map(\.state) == [.upToDate, .upToDate])
    #expect(report.buckets.map(\.historianCount) == [30, 251])
    #expect(report.buckets.map(\.readCount) == [30, 251])
    #expect(report.buckets[0].comparedCount == 30)
    #expect(report.buckets[1].comparedCount >= 100)
    #expect(report.buckets.allSatisfy { $0.missingReadings + $0.differentReadings == 0 })
    #expect(fixture.historian.log.count <= 4)
  }

  @Test(arguments: [1, 7, 100, 251, 10_000])
  func `a sample goes around the end, and a large one is everything`(size: Int) async throws {
    let fixture = try await fixture()
    let report = try await verify(fixture) { $0.sampleSize = size }
    let bucket = report.buckets[1]
    #expect(bucket.comparedCount >= min(size, 251))
    #expect(bucket.comparedCount <= 2 * size)
    if size >= 251 { #expect(bucket.comparedCount == 251 && bucket.comparedReadings == 250) }
    #expect(report.isComplete)
  }

  @Test func `what was written since is told and is no loss`() async throws {
    let fixture = try await fixture()
    fixture.historian.fill(PullFixture.bucket, count: 40, from: 250)
    let report = try await verify(fixture) { $0.sampleSize = 1000 }
    #expect(report.buckets[1].state == .behind(changes: 40))
    #expect(report.buckets[1].missingReadings == 0)
    #expect(report.isComplete)
  }

  @Test func `a bucket never pulled, a dropped one and one made anew are told apart`()
    async throws
  {
    let fixture = try await fixture()
    fixture.historian.fill("\(PullFixture.family)_2020-03-06", count: 5, from: 900)
    fixture.historian.drop(Self.older)
    fixture.historian.fill(PullFixture.bucket, count: 10, from: 300)
    fixture.historian.beginNewEpoch()
    let report = try await verify(fixture) {
      $0.patterns = [.family(PullFixture.family)]
    }
    #expect(report.buckets.map(\.state) == [.gone, .unknownSequence, .neverPulled])
    #expect(report.buckets.map(\.isComplete) == [true, false, false])
  }

  @Test func `a scan that has not ended is unfinished`() async throws {
    let fixture = try PullFixture()
    fixture.historian.fill(PullFixture.bucket, count: 100)
    fixture.historian.add(.action { _ in }, at: "_all_docs", times: 3)
    fixture.historian.add(.status(503, "{}"), at: "_all_docs", times: 100)
    _ = try await fixture.pull { $0.jobs = 1 }
    #expect(try await verify(fixture).buckets.map(\.state) == [.unfinished])
  }

  @Test func `an edited document has other values`() async throws {
    let fixture = try await fixture()
    let edited = FakeHistorian.reading(7).replacing(#""y_acc":0.25"#, with: #""y_acc":0.5"#)
    fixture.historian.put(FakeHistorian.id(7), edited, in: PullFixture.bucket)
    let report = try await verify(fixture) { $0.sampleSize = 1000 }
    #expect(report.buckets[1].differentReadings == 1)
    #expect(!report.isComplete)
  }

  @Test func `readings that were pruned are not missed`() async throws {
    let fixture = try await fixture()
    let device = try #require(try fixture.store.devices().first).id
    let end = try #require(try fixture.store.readingSpans()[device]).end
    let day = (end / 86_400_000 + 1) * 86_400_000
    try fixture.store.prune(device: device, decidedBefore: day, readingsBefore: day)
    let report = try await verify(fixture) { $0.sampleSize = 1000 }
    #expect(report.isComplete && report.buckets.allSatisfy { $0.missingReadings == 0 })
  }

  /// A store that has lost every reading of some hours.
  private struct Forgetful: StoredReadings {
    let store: Store
    func buckets(historian: String) throws -> [BucketRecord] {
      var records = try store.buckets(historian: historian)
      for index in records.indices { records[index].counts.read -= 3 }
      return records
    }
    func devices() throws -> [Device] { try store.devices() }
    func pruned() throws -> [Device.ID: PrunedReadings] { try store.pruned() }
    func exactReadings(of device: Device.ID, in interval: Interval) throws
      -> ReadingColumns<Double>
    {
      let readings = try store.exactReadings(of: device, in: interval)
      return readings.selected(Array(stride(from: 0, to: readings.count, by: 2)))
    }
  }

  @Test func `lost documents and readings are found`() async throws {
    let fixture = try await fixture()
    let report = try await verify(fixture, Forgetful(store: fixture.store)) {
      $0.sampleSize = 1000
    }
    #expect(report.buckets.map(\.missingDocuments) == [3, 3])
    #expect(report.buckets.map(\.missingReadings) == [15, 125])
    #expect(!report.isComplete)
  }

  @Test func `a bucket that cannot be read is told, and the others are compared`() async throws {
    let fixture = try await fixture()
    fixture.historian.add(.status(503, "{}"), at: "2020-03-04/_all_docs", times: 100)
    let report = try await verify(fixture)
    guard case .failed(let reason) = report.buckets[0].state else {
      Issue.record("\(report.buckets[0].state)")
      return
    }
    #expect(reason.hasPrefix("no complete answer in 7 attempts"))
    #expect(report.buckets[1].isComplete)
  }
}
