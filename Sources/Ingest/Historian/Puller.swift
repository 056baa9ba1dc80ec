import Foundation
import Readings
import Store

/// What to pull, and how.
public struct PullSettings: Sendable {
  /// The databases meant by `--db`.
  public var patterns: [DatabasePattern]
  public var selection = BucketSelection()
  /// Requests in flight.
  public var jobs = 4
  /// Most rows a request.
  public var pageSize = 5000
  /// Requests a second that are never passed; `nil` adapts to the historian.
  public var maximumRate: Double?
  /// Ends the pull after this long [s].
  public var maximumSeconds: Double?
  /// Reads everything again, whatever is known.
  public var isFull = false
  /// Goes on until it is ended from outside.
  public var isFollowing = false
  /// From the end of one round of following to the beginning of the next [s]; see ``FollowPace``.
  public var followSeconds = 30.0
  public var mappings = FieldMappings.standard
  public var retryPolicy = RetryPolicy()

  public init(patterns: [DatabasePattern]) { self.patterns = patterns }
}

/// Pulls documents from a historian into the store.
///
///     discovery → what each bucket needs → workers: fetch, decode → one writer → store
///
/// Memory is bounded by three pages for each of the `jobs`, and by what the store gathers between
/// two flushes.
public final class Puller: Sendable {
  private let settings: PullSettings
  private let client: HistorianClient
  private let writer: PullWriter
  private let tally: PullTally

  /// - Parameter listener: Hears what happens, from several threads but one at a time.
  public init(
    access: HistorianAccess, transport: any HTTPTransport, sink: any PullSink,
    settings: PullSettings, clock: any PullClock = SystemPullClock(),
    listener: @escaping @Sendable (PullEvent) -> Void = { _ in }
  ) {
    let tally = PullTally(listener: listener)
    self.settings = settings
    self.tally = tally
    writer = PullWriter(sink: sink)
    client = HistorianClient(
      access: access, transport: transport, policy: settings.retryPolicy,
      maximumRate: settings.maximumRate, requestsInFlight: settings.jobs, clock: clock,
      notice: { tally.note($0) })
  }

  /// Pulls, and commits everything that was read completely, however it ends.
  ///
  /// - Throws: Errors of the store. What goes wrong with the historian is in the report.
  public func run(cancellation: PullCancellation = PullCancellation()) async throws -> PullReport {
    let end = try await boundedOutcome(cancellation)
    if end == .finished { try await writer.finish() } else { try await writer.flush() }
    return tally.report(ending: end, counts: await writer.counts)
  }

  /// What a pull would do, without reading a document or changing the store.
  ///
  /// - Throws: ``HistorianError``; errors of the store.
  public func plan() async throws -> [(name: String, plan: String)] {
    let historian = client.address.description
    let known = try await writer.knownBuckets(historian: historian)
    let records = Dictionary(uniqueKeysWithValues: known.map { ($0.name, $0) })
    var plans: [(name: String, plan: String)] = []
    for candidate in try await candidates(known) {
      let told: BucketInfo? =
        if candidate.origin == .unlisted { nil } else if let info = candidate.info { info } else {
          try await client.info(of: candidate.name)
        }
      guard let info = told else {
        let isKnown = records[candidate.name] != nil
        if isKnown || candidate.origin == .named {
          plans.append((candidate.name, isKnown ? "gone from the historian" : "no such database"))
        }
        continue
      }
      let plan = records[candidate.name].map {
        BucketPlan(record: $0, info: info, isFull: settings.isFull)
      }
      plans.append((candidate.name, (plan ?? .scan).words(info)))
    }
    return plans
  }

  // MARK: Rounds

  /// The outcome, or that the time is up.
  private func boundedOutcome(_ cancellation: PullCancellation) async throws -> PullReport.Ending {
    guard let limit = settings.maximumSeconds else { return try await outcome(cancellation).get() }
    let clock = client.clock
    return try await withThrowingTaskGroup(of: PullReport.Ending.self) { group in
      group.addTask { try await self.outcome(cancellation).get() }
      group.addTask {
        try? await clock.sleep(seconds: limit)
        return .timeUp
      }
      let first = try await group.next() ?? .interrupted
      group.cancelAll()
      // Whatever was on its way when the time was up has ended before the last flush.
      while try await group.next() != nil {}
      return Task.isCancelled ? .interrupted : first
    }
  }

