import Parallel
import Readings
import Store

/// What all workers have counted so far, and the one way to the listener.
final class PullTally: Sendable {
  private struct State {
    var planned: [String] = []
    /// Buckets whose documents to come were counted in the plan.
    var counted: Set<String> = []
    var outcomes: [String: BucketSummary.Outcome] = [:]
    var identifiers: [String: BucketRecord.ID] = [:]
    var otherEvents: [String: Int] = [:]
    var rejected: [RejectedDocument.Reason: Int] = [:]
    var retryCount = 0
    var transferredBytes = 0
    var documentCount = 0
  }

  private let state = Locked(State())
  private let listener: Locked<@Sendable (PullEvent) -> Void>

  init(listener: @escaping @Sendable (PullEvent) -> Void) { self.listener = Locked(listener) }

  /// Documents read so far, repeats included.
  var documentCount: Int { state.withLock { $0.documentCount } }

  func tell(_ event: PullEvent) { listener.withLock { $0(event) } }

  /// - Parameter expectedDocuments: Documents to come, for the buckets of which that is known.
  func plan(_ names: [String], expectedDocuments: [String: Int]) {
    state.withLock { state in
      let known = Set(state.planned)
      state.planned += names.filter { !known.contains($0) }
      state.counted = Set(expectedDocuments.keys)
    }
    tell(
      .planned(
        bucketCount: names.count, expectedDocuments: expectedDocuments.values.reduce(0, +)))
  }

  func begin(_ record: BucketRecord, expectedDocuments: Int?) {
    let isCounted = state.withLock { state in
      state.identifiers[record.name] = record.id
      return state.counted.remove(record.name) != nil
    }
    tell(.begun(bucket: record.name, expectedDocuments: isCounted ? 0 : expectedDocuments))
  }

  func note(_ batch: DocumentBatch, bucket: String, bytes: Int) {
    let (kinds, reasons) = (Self.kinds(in: batch), Self.reasons(in: batch))
    state.withLock { state in
      state.otherEvents.merge(kinds, uniquingKeysWith: +)
      state.rejected.merge(reasons, uniquingKeysWith: +)
      state.transferredBytes += bytes
      state.documentCount += batch.documentCount
    }
    tell(.page(bucket: bucket, documents: batch.documentCount, bytes: bytes))
  }

  func note(_ notice: RetryNotice) {
    state.withLock { $0.retryCount += 1 }
    tell(.retry(notice))
  }

  /// Notes how a bucket ended. A round of following in which nothing changed leaves the outcome of
  /// the rounds before.
  func end(_ name: String, _ outcome: BucketSummary.Outcome) {
    state.withLock { state in
      if outcome != .unchanged || state.outcomes[name] == nil { state.outcomes[name] = outcome }
    }
    tell(.ended(bucket: name, outcome: outcome))
  }

  /// The report, given what the store made of the documents.
  func report(
    ending: PullReport.Ending, counts: [BucketRecord.ID: DocumentCounts]
  ) -> PullReport {
    state.withLock { state in
      let buckets = Set(state.planned).union(state.outcomes.keys).sorted().compactMap {
        name -> BucketSummary? in
        let counts = state.identifiers[name].flatMap { counts[$0] } ?? DocumentCounts()
        if let outcome = state.outcomes[name] {
          return BucketSummary(name: name, outcome: outcome, counts: counts)
        }
        return ending == .finished
          ? nil : BucketSummary(name: name, outcome: .interrupted, counts: counts)
      }
      var totals = DocumentCounts()
      for bucket in buckets { totals += bucket.counts }
      return PullReport(
        ending: ending, buckets: buckets, totals: totals, otherEvents: state.otherEvents,
        rejected: state.rejected, retryCount: state.retryCount,
        transferredBytes: state.transferredBytes)
    }
  }

  private static func kinds(in batch: DocumentBatch) -> [String: Int] {
    var kinds: [String: Int] = [:]
    for event in batch.otherEvents { kinds[event.kind, default: 0] += 1 }
    return kinds
  }

  private static func reasons(in batch: DocumentBatch) -> [RejectedDocument.Reason: Int] {
    var reasons: [RejectedDocument.Reason: Int] = [:]
    for document in batch.rejected { reasons[document.reason, default: 0] += 1 }
    return reasons
  }
}
