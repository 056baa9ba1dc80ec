/// What one database holds at one moment: the source's documents with the written ones over them.
///
/// A value: a page is made from a copy, so that writing never changes a page that is under way.
struct DatabaseContent: Sendable {
  let base: SortedCollection
  /// Written documents by identifier, tombstones included.
  private(set) var written: [Record] = []
  /// Positions in `base` whose document was written again, ascending.
  private(set) var hidden: [Int] = []
  /// The same documents by their index in the source.
  private(set) var hiddenIndexes: Set<Int> = []
  /// The last update's number. Documents of the source are updates 1…n in their order.
  private(set) var updateSequence: Int
  private(set) var deletedCount = 0
  /// Positions in `written` are not stable, so updates name documents by identifier.
  private(set) var updates: [(sequence: Int, id: Bytes)] = []
  private(set) var security: JSON?

  init(base: SortedCollection) {
    self.base = base
    updateSequence = base.documents.count
  }

  /// Living documents, design documents included.
  var documentCount: Int { base.count - hidden.count + written.count - deletedCount }

  /// Members and administrators. As each shard of the recorded server keeps them, the sequence
  /// goes on by the number of shards, two.
  mutating func setSecurity(_ security: JSON) {
    self.security = security
    updateSequence += 2
  }

  // MARK: Finding

  func writtenPosition(of id: Bytes) -> Int {
    written.partitioningIndex { !$0.id.lexicographicallyPrecedes(id) }
  }

  func record(_ id: Bytes) -> Record? {
    let position = writtenPosition(of: id)
    return position < written.count && written[position].id == id ? written[position] : nil
  }

  /// The document under an identifier, wherever it comes from; `nil` when there never was one.
  func row(_ id: Bytes) -> Row? {
    if let record = record(id) { return .written(record) }
    return base.find(id).map { .source(Int(base.order[$0])) }
  }

  /// Number of living documents before the given places in `base` and `written`.
  func rank(base position: Int, written place: Int) -> Int {
    let hiddenBefore = hidden.partitioningIndex { $0 >= position }
    let deletedBefore = deletedCount == 0 ? 0 : written[..<place].count { $0.isDeleted }
    return position - hiddenBefore + place - deletedBefore
  }

  func isHidden(_ position: Int) -> Bool {
    guard !hidden.isEmpty else { return false }
    let place = hidden.partitioningIndex { $0 >= position }
    return place < hidden.count && hidden[place] == position
  }

  // MARK: Writing

  /// A written document as a record, made from the source's when it is written for the first time.
  func recordForUpdate(_ id: Bytes) -> Record? {
    if let record = record(id) { return record }
    guard let position = base.find(id) else { return nil }
    let index = Int(base.order[position])
    var name = Bytes()
    base.documents.appendRevision(of: index, to: &name)
    var text = Bytes()
    base.documents.appendDocument(index, to: &text)
    let (start, digest) = Revision.parse(name) ?? (1, name)
    let leaf = Revision(
      start: start, path: [digest], members: Self.membersText(of: text), isDeleted: false)
    return Record(id: id, sequence: 0, leaf: leaf)
  }

  private static func membersText(of document: Bytes) -> Bytes {
    guard case .object(let members) = try? JSONParser.value(of: document) else { return [] }
    let own = members.filter { $0.name.first != UInt8(ascii: "_") }
    return Bytes(JSON.object(own).text.dropFirst().dropLast())
  }

  /// Takes over records, each as one more update in the given order.
  ///
  /// - Complexity: O(*n* + *m* log *m*) for *m* records: a bulk is merged in one pass.
  mutating func store(_ records: [Record]) {
    var newest: [Bytes: Record] = [:]
    for var record in records {
      updateSequence += 1
      record.sequence = updateSequence
      updates.append((updateSequence, record.id))
      newest[record.id] = record
    }
    for (id, record) in newest {
      hide(id)
      deletedCount += (record.isDeleted ? 1 : 0) - (self.record(id)?.isDeleted == true ? 1 : 0)
    }
    let added = newest.values.sorted { $0.id.lexicographicallyPrecedes($1.id) }
    if added.count == 1 { place(added[0]) } else { merge(added) }
  }

  private mutating func hide(_ id: Bytes) {
    guard base.count > 0, let position = base.find(id), !isHidden(position) else { return }
    hiddenIndexes.insert(Int(base.order[position]))
    hidden.insert(position, at: hidden.partitioningIndex { $0 >= position })
  }

  private mutating func place(_ record: Record) {
    let position = writtenPosition(of: record.id)
    if position < written.count, written[position].id == record.id {
      written[position] = record
    } else {
      written.insert(record, at: position)
    }
  }

  private mutating func merge(_ added: [Record]) {
    var merged: [Record] = []
    merged.reserveCapacity(written.count + added.count)
    var old = written[...]
    for record in added {
      while let first = old.first, first.id.lexicographicallyPrecedes(record.id) {
        merged.append(old.removeFirst())
      }
      if old.first?.id == record.id { old.removeFirst() }
      merged.append(record)
    }
    written = merged + old
  }
}

/// One document of a database.
enum Row: Sendable {
  /// Index in the source's collection.
  case source(Int)
  case written(Record)
}

extension RandomAccessCollection {
  /// First index whose element satisfies a predicate that, once true, stays true.
  func partitioningIndex(where predicate: (Element) -> Bool) -> Index {
    var (low, count) = (startIndex, self.count)
    while count > 0 {
      let middle = index(low, offsetBy: count / 2)
      if predicate(self[middle]) {
        count /= 2
      } else {
        low = index(after: middle)
        count -= count / 2 + 1
      }
    }
    return low
  }
}
