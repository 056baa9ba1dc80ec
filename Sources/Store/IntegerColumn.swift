import Foundation
import GRDB
import GRDBSQLite

/// A whole column in one row of a result: stepping to each row costs twice what reading it does.
enum IntegerColumn {
  /// The aggregate function of SQL that makes the integers it is given one blob, in the order in
  /// which the rows come.
  static let function = "integer_column"

  /// What was gathered so far. SQLite hands out zeroed memory for it, so this is empty.
  private struct Gathered {
    var values: UnsafeMutablePointer<Int64>?
    var count = 0
    var capacity = 0

    /// - Returns: Whether there was memory for it.
    mutating func append(_ value: Int64) -> Bool {
      if count == capacity {
        let larger = max(1_024, capacity * 2)
        guard let moved = realloc(values, larger * MemoryLayout<Int64>.stride) else { return false }
        values = moved.assumingMemoryBound(to: Int64.self)
        capacity = larger
      }
      values?[count] = value
      count += 1
      return true
    }
  }

  private static func gathered(
    _ context: OpaquePointer?, bytes: Int
  ) -> UnsafeMutablePointer<Gathered>? {
    sqlite3_aggregate_context(context, CInt(bytes))?.assumingMemoryBound(to: Gathered.self)
  }

  /// Makes the function known to a connection.
  static func define(in database: Database) throws {
    let outcome = sqlite3_create_function_v2(
      database.sqliteConnection, function, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil, nil,
      { context, _, values in
        let gathered = IntegerColumn.gathered(context, bytes: MemoryLayout<Gathered>.size)
        let value = sqlite3_value_int64(values?[0])
        if gathered?.pointee.append(value) != true { sqlite3_result_error_nomem(context) }
      },
      { context in
        guard let gathered = IntegerColumn.gathered(context, bytes: 0) else { return }
        let bytes = gathered.pointee.count * MemoryLayout<Int64>.stride
        sqlite3_result_blob64(context, gathered.pointee.values, UInt64(bytes)) { free($0) }
      }, nil)
    guard outcome == SQLITE_OK else {
      throw DatabaseError(resultCode: ResultCode(rawValue: outcome))
    }
  }
}

extension Database {
  /// The integers of a query's only column.
  ///
  /// - Parameter sql: A query for `integer_column(…)`, of one row.
  func integerColumn(of sql: String, _ arguments: [Int64]) throws -> [Int64] {
    var integers: [Int64] = []
    try forEachRow(of: sql, arguments) { row in
      let bytes = UnsafeRawBufferPointer(
        start: sqlite3_column_blob(row, 0), count: Int(sqlite3_column_bytes(row, 0)))
      integers = [Int64](
        unsafeUninitializedCapacity: bytes.count / MemoryLayout<Int64>.stride
      ) { buffer, count in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
        count = buffer.count
      }
    }
    return integers
  }
}
