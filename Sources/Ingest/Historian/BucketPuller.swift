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
    work.note(page.content)
    let isLast = page.isLast
    let rows = page.content.rowCount - page.content.repeatedRowCount
    let missing = page.content.missingDocumentCount
    try await writer.add(page.content.batch, from: work.id) { record in
      record.ranges[index].resumeKey = resumeKey
      record.ranges[index].rowsSeen += rows
      if missing > 0 { record.ranges[index].missingDocuments = missing + record.missing(index) }
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
  /// The rest of a scan that an earlier pull began. One that lacks documents is begun anew: its end
  /// could only say that they are missing.
  case restOfScan
  case scan

  init(record: BucketRecord, info: BucketInfo, isFull: Bool) {
    if isFull {
      self = .scan
    } else if record.state == .complete {
      self =
        record.isUnchanged(info)
        ? .nothing : record.changesSequence.map { .changes(since: $0) } ?? .scan
    } else if record.state == .scanning, !record.ranges.isEmpty, record.scanSequence != nil,
      record.missingDocuments == 0
    {
      self = .restOfScan
    } else {
      self = .scan
    }
  }
}

extension BucketRecord {
  /// Documents of a range that the historian did not give.
  func missing(_ range: Int) -> Int { ranges[range].missingDocuments ?? 0 }

  /// Documents of all ranges that the historian did not give.
  var missingDocuments: Int { ranges.indices.reduce(0) { $0 + missing($1) } }

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
      context.tally.end(unit.name, .incomplete(reason: error.happening))
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
      await end(gone: record.id, record.name)
    } else if candidate.origin == .named {
      context.tally.end(candidate.name, .missing)
    }
  }

  /// The documents of a bucket that was there a moment ago were not found: asks whether it is
  /// really gone, for a server in trouble says so too.
  func noteAbsence(of id: BucketRecord.ID, _ name: String) async throws {
    guard try await context.client.info(of: name) != nil else {
      return await end(gone: id, name)
    }
    context.tally.end(
      name, .incomplete(reason: "the historian has it, and says that it has no documents"))
  }

  private func end(gone id: BucketRecord.ID, _ name: String) async {
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
    try await noteAbsence(of: work.id, work.name)
    return []
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
