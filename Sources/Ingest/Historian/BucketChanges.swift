import Store

/// Reading what was written to a bucket since it was last read to the end.
extension BucketPuller {
  enum FollowResult {
    /// Nothing more is pending; `results` changes were read.
    case upToDate(last: String, results: Int)
    /// All were read, but some came without their document: they are asked for again the next
    /// time, from the sequence before them.
    case documentsMissing(count: Int)
    case gone
    /// The historian does not know the sequence, perhaps of a database made anew.
    case unknownSequence(answer: String)
  }

  /// Changes may be delivered again, even all of them; more than this often is no rewind any more.
  private static let mostRewinds = 4
  /// Changes that are always accepted, however small the bucket.
  private static let fewestChanges = 100_000

  /// Brings a complete bucket up to date.
  func update(
    _ record: BucketRecord, _ info: BucketInfo, since sequence: String
  ) async throws -> [WorkUnit] {
    let expected = info.documentCount.map { max(0, $0 - (record.documentCount ?? 0)) }
    context.tally.begin(record, expectedDocuments: expected)
    let result = try await follow(
      record.id, record.name, since: sequence, documentCount: info.documentCount ?? 0)
    switch result {
    case .upToDate(let last, _):
      await complete(record.id, info, changesSequence: last)
      context.tally.end(record.name, .complete)
      return []
    case .documentsMissing(let count):
      context.tally.end(record.name, .incomplete(reason: Self.words(missing: count)))
      return []
    case .gone: return []
    case .unknownSequence: return try await beginScan(of: record, info)
    }
  }

  /// Reads the changes since a sequence until none is pending. The sequence reached is committed
  /// with the documents before it.
  func follow(
    _ id: BucketRecord.ID, _ name: String, since first: String, documentCount: Int
  ) async throws -> FollowResult {
    let bound = Self.mostRewinds * documentCount + Self.fewestChanges
    var sequence = first
    var results = 0
    var missing = 0
    while true {
      let answer: PageReader.ChangesAnswer?
      do {
        answer = try await reader.changes(of: name, since: sequence)
      } catch let refusal as Refusal where refusal.status == 400 {
        return .unknownSequence(answer: refusal.answer)
      } catch let refusal as Refusal {
        throw HistorianError.badRequest(
          what: "/\(name)/_changes", status: refusal.status, answer: refusal.answer)
      }
      guard let answer else {
        try await noteAbsence(of: id, name)
        return .gone
      }
      sequence = answer.content.lastSequence
      results += answer.content.resultCount
      missing += answer.content.missingDocumentCount
      let (reached, isWhole) = (sequence, missing == 0)
      try await context.writer.add(answer.content.batch, from: id) { record in
        // A scan in progress goes on from its own beginning until it has ended.
        if record.state == .complete, isWhole { record.changesSequence = reached }
      }
      context.tally.note(answer.content.batch, bucket: name, bytes: answer.bytes)
      if answer.isLast {
        return missing > 0
          ? .documentsMissing(count: missing) : .upToDate(last: sequence, results: results)
      }
      guard results <= bound else {
        throw HistorianError.nonsense(
          what: "/\(name)/_changes", detail: "the changes come again and again without an end")
      }
    }
  }
}
