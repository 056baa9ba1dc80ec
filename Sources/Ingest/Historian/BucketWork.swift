import Parallel
import Store

/// A bucket that is being scanned, shared by the workers that read its ranges.
final class BucketWork: Sendable {
  struct State: Sendable {
    /// Ranges that are not read to the end.
    var openRanges: Set<Int>
    /// The sequences that the pages showed; one for all of them means that nobody wrote meanwhile.
    var sequences: Set<String> = []
    /// Whether a page came without a sequence.
    var lacksSequence = false
    /// The historian's count with the latest page.
    var totalRows: Int?
    /// Whether the ends of the ranges were asked for once more.
    var wasRechecked = false
    /// Whether the bucket was given up; what remains of it is skipped.
    var isGivenUp = false
  }

  let id: BucketRecord.ID
  let name: String
  /// What the historian told before anything was read in this pull.
  let info: BucketInfo
  /// Whether the scan was begun by an earlier pull.
  let isResumed: Bool
  private let state: Locked<State>

  init(record: BucketRecord, info: BucketInfo, isResumed: Bool) {
    id = record.id
    name = record.name
    self.info = info
    self.isResumed = isResumed
    let open = record.ranges.indices.filter { !record.ranges[$0].isDone }
    state = Locked(State(openRanges: Set(open)))
  }

  func read<Value: Sendable>(_ body: (State) -> Value) -> Value { state.withLock { body($0) } }

  func change<Value: Sendable>(_ body: (inout State) -> Value) -> Value {
    state.withLock { body(&$0) }
  }

  /// Notes what a page told of the whole bucket.
  func note(_ page: AllDocsPage) {
    change { state in
      if let sequence = page.updateSequence {
        state.sequences.insert(sequence)
      } else {
        state.lacksSequence = true
      }
      if let totalRows = page.totalRows { state.totalRows = totalRows }
    }
  }

  /// Whether every page of the whole scan showed the same sequence.
  var isQuiet: Bool {
    !isResumed && read { $0.sequences.count == 1 && !$0.lacksSequence }
  }
}
