/// Faults that change what an answer says, before it is on the wire.
extension Answer {
  /// Changes rows as the fault wants; other faults and answers without rows stay as they are.
  mutating func damageRows(_ action: Fault.Action?) {
    switch action {
    case .nullDocuments: changeRows { [Self.withoutDocument($0)] }
    case .repeatedRows: changeRows { [Bytes($0), Bytes($0)] }
    default: return
    }
  }

  /// Compresses a body where it is not yet, and spoils a byte in its middle.
  mutating func corruptGzip() {
    if !headers.contains(where: { $0.name == "Content-Encoding" }) { compress() }
    var bytes = wholeBody
    guard bytes.count > 20 else { return }
    // Behind the head, and several in a row: a single one may hit a stored block unseen.
    for index in bytes.count / 2..<bytes.count / 2 + 4 { bytes[index] ^= 0xFF }
    body = .whole(bytes)
  }

  /// The body in one piece; empty for one that is not made yet.
  var wholeBody: Bytes {
    switch body {
    case .whole(let bytes): bytes
    case .chunks(let chunks): Bytes(chunks.joined())
    case .feed: []
    }
  }

  /// Every third row is one that a fault changes, so that the others tell whether they got through.
  private static let changedShare = 3

  /// Changes rows of `_all_docs` and results of `_changes`, which stand one a line.
  private mutating func changeRows(_ change: (ArraySlice<UInt8>) -> [Bytes]) {
    if case .feed = body { return }
    var count = 0
    let lines = wholeBody.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let changed = lines.map { line -> Bytes in
      guard line.starts(with: "{\"id\":".utf8) || line.starts(with: "{\"seq\":".utf8) else {
        return Bytes(line)
      }
      defer { count += 1 }
      guard count.isMultiple(of: Self.changedShare),
        let brace = line.lastIndex(of: UInt8(ascii: "}"))
      else { return Bytes(line) }
      return Bytes(change(line[...brace]).joined(separator: ",\r\n".utf8)) + line[(brace + 1)...]
    }
    body = .chunks([Bytes(changed.joined(separator: [UInt8(ascii: "\n")]))])
  }

  private static func withoutDocument(_ row: ArraySlice<UInt8>) -> Bytes {
    guard let member = row.firstRange(of: ",\"doc\":".utf8) else { return Bytes(row) }
    return Bytes(row[..<member.upperBound]) + "null}".utf8
  }
}
