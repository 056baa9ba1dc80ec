/// Walks over a database's living documents in the order of their identifiers.
///
/// Two sorted lists are merged on the way: the source's documents and the written ones. A
/// written one hides the source's of the same identifier; a tombstone is passed over.
struct RowCursor {
  private let content: DatabaseContent
  private let isDescending: Bool
  /// Next places to look at; in descending order the place *after* the next one.
  private var basePosition: Int
  private var writtenPosition: Int

  /// Stands before the first document at or after `start`, or, in descending order, before the
  /// first one at or before it.
  init(_ content: DatabaseContent, from start: Bytes?, isDescending: Bool) {
    self.content = content
    self.isDescending = isDescending
    if let start {
      // The least text after `start`: in descending order `start` itself still counts.
      let bound = isDescending ? start + [0] : start
      basePosition = content.base.position(of: bound)
      writtenPosition = content.writtenPosition(of: bound)
    } else {
      basePosition = isDescending ? content.base.count : 0
      writtenPosition = isDescending ? content.written.count : 0
    }
  }

  /// Number of living documents before the cursor, in its direction.
  var offset: Int {
    let rank = content.rank(base: basePosition, written: writtenPosition)
    return isDescending ? content.documentCount - rank : rank
  }

  mutating func next() -> Row? { isDescending ? previousRow() : nextRow() }

  private mutating func nextRow() -> Row? {
    while true {
      let hasBase = basePosition < content.base.count
      guard writtenPosition < content.written.count else {
        guard hasBase else { return nil }
        return takeBase(at: basePosition, step: 1)
      }
      let record = content.written[writtenPosition]
      let order = hasBase ? content.base.compare(basePosition, with: record.id) : 1
      if order < 0 { return takeBase(at: basePosition, step: 1) }
      if order == 0 { basePosition += 1 }
      writtenPosition += 1
      if !record.isDeleted { return .written(record) }
    }
  }

  private mutating func previousRow() -> Row? {
    while true {
      let hasBase = basePosition > 0
      guard writtenPosition > 0 else {
        guard hasBase else { return nil }
        return takeBase(at: basePosition - 1, step: -1)
      }
      let record = content.written[writtenPosition - 1]
      let order = hasBase ? content.base.compare(basePosition - 1, with: record.id) : -1
      if order > 0 { return takeBase(at: basePosition - 1, step: -1) }
      if order == 0 { basePosition -= 1 }
      writtenPosition -= 1
      if !record.isDeleted { return .written(record) }
    }
  }

  private mutating func takeBase(at position: Int, step: Int) -> Row {
    basePosition += step
    return .source(Int(content.base.order[position]))
  }
}