  /// The rounds as a task that both the caller's task and the cancellation can end.
  private func outcome(_ cancellation: PullCancellation) async -> Result<
    PullReport.Ending, any Error
  > {
    guard !cancellation.isCancelled else { return .success(.interrupted) }
    let rounds = Task { try await self.rounds() }
    cancellation.onCancel { rounds.cancel() }
    let result = await withTaskCancellationHandler {
      await rounds.result
    } onCancel: {
      rounds.cancel()
    }
    switch result {
    case .success: return .success(.finished)
    case .failure(is CancellationError): return .success(.interrupted)
    case .failure(let error as TransportFault) where error.kind == .cancelled:
      return .success(.interrupted)
    case .failure(let error as HistorianError): return .success(.failed(error))
    case .failure(let error): return .failure(error)
    }
  }

  private func rounds() async throws {
    try await round(isFull: settings.isFull)
    guard settings.isFollowing else { return }
    var pace = FollowPace(shortestSeconds: settings.followSeconds)
    try await writer.finish()
    var ordered = client.clock.seconds
    while true {
      tally.tell(.waiting(seconds: pace.seconds))
      try await client.clock.sleep(seconds: pace.seconds)
      let before = tally.documentCount
      do {
        try await round(isFull: false, isFollowing: true)
        pace.note(documents: tally.documentCount - before)
      } catch let error as HistorianError where [.temporary, .unreachable].contains(error.kind) {
        tally.tell(.trouble(error))
      }
      // Every flush adds a small run to the hour in hand; merging them at each would write the
      // hour again and again.
      if client.clock.seconds - ordered >= FollowPace.orderSeconds {
        try await writer.finish()
        ordered = client.clock.seconds
      } else {
        try await writer.flush()
      }
    }
  }

  private func candidates(
    _ known: [BucketRecord], isFollowing: Bool = false
  ) async throws -> [Candidate] {
    try await Discovery(client: client, patterns: settings.patterns, selection: settings.selection)
      .candidates(known: known, isFollowing: isFollowing)
  }

  private func round(isFull: Bool, isFollowing: Bool = false) async throws {
    let known = try await writer.knownBuckets(historian: client.address.description)
    let candidates = try await candidates(known, isFollowing: isFollowing)
    tally.plan(
      candidates.filter { $0.origin != .guessed }.map(\.name),
      expectedDocuments: expectedDocuments(candidates, known, isFull: isFull))
    let context = PullContext(
      client: client, writer: writer, tally: tally,
      pageSize: PageSize(largest: settings.pageSize), jobs: settings.jobs, isFull: isFull)
    // One request goes alone before the workers start: wrong credentials are tried once.
    var units: [WorkUnit] = candidates.map { .examine($0) }
    if let first = units.first {
      let made = try await bucketPuller(context).work(on: first)
      units = made + units.dropFirst()
    }
    try await work(through: WorkQueue(units), context)
  }

  /// How many documents are to come from each bucket of which the historian told already.
  private func expectedDocuments(
    _ candidates: [Candidate], _ known: [BucketRecord], isFull: Bool
  ) -> [String: Int] {
    let records = Dictionary(
      known.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var expected: [String: Int] = [:]
    for case (let name, .some(.some(let info))) in candidates.map({ ($0.name, $0.info) }) {
      guard let count = info.documentCount else { continue }
      let record = records[name]
      let plan = record.map { BucketPlan(record: $0, info: info, isFull: isFull) } ?? .scan
      expected[name] = max(0, count - plan.documentsKnown(record))
    }
    return expected
  }

  private func bucketPuller(_ context: PullContext) -> BucketPuller {
    BucketPuller(
      context: context,
      reader: PageReader(
        client: client, pageSize: context.pageSize,
        decoder: DocumentDecoder(mappings: settings.mappings)))
  }

  private func work(through queue: WorkQueue, _ context: PullContext) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      // While one worker decodes its page, another has its request in flight.
      for _ in 0..<(settings.jobs > 1 ? 2 * settings.jobs : 1) {
        group.addTask {
          try await withTaskCancellationHandler {
            let puller = self.bucketPuller(context)
            while let unit = await queue.next() {
              try Task.checkCancellation()
              await queue.finished(adding: try await puller.work(on: unit))
            }
            try Task.checkCancellation()
          } onCancel: {
            Task { await queue.stop() }
          }
        }
      }
      // The first error ends all: leaving the group cancels the other workers.
      while try await group.next() != nil {}
    }
  }
}

extension BucketPlan {
  /// Documents of the bucket that need not be read.
  fileprivate func documentsKnown(_ record: BucketRecord?) -> Int {
    switch self {
    case .nothing: .max
    case .changes: record?.documentCount ?? 0
    case .restOfScan: record?.rowsSeen ?? 0
    case .scan: 0
    }
  }

  fileprivate func words(_ info: BucketInfo) -> String {
    switch self {
    case .nothing: "unchanged"
    case .changes: "changes since the last pull"
    case .restOfScan: "the rest of an interrupted scan"
    case .scan: "everything" + (info.documentCount.map { ", \($0.grouped) documents" } ?? "")
    }
  }
}
