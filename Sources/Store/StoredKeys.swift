import GRDB
import Readings

/// Looks up which readings of an hour the store holds.
struct StoredKeys {
  private let select: Statement

  init(_ database: Database) throws {
    select = try database.cachedStatement(
      sql: """
        SELECT count, time_offset_ms, document_hash FROM segment
        WHERE device_id = ? AND start_ms = ?
        """)
  }

  /// The identities within one hour: time offset in the upper, document hash in the lower 32 bits.
  func keys(of device: Device.ID, start: Int64) throws -> StoredHour {
    var runs: [[UInt64]] = []
    let rows = try Row.fetchCursor(select, arguments: [device, start])
    while let row = try rows.next() {
      let count = try row.count("count")
      let run: [UInt64]? = try row.withUnsafeData(named: "time_offset_ms") { offsets in
        try row.withUnsafeData(named: "document_hash") { hashes in
          guard let offsets, let hashes, offsets.count == count * 4, hashes.count == count * 4
          else { return nil }
          return offsets.withUnsafeBytes { offsets in
            hashes.withUnsafeBytes { hashes in
              (0..<count).map { index in
                UInt64(offsets.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)) << 32
                  | UInt64(hashes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
              }
            }
          }
        }
      }
      guard let run else {
        throw StoreError.corruptSegment(
          device: device, startMilliseconds: start, detail: "bad time")
      }
      runs.append(run)
    }
    return StoredHour(runs: runs)
  }
}

/// The identities of the readings of one stored hour, one sorted array a run.
struct StoredHour {
  fileprivate var runs: [[UInt64]]

  /// - Complexity: O(runs × log *n*).
  func contains(_ identity: UInt64) -> Bool {
    runs.contains { run in
      var low = 0
      var high = run.count
      while low < high {
        let middle = (low + high) / 2
        if run[middle] < identity { low = middle + 1 } else { high = middle }
      }
      return low < run.count && run[low] == identity
    }
  }
}
