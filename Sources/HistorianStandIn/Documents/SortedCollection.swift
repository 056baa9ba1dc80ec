import Foundation

/// A collection with its documents in the order of `_all_docs`: raw bytes of the identifiers.
final class SortedCollection: Sendable {
  let documents: any DocumentCollection
  /// Document indexes by identifier.
  let order: [UInt32]
  var count: Int { order.count }
  /// Documents that a later one of the same identifier replaced.
  let replaced: Set<Int>

  /// An identifier's first eight bytes as a number, which settles nearly every comparison.
  private struct Key {
    var prefix: UInt64
    var index: UInt32
  }

  /// Of documents with equal identifiers the last one stays.
  ///
  /// - Complexity: O(*n* log *n*), mostly comparing the identifiers' first eight bytes.
  init(_ documents: some DocumentCollection) {
    self.documents = documents
    var keys = (0..<documents.count).map { index in
      documents.withID(of: index) { Key(prefix: Self.prefix(of: $0), index: UInt32(index)) }
    }
    keys.sort { left, right in
      if left.prefix != right.prefix { return left.prefix < right.prefix }
      let order = documents.withID(of: Int(left.index)) { first in
        documents.withID(of: Int(right.index)) { Self.compare(first, $0) }
      }
      return order != 0 ? order < 0 : left.index < right.index
    }
    var replaced: Set<Int> = []
    var order: [UInt32] = []
    order.reserveCapacity(keys.count)
    for (position, key) in keys.enumerated() {
      if position + 1 < keys.count, keys[position + 1].prefix == key.prefix {
        let isRepeated = documents.withID(of: Int(key.index)) { first in
          documents.withID(of: Int(keys[position + 1].index)) { Self.compare(first, $0) == 0 }
        }
        if isRepeated {
          replaced.insert(Int(key.index))
          continue
        }
      }
      order.append(key.index)
    }
    self.order = order
    self.replaced = replaced
  }

  func id(at position: Int) -> Bytes { documents.withID(of: Int(order[position])) { Bytes($0) } }

  /// Compares the identifier at a position with another: negative when it comes before.
  func compare(_ position: Int, with id: Bytes) -> Int {
    documents.withID(of: Int(order[position])) { own in
      id.withUnsafeBytes { Self.compare(own, $0) }
    }
  }

  /// Number of documents whose identifier comes before `id`.
  func position(of id: Bytes) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if compare(middle, with: id) < 0 { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func find(_ id: Bytes) -> Int? {
    let position = position(of: id)
    return position < count && compare(position, with: id) == 0 ? position : nil
  }

  private static func prefix(of id: UnsafeRawBufferPointer) -> UInt64 {
    if id.count >= 8 { return UInt64(bigEndian: id.loadUnaligned(as: UInt64.self)) }
    return id.reduce(0) { $0 << 8 | UInt64($1) } << (UInt64(8 - id.count) * 8)
  }

  static func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer)
    -> Int
  {
    let shared = min(left.count, right.count)
    if shared > 0, let first = left.baseAddress, let second = right.baseAddress {
      let order = memcmp(first, second, shared)
      if order != 0 { return Int(order) }
    }
    return left.count - right.count
  }
}
