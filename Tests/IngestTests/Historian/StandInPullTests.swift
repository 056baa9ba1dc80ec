import Foundation
import HistorianStandIn
import Store
import TestSupport
import Testing

@testable import Ingest

/// Whole pulls over real connections from a server that answers as CouchDB does.
@Suite(.serialized) struct StandInPullTests {
  private static let family = PullFixture.family
  private static let bucket = PullFixture.bucket

  /// A running stand-in, a store, and pulls from the one into the other.
  private final class Stage: Sendable {
    let standIn: StandIn
    let store: Store
    let url: String
    private let directory: WorkDirectory

    init(_ configuration: StandIn.Configuration = .init()) async throws {
      directory = try WorkDirectory()
      store = try Store(path: directory.file("store.sqlite"), access: .write)
      standIn = try StandIn(configuration)
      url = try await standIn.start().absoluteString
    }

    func fill(_ name: String = PullFixture.bucket, count: Int, from first: Int = 0) throws {
      if !standIn.databaseNames.contains(name) {
        standIn.createDatabase(name)
        try standIn.write(#"{"_id":"_design/iotp","language":"javascript","views":{}}"#, to: name)
      }
      // The first write gives a document its revision.
      try standIn.write(
        (first..<first + count).map {
          FakeHistorian.reading($0).replacing(#""_rev":"1-a","#, with: "")
        }, to: name)
    }

    func pull(
      _ credentials: Credentials = .none, cancellation: PullCancellation = PullCancellation(),
      _ change: (inout PullSettings) -> Void = { _ in }
    ) async throws -> PullReport {
      var settings = PullSettings(patterns: [try DatabasePattern(PullFixture.family)])
      settings.pageSize = 50
      settings.retryPolicy.baseSeconds = 0.02
      change(&settings)
      let address = try HistorianAddress.parse(url).address
      return try await Puller(
        access: HistorianAccess(address: address, credentials: credentials),
        transport: CurlTransport(), sink: StoreSink(store: store), settings: settings
      ).run(cancellation: cancellation)
    }

    func readingCount() throws -> Int {
      try store.extents().values.reduce(0) { $0 + $1.readingCount }
    }
  }

  /// Runs a test with a stage that is taken down whatever happens.
  private func withStage(
    _ configuration: StandIn.Configuration = .init(), _ body: (Stage) async throws -> Void
  ) async throws {
    let stage = try await Stage(configuration)
    let result: Result<Void, any Error>
    do { result = .success(try await body(stage)) } catch { result = .failure(error) }
    await stage.standIn.stop()
    try result.get()
  }

  @Test(arguments: [1, 4], [false, true])
  func `buckets are pulled whole, then skipped`(jobs: Int, compresses: Bool) async throws {
    try await withStage(.init(compresses: compresses)) { stage in
      try stage.fill("\(Self.family)_2020-03-04", count: 30, from: 5000)
      try stage.fill(count: 700)
      try stage.fill("\(Self.family)_2020-03-06", count: 0)
      stage.standIn.createDatabase("\(Self.family)_configuration")
      let report = try await stage.pull { $0.jobs = jobs }
      #expect(report.ending == .finished)
      #expect(report.buckets.map(\.words) == ["30 new", "700 new", "nothing new"])
      #expect(report.totals.read == 733)
      #expect(report.totals.isBalanced)
      #expect(report.retryCount == 0)
      #expect(try stage.readingCount() == 730)
      stage.standIn.clearRequests()
      let second = try await stage.pull { $0.jobs = jobs }
      #expect(Set(second.buckets.map(\.words)) == ["skipped, unchanged"])
      #expect(stage.standIn.requests.count == 2)
    }
  }

  @Test func `documents written while pulling are followed by the changes`() async throws {
    try await withStage(.init(changesLimit: 40)) { stage in
      try stage.fill(count: 300)
      #expect(try await stage.pull().totals.new == 300)
      try stage.fill(count: 130, from: 300)
      let report = try await stage.pull()
      #expect(report.totals.new == 130)
      #expect(report.totals.duplicate == 0)
      let writer = Task {
        for index in 430..<500 { try stage.fill(count: 1, from: index) }
      }
      _ = try await stage.pull { $0.isFull = true }
      try await writer.value
      _ = try await stage.pull()
      #expect(try stage.readingCount() == 500)
      #expect(try await stage.pull().buckets.map(\.outcome) == [.unchanged])
    }
  }

  @Test func `following takes up what is written until it is ended`() async throws {
    try await withStage { stage in
      try stage.fill(count: 100)
      let cancellation = PullCancellation()
      let pull = Task {
        try await stage.pull(cancellation: cancellation) {
          $0.isFollowing = true
          $0.followSeconds = 0.05
        }
      }
      for step in 1...200 {
        try await Task.sleep(for: .milliseconds(50))
        if step == 4 { try stage.fill(count: 50, from: 100) }
        if try stage.readingCount() == 150 { break }
      }
      cancellation.cancel()
      let report = try await pull.value
      #expect(report.ending == .interrupted)
      #expect(report.buckets.map(\.words) == ["150 new"])
      #expect(try stage.readingCount() == 150)
    }
  }

  @Test func `an interrupted pull ends soon and the next goes on`() async throws {
    try await withStage(.init(delayMilliseconds: 100)) { stage in
      try stage.fill(count: 900)
      let cancellation = PullCancellation()
      let pull = Task { try await stage.pull(cancellation: cancellation) { $0.jobs = 1 } }
      try await Task.sleep(for: .milliseconds(1200))
      let start = ContinuousClock.now
      cancellation.cancel()
      let report = try await pull.value
      #expect(ContinuousClock.now - start < .seconds(1))
      #expect(report.ending == .interrupted)
      let before = try stage.readingCount()
      #expect(before > 0 && before < 900)
      let second = try await stage.pull()
      #expect(second.totals.new == 900 - before)
      #expect(second.totals.duplicate == 0)
    }
  }

  @Test func `the time given is kept`() async throws {
    try await withStage(.init(delayMilliseconds: 100)) { stage in
      try stage.fill(count: 900)
      let report = try await stage.pull {
        $0.jobs = 1
        $0.maximumSeconds = 1
      }
      #expect(report.ending == .timeUp)
      #expect(try await stage.pull().totals.duplicate == 0)
      #expect(try stage.readingCount() == 900)
    }
  }

  @Test(arguments: [
    Fault(.status(503), path: "_all_docs", occurrence: .every(3)),
    Fault(.status(500), occurrence: .every(4)),
    Fault(.cutBody(afterBytes: 2000), path: "_all_docs", occurrence: .every(3)),
    Fault(.truncateBody(afterBytes: 2000), path: "_all_docs", occurrence: .every(3)),
    Fault(.truncateBody(afterBytes: 20), path: "_all_dbs", occurrence: .first(2)),
    Fault(.resetConnection, occurrence: .every(4)),
    Fault(.status(429, retryAfterSeconds: 1), path: "_all_docs", occurrence: .nth(3)),
    Fault(.delayBody(milliseconds: 300), path: "_all_docs", occurrence: .nth(2)),
  ])
  func `faults of the server lose nothing`(fault: Fault) async throws {
    try await withStage { stage in
      try stage.fill("\(Self.family)_2020-03-04", count: 60, from: 5000)
      try stage.fill(count: 400)
      stage.standIn.setFaults([fault])
      let report = try await stage.pull()
      #expect(report.ending == .finished)
      #expect(!report.isIncomplete)
      #expect(report.totals.isBalanced)
      #expect(try stage.readingCount() == 460)
      if case .delayBody = fault.action { return }
      #expect(report.retryCount > 0)
    }
  }

  @Test(arguments: [1, nil])
  func `a limited rate is kept within, and no request fails`(retryAfter: Int?) async throws {
    try await withStage(.init(maxRequestsPerSecond: 20, retryAfterSeconds: retryAfter)) { stage in
      try stage.fill(count: 500)
      let report = try await stage.pull { $0.pageSize = 10 }
      #expect(report.ending == .finished)
      #expect(try stage.readingCount() == 500)
      #expect(stage.standIn.requests.contains { $0.status == 429 })
    }
  }

  @Test func `a dropped bucket is gone and its readings stay`() async throws {
    try await withStage { stage in
      try stage.fill("\(Self.family)_2020-03-04", count: 60, from: 5000)
      try stage.fill(count: 40)
      _ = try await stage.pull()
      stage.standIn.removeDatabase(Self.bucket)
      let report = try await stage.pull()
      #expect(report.buckets.map(\.words) == ["skipped, unchanged", "gone from the historian"])
      #expect(try stage.readingCount() == 100)
    }
  }

  // MARK: Credentials

  private static let accounts = [
    Account(name: "admin", password: "a", isAdmin: true),
    Account(name: "reader", password: "r&b", isAdmin: false),
  ]

  @Test(arguments: [
    Credentials.basic(user: "admin", password: Secret("a")),
    Credentials.session(user: "admin", password: Secret("a")),
  ])
  func `an administrator pulls with every kind of login`(credentials: Credentials) async throws {
    try await withStage(.init(accounts: Self.accounts, requiresValidUser: true)) { stage in
      try stage.fill(count: 100)
      #expect(try await stage.pull(credentials).totals.new == 100)
    }
  }

  @Test func `an expired session is renewed in the middle`() async throws {
    try await withStage(.init(accounts: Self.accounts, delayMilliseconds: 20)) { stage in
      try stage.fill(count: 900)
      // By answers and not by time: a request whose new session expires as well is refused for good.
      let expiry = Task {
        var next = 3
        while !Task.isCancelled {
          if stage.standIn.requests.count(where: { $0.status == 200 }) >= next {
            stage.standIn.expireSessions()
            next += 12
          }
          try await Task.sleep(for: .milliseconds(5))
        }
      }
      let report = try await stage.pull(.session(user: "admin", password: Secret("a")))
      expiry.cancel()
      #expect(report.ending == .finished)
      #expect(try stage.readingCount() == 900)
      #expect(stage.standIn.requests.contains { $0.status == 401 })
    }
  }

  @Test(arguments: [
    Credentials.basic(user: "admin", password: Secret("wrong")),
    Credentials.session(user: "admin", password: Secret("wrong")),
  ])
  func `a wrong password is tried once`(credentials: Credentials) async throws {
    try await withStage(.init(accounts: Self.accounts)) { stage in
      try stage.fill(count: 100)
      let report = try await stage.pull(credentials)
      guard case .failed(let error) = report.ending else {
        Issue.record("\(report.ending)")
        return
      }
      #expect(error.kind == .credentials)
      #expect(stage.standIn.requests.count == 1)
    }
  }

  @Test func `an ordinary reader pulls by names worked out from the time`() async throws {
    try await withStage(.init(accounts: Self.accounts)) { stage in
      try stage.fill(count: 100)
      try stage.standIn.setSecurity(
        #"{"admins":{"names":[],"roles":[]},"members":{"names":["reader"],"roles":[]}}"#,
        of: Self.bucket)
      let report = try await stage.pull(.basic(user: "reader", password: Secret("r&b"))) {
        $0.selection = BucketSelection(since: 1_583_280_000_000, until: 1_583_452_800_000)
      }
      #expect(report.ending == .finished)
      #expect(report.totals.new == 100)
    }
  }
}
