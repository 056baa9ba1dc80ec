import Readings
import Store

/// What all workers of a pull share.
struct PullContext: Sendable {
  let client: HistorianClient
  let writer: PullWriter
  let tally: PullTally
  let pageSize: PageSize
  let jobs: Int
  /// Whether everything is read again, whatever is known.
  let isFull: Bool

  /// Hands a page of a scan to the writer, with the resume key that it reaches.
  func add(
    _ page: PageReader.ScanPage, _ work: BucketWork, _ index: Int, resumeKey: String?
  ) async throws {
    work.note(sequence: page.content.updateSequence, totalRows: page.content.totalRows)
    let (rows, isLast) = (page.content.rowCount, page.isLast)
    try await writer.add(page.content.batch, from: work.id) { record in
      record.ranges[index].resumeKey = resumeKey
      record.ranges[index].rowsSeen += rows
      record.ranges[index].isDone = isLast
      record.rowsSeen += rows
    }
    tally.note(page.content.batch, bucket: work.name, bytes: page.bytes)
  }
}

/// What a bucket needs.
enum BucketPlan: Sendable, Equatable {
  case nothing
  /// Only what was written since.
  case changes(since: String)
  /// The rest of a scan that an earlier pull began.
  case restOfScan
  case scan

  init(record: BucketRecord, info: BucketInfo, isFull: Bool) {
    if isFull {
      self = .scan
    } else if record.state == .complete {
      self =
        record.isUnchanged(info)
        ? .nothing : record.changesSequence.map { .changes(since: $0) } ?? .scan
    } else if record.state == .scanning, !record.ranges.isEmpty, record.scanSequence != nil {
      self = .restOfScan
    } else {
      self = .scan
    }
  }
}

extension BucketRecord {
  /// Whether the historian tells the same of the bucket as when it was last read to the end.
  func isUnchanged(_ info: BucketInfo) -> Bool {
    updateSequence != nil && updateSequence == info.updateSequence
      && documentCount == info.documentCount
  }
}

/// One worker's way through the units of work. Each returns the further work it made.
struct BucketPuller {
  let context: PullContext
  let reader: PageReader

  /// Does one unit. A fault that concerns one bucket ends that bucket and is reported; one that
  /// concerns all is thrown.
  func work(on unit: WorkUnit) async throws -> [WorkUnit] {
    do {
      switch unit {
      case .examine(let candidate): return try await examine(candidate)
      case .range(let work, let index): return try await scan(work, index)
      }
    } catch let error as HistorianError where !error.endsPull {
      if case .range(let work, _) = unit, work.giveUp() { return [] }
      context.tally.end(unit.name, .incomplete(reason: error.description))
      return []
    }
  }

  // MARK: Examining

  private func examine(_ candidate: Candidate) async throws -> [WorkUnit] {
    if candidate.origin == .unlisted {
      await noteAbsence(of: candidate)
      return []
    }
    let told =
      if let info = candidate.info { info } else {
        try await context.client.info(of: candidate.name)
      }
    guard let info = told else {
      await noteAbsence(of: candidate)
      return []
    }
    let record = try await context.writer.bucket(
      historian: context.client.address.description, name: candidate.name)
    switch BucketPlan(record: record, info: info, isFull: context.isFull) {
    case .nothing:
      context.tally.end(record.name, .unchanged)
      return []
    case .changes(let sequence): return try await update(record, info, since: sequence)
    case .restOfScan: return begin(record, info, isResumed: true)
    case .scan: return try await beginScan(of: record, info)
    }
  }

  /// No such database: gone if it was ever seen, missing if the user named it, else nothing.
  private func noteAbsence(of candidate: Candidate) async {
    let historian = context.client.address.description
    if let record = await context.writer.knownBucket(
      historian: historian, name: candidate.name)
    {
      await noteGone(record.id, record.name)
    } else if candidate.origin == .named {
      context.tally.end(candidate.name, .missing)
    }
  }

  func noteGone(_ id: BucketRecord.ID, _ name: String) async {
    await context.writer.update(id) { $0.state = .gone }
    context.tally.end(name, .gone)
  }

  // MARK: Scanning

  func beginScan(of record: BucketRecord, _ info: BucketInfo) async throws -> [WorkUnit] {
    let ranges = ScanPlan.ranges(
      documentCount: info.documentCount, pageSize: context.pageSize.current, jobs: context.jobs)
    let change: @Sendable (inout BucketRecord) -> Void = { record in
      record.state = .scanning
      record.scanSequence = info.updateSequence
      record.ranges = ranges
      record.rowsSeen = 0
    }
    let begun =
      record.counts.read > 0
      ? try await context.writer.restart(record.id, change)
      : await context.writer.update(record.id, change)
    return begin(begun ?? record, info, isResumed: false)
  }

