import Store

/// Ending the scan of a bucket: whether all was read, and what to do where it was not.
extension BucketPuller {
  /// Ends the bucket when this was its last open range.
  func conclude(_ work: BucketWork, range index: Int) async throws -> [WorkUnit] {
    let isLast = work.change { state in
      state.openRanges.remove(index)
      return state.openRanges.isEmpty && !state.isGivenUp
    }
    guard isLast, let record = await context.writer.record(work.id) else { return [] }
    var seen = record.rowsSeen
    var sequence = record.scanSequence
    var missing = record.missingDocuments
    let isQuiet = work.isQuiet
    if !isQuiet, let since = record.scanSequence {
      switch try await follow(work.id, work.name, since: since, documentCount: record.rowsSeen) {
      case .upToDate(let last, let results): (sequence, seen) = (last, seen + results)
      case .documentsMissing(let count): missing += count
      case .gone: return []
      case .unknownSequence(let answer):
        context.tally.end(work.name, .incomplete(reason: answer))
        await forgetScan(of: work.id)
        return []
      }
    }
    guard missing == 0 else {
      await forgetScan(of: work.id)
      context.tally.end(work.name, .incomplete(reason: Self.words(missing: missing)))
      return []
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

  static func words(missing count: Int) -> String {
    "the historian did not give \(count.grouped) document\(count == 1 ? "" : "s")"
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
