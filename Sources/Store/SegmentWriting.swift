import GRDB
import GRDBSQLite
import Readings

/// A segment as the values of its row.
struct EncodedSegment: Sendable {
  let device: Device.ID
  let start: Int64
  /// The columns from `encoding` to `last_ms`.
  fileprivate let numbers: [Int64]
  /// The columns from `time_offset_ms` to `orientation`.
  fileprivate let blobs: [[UInt8]?]
  fileprivate let checksum: Int64

  init(_ segment: Segment) {
    let readings = segment.readings
    let valueBytes = segment.valueBytes
    device = segment.device
    start = segment.start
    numbers = [
      Int64(Segment.encoding), Int64(valueBytes), Int64(readings.count),
      readings.measuredAt.first ?? segment.start, readings.measuredAt.last ?? segment.start,
    ]
    blobs = [
      SegmentBlobs.bytes(of: segment.timeOffsets),
      SegmentBlobs.bytes(of: readings.documentHash),
      SegmentBlobs.encoded(readings.accelerationX, valueBytes: valueBytes),
      SegmentBlobs.encoded(readings.accelerationY, valueBytes: valueBytes),
      SegmentBlobs.encoded(readings.accelerationZ, valueBytes: valueBytes),
      SegmentBlobs.runLengthEncoded(readings.proximity, valueBytes: valueBytes),
      SegmentBlobs.runLengthEncoded(readings.light, valueBytes: valueBytes),
      segment.extendedBlob(from: 0, valueBytes: valueBytes),
      segment.extendedBlob(from: 3, valueBytes: valueBytes),
      segment.extendedBlob(from: 6, valueBytes: valueBytes),
    ]
    checksum = Self.checksum([device, start] + numbers, blobs)
  }

  private static func checksum(_ numbers: [Int64], _ blobs: [[UInt8]?]) -> Int64 {
    var checksum = SegmentChecksum()
    for number in numbers { checksum.add(number) }
    for blob in blobs {
      if let blob { blob.withUnsafeBytes { checksum.add($0) } } else { checksum.addAbsentBlob() }
    }
    return checksum.value
  }
}

/// Writing of segments: the hot loop, on SQLite's C interface.
struct SegmentWriter {
  private let database: Database
  private let insert: Statement
  private let nothingIsComplete: Statement

  init(_ database: Database) throws {
    self.database = database
    insert = try database.cachedStatement(
      sql: """
        INSERT INTO segment (device_id, start_ms, run, encoding, value_bytes, count, first_ms,
          last_ms, time_offset_ms, document_hash, acceleration_x, acceleration_y, acceleration_z,
          proximity, light, rotation, gravity, orientation, checksum)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    nothingIsComplete = try database.cachedStatement(sql: Store.nothingIsComplete)
  }

  /// Adds a segment behind the runs that its hour has already.
  func append(_ segment: EncodedSegment) throws {
    let run = try Int.fetchOne(
      database.cachedStatement(
        sql: "SELECT coalesce(max(run) + 1, 0) FROM segment WHERE device_id = ? AND start_ms = ?"),
      arguments: [segment.device, segment.start])
    try write(segment, run: run ?? 0)
  }

  func write(_ segment: EncodedSegment, run: Int) throws {
    let numbers = [segment.device, segment.start, Int64(run)] + segment.numbers
    let statement = insert.sqliteStatement
    for (index, number) in numbers.enumerated() {
      sqlite3_bind_int64(statement, CInt(index + 1), number)
    }
    for (index, blob) in segment.blobs.enumerated() {
      bind(blob, to: statement, at: CInt(numbers.count + index + 1))
    }
    sqlite3_bind_int64(
      statement, CInt(numbers.count + segment.blobs.count + 1), segment.checksum)
    let outcome = sqlite3_step(statement)
    sqlite3_reset(statement)
    sqlite3_clear_bindings(statement)
    guard outcome == SQLITE_DONE else {
      throw DatabaseError(
        resultCode: ResultCode(rawValue: outcome), message: database.lastErrorMessage,
        sql: insert.sql)
    }
    try nothingIsComplete.execute()
  }

  private func bind(_ blob: [UInt8]?, to statement: OpaquePointer, at index: CInt) {
    guard let blob else {
      sqlite3_bind_null(statement, index)
      return
    }
    // SQLITE_TRANSIENT: SQLite copies the bytes, since the array may move after this call.
    let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    _ = blob.withUnsafeBytes {
      sqlite3_bind_blob(statement, index, $0.baseAddress, CInt($0.count), transient)
    }
  }
}