  private func begin(_ record: BucketRecord, _ info: BucketInfo, isResumed: Bool) -> [WorkUnit] {
    let work = BucketWork(record: record, info: info, isResumed: isResumed)
    context.tally.begin(
      record, expectedDocuments: info.documentCount.map { max(0, $0 - record.rowsSeen) })
    let open = work.read { $0.openRanges.sorted() }
    // All may be read already, when the earlier pull ended between the last page and the end.
    return (open.isEmpty ? [0] : open).map { .range(work, index: $0) }
  }

  /// Reads one range to its end. While a page is handed to the writer the next is on its way.
  private func scan(_ work: BucketWork, _ index: Int) async throws -> [WorkUnit] {
    guard !work.read({ $0.isGivenUp }), let record = await context.writer.record(work.id) else {
      return []
    }
    let range = record.ranges[index]
    guard !range.isDone else { return try await conclude(work, range: index) }
    let context = context
    var start = range.resumeKey ?? range.startKey
    var next = try await reader.scanPage(of: work.name, from: start, through: range.endKey)
    while let page = next, !work.read({ $0.isGivenUp }) {
      let following = page.content.lastID.map(ScanPlan.successor) ?? start
      async let added: Void = context.add(page, work, index, resumeKey: following)
      if page.isLast {
        try await added
        return try await conclude(work, range: index)
      }
      start = following
      next = try await reader.scanPage(of: work.name, from: start, through: range.endKey)
      try await added
    }
    if work.giveUp() { return [] }
    await noteGone(work.id, work.name)
    return []
  }

  // MARK: Ending

  /// Ends the bucket when this was its last open range.
  private func conclude(_ work: BucketWork, range index: Int) async throws -> [WorkUnit] {
    let isLast = work.change { state in
      state.openRanges.remove(index)
      return state.openRanges.isEmpty && !state.isGivenUp
    }
    guard isLast, let record = await context.writer.record(work.id) else { return [] }
    var seen = record.rowsSeen
    var sequence = record.scanSequence
    let isQuiet = work.isQuiet
    if !isQuiet, let since = record.scanSequence {
      switch try await follow(work.id, work.name, since: since, documentCount: record.rowsSeen) {
      case .upToDate(let last, let results): (sequence, seen) = (last, seen + results)
      case .gone: return []
      case .unknownSequence(let answer):
        context.tally.end(work.name, .incomplete(reason: answer))
        await forgetScan(of: work.id)
        return []
      }
    }
    let expected = (isQuiet ? work.read { $0.totalRows } : nil) ?? work.info.documentCount
    if let expected, isQuiet ? seen != expected : seen < expected {
      return await handleMismatch(work, seen: seen, expected: expected)
    }
    await complete(work.id, work.info, changesSequence: sequence)
    context.tally.end(work.name, .complete)
    return []
  }

  /// Rows are missing: asks once more what lies behind the end of every range, for a page that was
  /// cut short in a way that leaves its JSON whole looks like the last. Then gives up, says so, and
  /// lets the next pull read the bucket again.
  private func handleMismatch(
    _ work: BucketWork, seen: Int, expected: Int
  ) async -> [WorkUnit] {
    let isFirst = work.change { state in
      defer { state.wasRechecked = true }
      return !state.wasRechecked
    }
    if isFirst, seen < expected {
      let record = await context.writer.update(work.id) { record in
        for index in record.ranges.indices { record.ranges[index].isDone = false }
      }
      let indices = record?.ranges.indices ?? 0..<0
      work.change { $0.openRanges = Set(indices) }
      return indices.map { .range(work, index: $0) }
    }
    await forgetScan(of: work.id)
    let reason =
      "the historian counts \(expected.grouped) documents, \(seen.grouped) were read"
    context.tally.end(work.name, .incomplete(reason: reason))
    return []
  }

  private func forgetScan(of id: BucketRecord.ID) async {
    await context.writer.update(id) { record in
      record.state = .new
      record.ranges = []
      record.scanSequence = nil
    }
  }

  /// Notes that the bucket was read to the end.
  ///
  /// The sequence and count are those from before the reading: when they are still the same at
  /// the next pull, nothing was written since, and so all that there is was read.
  func complete(
    _ id: BucketRecord.ID, _ info: BucketInfo, changesSequence: String?
  ) async {
    await context.writer.update(id) { record in
      record.state = .complete
      record.updateSequence = info.updateSequence
      record.documentCount = info.documentCount
      record.changesSequence = changesSequence
      record.scanSequence = nil
      record.ranges = []
    }
  }
}

extension WorkUnit {
  fileprivate var name: String {
    switch self {
    case .examine(let candidate): candidate.name
    case .range(let work, _): work.name
    }
  }
}

extension BucketWork {
  /// Gives the bucket up; `true` when it was given up before.
  fileprivate func giveUp() -> Bool {
    change { state in
      defer { state.isGivenUp = true }
      return state.isGivenUp
    }
  }
}
