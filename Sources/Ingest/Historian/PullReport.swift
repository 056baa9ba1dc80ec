import Readings
import Store

/// What became of one bucket in a pull.
public struct BucketSummary: Sendable, Equatable {
  public enum Outcome: Sendable, Equatable {
    /// Nothing has changed since it was last read to the end: not one document was asked for.
    case unchanged
    /// Read to the end.
    case complete
    /// The historian no longer has it; what was pulled stays.
    case gone
    /// Named by the user, and neither the historian nor the store has it.
    case missing
    /// Not read to the end, for this reason.
    case incomplete(reason: String)
    /// Not read to the end because the pull was ended.
    case interrupted
  }

  public var name: String
  public var outcome: Outcome
  /// What became of the documents read in this pull.
  public var counts: DocumentCounts

  public init(name: String, outcome: Outcome, counts: DocumentCounts = DocumentCounts()) {
    self.name = name
    self.outcome = outcome
    self.counts = counts
  }

  /// The outcome in words: `skipped, unchanged`, `12,400 new`, `gone from the historian`.
  public var words: String {
    switch outcome {
    case .unchanged: "skipped, unchanged"
    case .complete: newWords
    case .gone: "gone from the historian" + (counts.read == 0 ? "" : ", \(newWords)")
    case .missing: "no such database"
    case .incomplete(let reason): "incomplete: \(reason); \(newWords)"
    case .interrupted: "interrupted; \(newWords)"
    }
  }

  private var newWords: String {
    (counts.new == 0 ? "nothing new" : "\(counts.new.grouped) new")
      + (counts.pruned == 0 ? "" : ", \(counts.pruned.grouped) older than what prune keeps")
  }
}

/// The result of a pull.
public struct PullReport: Sendable, Equatable {
  /// How the pull ended.
  public enum Ending: Sendable, Equatable {
    /// Every bucket was dealt with.
    case finished
    /// Ended from outside; what was complete is in the store, the next pull goes on.
    case interrupted
    /// The time that it was given is over; the next pull goes on.
    case timeUp
    /// The historian failed in a way that ends the whole pull.
    case failed(HistorianError)
  }

  public var ending: Ending
  /// The buckets dealt with, by name.
  public var buckets: [BucketSummary]
  /// Over all buckets; `read` is the sum of the others.
  public var totals: DocumentCounts
  /// Documents read that are no door readings, by kind, repeats included.
  public var otherEvents: [String: Int]
  /// Documents read and rejected, by reason.
  public var rejected: [RejectedDocument.Reason: Int]
  /// Requests that were sent again.
  public var retryCount: Int
  /// Bytes of documents' pages as they came over the network.
  public var transferredBytes: Int

  /// Whether some bucket could not be read, or some documents were rejected.
  public var isIncomplete: Bool {
    totals.rejected > 0
      || buckets.contains {
        switch $0.outcome {
        case .incomplete, .missing, .interrupted: true
        case .unchanged, .complete, .gone: false
        }
      }
  }
}

/// What a pull tells while it runs. Events come from several threads, one at a time.
public enum PullEvent: Sendable, Equatable {
  /// The buckets that will be dealt with, and how many documents are to come from those of which
  /// that is known already.
  case planned(bucketCount: Int, expectedDocuments: Int)
  /// A bucket is about to be read, with about this many documents to come beyond those planned.
  case begun(bucket: String, expectedDocuments: Int?)
  /// A page was read.
  case page(bucket: String, documents: Int, bytes: Int)
  /// A request failed and will be sent again.
  case retry(RetryNotice)
  /// A bucket is dealt with.
  case ended(bucket: String, outcome: BucketSummary.Outcome)
  /// A round of following ended in a fault; the next round tries again.
  case trouble(HistorianError)
  /// A round of following is over; the next begins after so long.
  case waiting(seconds: Double)
}

/// Where a pull stands: the sum of its events.
public struct PullProgress: Sendable, Equatable {
  public var bucketsDone = 0
  public var bucketsPlanned = 0
  public var documentsDone = 0
  public var documentsExpected = 0
  public var bytes = 0
  public var retries = 0
  /// The bucket that was heard of last.
  public var bucket: String?
  /// Whether a round of following is over and the next has not begun.
  public var isWaiting = false
  /// Why the last request was sent again, or the last round of following failed.
  public var lastTrouble: String?

  public init() {}

  public mutating func apply(_ event: PullEvent) {
    switch event {
    case .planned(let count, let expected):
      bucketsPlanned += count
      documentsExpected += expected
      isWaiting = false
      lastTrouble = nil
    case .begun(let bucket, let expected):
      self.bucket = bucket
      documentsExpected += expected ?? 0
    case .page(let bucket, let documents, let bytes):
      self.bucket = bucket
      documentsDone += documents
      documentsExpected = max(documentsExpected, documentsDone)
      self.bytes += bytes
    case .retry(let notice):
      retries += 1
      lastTrouble = notice.reason
    case .ended: bucketsDone += 1
    case .trouble(let error): lastTrouble = error.happening
    case .waiting:
      // What is left to do of one round says nothing about the next.
      (bucketsDone, bucketsPlanned, documentsExpected) = (0, 0, documentsDone)
      isWaiting = true
    }
  }
}
