import Foundation
import Readings
import Store

/// What to compare with the historian.
public struct VerificationSettings: Sendable {
  /// The databases meant by `--db`; empty for those that the store knows of.
  public var patterns: [DatabasePattern] = []
  public var selection = BucketSelection()
  /// Documents of each bucket that are fetched again and compared; from this many on, the whole
  /// bucket is.
  public var sampleSize = 100
  public var jobs = 4
  public var maximumRate: Double?
  public var mappings = FieldMappings.standard
  public var retryPolicy = RetryPolicy()

  public init() {}
}

/// Proves that the store holds what the historian has.
///
/// For each bucket the historian's count of documents is compared with what was read, its sequence
/// with the one noted then, and a sample of its documents, from a random place on, with the
/// readings in the store: identity and every value. The store keeps no revisions; a document that
/// was edited since shows in its values. Nothing is written, here or there.
public final class Verifier: Sendable {
  /// Rows of one request of a sample.
  private static let largestPage = 5000

  private let settings: VerificationSettings
  private let client: HistorianClient
  private let stored: any StoredReadings

  public init(
    access: HistorianAccess, transport: any HTTPTransport, stored: any StoredReadings,
    settings: VerificationSettings, clock: any PullClock = SystemPullClock()
  ) {
    self.settings = settings
    self.stored = stored
    client = HistorianClient(
      access: access, transport: transport, policy: settings.retryPolicy,
      maximumRate: settings.maximumRate, clock: clock)
  }

  /// Compares every bucket.
  ///
  /// - Parameter listener: Hears of each bucket as it is done.
  /// - Throws: ``HistorianError`` that concerns all buckets; `CancellationError`; errors of the
  ///   store.
  public func run(
    listener: (BucketVerification) -> Void = { _ in }
  ) async throws -> VerificationReport {
    let known = try stored.buckets(historian: client.address.description)
    let records = Dictionary(uniqueKeysWithValues: known.map { ($0.name, $0) })
    let candidates = try await candidates(known)
    let comparison = try ReadingComparison(stored)
    var done: [BucketVerification] = []
    func take(_ result: BucketVerification?) {
      guard let result else { return }
      done.append(result)
      listener(result)
    }
    var queue = candidates[...]
    // The first goes alone: wrong credentials are tried once.
    if let first = queue.popFirst() {
      take(try await verification(of: first, records[first.name], comparison))
    }
    try await withThrowingTaskGroup(of: BucketVerification?.self) { group in
      func addNext() {
        guard let next = queue.popFirst() else { return }
        group.addTask { try await self.verification(of: next, records[next.name], comparison) }
      }
      for _ in 0..<max(1, settings.jobs) { addNext() }
      while let result = try await group.next() {
        take(result)
        addNext()
      }
    }
    return VerificationReport(buckets: done.sorted { $0.name < $1.name })
  }

  private func candidates(_ known: [BucketRecord]) async throws -> [Candidate] {
    let patterns =
      settings.patterns.isEmpty
      ? known.filter { $0.state != .gone }.map { DatabasePattern.exact($0.name) }
      : settings.patterns
    return try await Discovery(client: client, patterns: patterns, selection: settings.selection)
      .candidates(known: known)
  }

  /// One bucket; `nil` for a name that was only a guess. A fault that concerns one bucket is part
  /// of the result.
  private func verification(
    of candidate: Candidate, _ record: BucketRecord?, _ comparison: ReadingComparison
  ) async throws -> BucketVerification? {
    do {
      let told: BucketInfo? =
        if candidate.origin == .unlisted { nil } else if let info = candidate.info { info } else {
          try await client.info(of: candidate.name)
        }
      guard let info = told else {
        if record == nil, candidate.origin == .guessed { return nil }
        if record == nil { throw HistorianError.noSuchDatabase(name: candidate.name) }
        return BucketVerification(name: candidate.name, state: .gone)
      }
      return try await verification(of: candidate.name, info, record, comparison)
    } catch let error as HistorianError where !error.endsPull {
      return BucketVerification(name: candidate.name, state: .failed(reason: error.happening))
    }
  }

  private func verification(
    of name: String, _ info: BucketInfo, _ record: BucketRecord?, _ comparison: ReadingComparison
  ) async throws -> BucketVerification {
    var result = BucketVerification(name: name, state: .neverPulled)
    result.historianCount = info.documentCount
    guard let record else { return result }
    result.readCount = record.counts.read
    result.state = try await state(of: record, info)
    guard [.upToDate, .unknownSequence].contains(result.state) || result.isBehind else {
      return result
    }
    try await compareSample(of: record, info, comparison, &result)
    return result
  }

  private func state(
    of record: BucketRecord, _ info: BucketInfo
  ) async throws -> BucketVerification.State {
    guard record.state == .complete else { return .unfinished }
    if record.isUnchanged(info) { return .upToDate }
    guard let sequence = record.changesSequence else { return .unknownSequence }
    do {
      let pending = try await client.pendingChanges(of: record.name, since: sequence)
      return pending.map { $0 == 0 ? .upToDate : .behind(changes: $0) } ?? .gone
    } catch let refusal as Refusal where refusal.status == 400 {
      return .unknownSequence
    }
  }

  /// Fetches documents from a random place on, around the end if need be, and compares them.
  ///
  /// The ids begin with a time's low bits, so documents that follow each other lie spread over the
  /// whole bucket. Of a bucket to which something was written since the pull, readings that are
  /// missing may be just those; at most as many as there were changes are put down to that.
  private func compareSample(
    of record: BucketRecord, _ info: BucketInfo, _ comparison: ReadingComparison,
    _ result: inout BucketVerification
  ) async throws {
    let isWhole = info.documentCount.map { $0 <= settings.sampleSize } ?? false
    let digits = Int(client.clock.random(in: 0...Double(UInt32.max)))
    let first = isWhole ? nil : String(format: "%08x", digits)
    let reader = PageReader(
      client: client,
      pageSize: PageSize(largest: min(Self.largestPage, max(1, settings.sampleSize))),
      decoder: DocumentDecoder(mappings: settings.mappings))
    try await compare(record.name, from: first, through: nil, reader, comparison, &result)
    if let first {
      try await compare(record.name, from: nil, through: first, reader, comparison, &result)
    }
    if case .behind(let changes) = result.state {
      result.missingReadings = max(0, result.missingReadings - changes)
    }
  }

  private func compare(
    _ name: String, from first: String?, through last: String?, _ reader: PageReader,
    _ comparison: ReadingComparison, _ result: inout BucketVerification
  ) async throws {
    var start = first
    while result.comparedCount < settings.sampleSize {
      try Task.checkCancellation()
      guard let page = try await reader.scanPage(of: name, from: start, through: last) else {
        return
      }
      let outcome = try comparison.outcome(of: page.content.batch)
      result.comparedCount += page.content.rowCount
      result.comparedReadings += page.content.batch.readings.count
      result.missingReadings += outcome.missing
      result.differentReadings += outcome.different
      guard !page.isLast, let id = page.content.lastID else { return }
      start = ScanPlan.successor(of: id)
    }
  }
}

extension BucketVerification {
  fileprivate var isBehind: Bool {
    if case .behind = state { true } else { false }
  }
}
