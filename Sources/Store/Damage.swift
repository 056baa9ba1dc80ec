import Foundation
import GRDB

/// What a whole store cannot hold. A damaged file may say anything in a row's place: such values are
/// an error here, before anything computes with them.
enum Damage {
  /// From the year 0 to the year 9999 [ms UTC].
  private static let instants: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999
  /// More of anything than a store can count.
  private static let mostCounted = 1 << 50

  /// The instant, where it can be one [ms UTC].
  static func checked(instant: Int64) throws -> Int64 {
    guard instants ~= instant else { throw error("a time that cannot be: \(instant)") }
    return instant
  }

  /// The count, where it can be one.
  static func checked(count: Int) throws -> Int {
    guard 0...mostCounted ~= count else { throw error("a count that cannot be: \(count)") }
    return count
  }

  private static func error(_ what: String) -> DatabaseError {
    DatabaseError(resultCode: .SQLITE_CORRUPT, message: what)
  }

  /// What is wrong with a row that could not be read as what its table says.
  static func detail(of error: any Error) -> String? {
    switch error {
    case is RowDecodingError: "a row holds another kind of value than its table says"
    case is DecodingError: "a row holds a text that cannot be read"
    default: nil
    }
  }
}

extension Row {
  /// A value that the table says is there.
  ///
  /// - Throws: `RowDecodingError` where it is of another kind, which the subscript ends the program
  ///   for.
  func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
    try decode(forColumn: column)
  }

  func value<Value: DatabaseValueConvertible>(_ index: Int) throws -> Value {
    try decode(atIndex: index)
  }

  func instant(_ column: String) throws -> Int64 { try Damage.checked(instant: value(column)) }
  func instant(_ index: Int) throws -> Int64 { try Damage.checked(instant: value(index)) }
  func count(_ column: String) throws -> Int { try Damage.checked(count: value(column)) }
  func count(_ index: Int) throws -> Int { try Damage.checked(count: value(index)) }

  func instantIfAny(_ index: Int) throws -> Int64? {
    let instant: Int64? = try value(index)
    return try instant.map(Damage.checked(instant:))
  }
}
