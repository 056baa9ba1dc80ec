import CColumns
import GRDB
import GRDBSQLite
import Readings

/// What is read of every reading.
enum StoredColumns {
  /// What detection computes on: all but gravity.
  case detection
  case all
}

/// Reading of segments: the hot loop, on SQLite's C interface.
///
/// An hour may stand in several runs, each sorted, no reading in two of them; readers see them
/// merged.
struct SegmentReader<Value: BinaryFloatingPoint & BitwiseCopyable & Sendable> {
  private let database: Database
  private let select: Statement
  private let columns: StoredColumns

  /// - Parameters:
  ///   - columns: What is wanted of every reading.
  ///   - hasChecksums: Whether the file's segments have check sums at all: a store of an earlier
  ///     version, opened for reading only, has none.
  init(_ database: Database, columns: StoredColumns, hasChecksums: Bool = true) throws {
    self.database = database
    self.columns = columns
    select = try database.cachedStatement(
      sql: """
        SELECT segment_id, start_ms, encoding, value_bytes, count, time_offset_ms, document_hash,
          acceleration_x, acceleration_y, acceleration_z, proximity, light, rotation, gravity,
          orientation, first_ms, last_ms, \(hasChecksums ? "checksum" : "NULL")
        FROM segment WHERE device_id = ? AND start_ms >= ? AND start_ms < ?
        ORDER BY start_ms, run
        """)
  }

  /// All readings of a device within an interval, sorted by (time, document hash).
  func readings(of device: Device.ID, in interval: Interval) throws -> ReadingColumns<Value> {
    var readings = ReadingColumns<Value>()
    guard !interval.isEmpty else { return readings }
    let statement = select.sqliteStatement
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    readings.reserveCapacity(try count(of: device, in: interval))
    sqlite3_bind_int64(statement, 1, device)
    sqlite3_bind_int64(statement, 2, Segment.start(ofHourContaining: interval.start))
    sqlite3_bind_int64(statement, 3, interval.end)
    var hourStart = Int64.min
    var firstOfHour = 0
    while true {
      let outcome = sqlite3_step(statement)
      if outcome == SQLITE_DONE { break }
      guard outcome == SQLITE_ROW else {
        throw DatabaseError(
          resultCode: ResultCode(rawValue: outcome), message: database.lastErrorMessage)
      }
      let start = sqlite3_column_int64(statement, 1)
      if start != hourStart {
        readings.sortByTime(from: firstOfHour)
        // What is before the interval goes while little stands behind it.
        if hourStart < interval.start { readings.trim(to: interval) }
        firstOfHour = readings.count
        hourStart = start
      }
      try append(row: statement, device: device, start: start, to: &readings)
    }
    readings.sortByTime(from: firstOfHour)
    readings.trim(to: interval)
    return readings
  }

  /// At least the number of readings within an interval, from the index alone; 0 where the index is
  /// damaged, which the readings then tell.
  private func count(of device: Device.ID, in interval: Interval) throws -> Int {
    let count = try Int.fetchOne(
      database.cachedStatement(
        sql: """
          SELECT sum(count) FROM segment INDEXED BY segment_by_time
          WHERE device_id = ? AND start_ms >= ? AND start_ms < ?
          """),
      arguments: [device, Segment.start(ofHourContaining: interval.start), interval.end])
    return count.flatMap { 0...Self.mostReadings ~= $0 ? $0 : nil } ?? 0
  }

  private func append(
    row: OpaquePointer, device: Device.ID, start: Int64, to readings: inout ReadingColumns<Value>
  ) throws {
    func fail(_ detail: String) -> StoreError {
      .corruptSegment(device: device, startMilliseconds: start, detail: detail)
    }
    let valueBytes = Int(sqlite3_column_int64(row, 3))
    let count = Int(sqlite3_column_int64(row, 4))
    guard sqlite3_column_int64(row, 2) == Segment.encoding else { throw fail("unknown encoding") }
    guard valueBytes == 4 || valueBytes == 8, 0...Self.mostReadings ~= count else {
      throw fail("bad header")
    }
    guard isAsWritten(row, device: device) else { throw fail("the check sum is another") }

    guard append(times: blob(row, 5), from: start, count: count, to: &readings.measuredAt),
      append(hashes: blob(row, 6), count: count, to: &readings.documentHash)
    else { throw fail("bad time") }
    guard append(blob(row, 7), valueBytes: valueBytes, count: count, to: &readings.accelerationX),
      append(blob(row, 8), valueBytes: valueBytes, count: count, to: &readings.accelerationY),
      append(blob(row, 9), valueBytes: valueBytes, count: count, to: &readings.accelerationZ)
    else { throw fail("bad acceleration") }
    guard appendCoded(row, 10, valueBytes: valueBytes, count: count, to: &readings.proximity)
    else { throw fail("bad proximity") }
    guard appendCoded(row, 11, valueBytes: valueBytes, count: count, to: &readings.light)
    else { throw fail("bad light") }
    if !appendExtended(row: row, count: count, valueBytes: valueBytes, to: &readings) {
      throw fail("bad rotation, gravity or orientation")
    }
  }

  /// More readings than a segment can have: a blob of SQLite is at most 1 GB.
  private static var mostReadings: Int { 1 << 28 }

  /// Whether the row has the check sum that was written with it; rows of earlier versions have none.
  private func isAsWritten(_ row: OpaquePointer, device: Device.ID) -> Bool {
    guard sqlite3_column_type(row, 17) != SQLITE_NULL else { return true }
    var checksum = SegmentChecksum()
    checksum.add(device)
    for column: CInt in [1, 2, 3, 4, 15, 16] { checksum.add(sqlite3_column_int64(row, column)) }
    for column: CInt in 5...14 {
      if sqlite3_column_type(row, column) == SQLITE_NULL {
        checksum.addAbsentBlob()
      } else {
        checksum.add(blob(row, column))
      }
    }
    return checksum.value == sqlite3_column_int64(row, 17)
  }

  /// Appends instants given as offsets from the start of the hour.
  private func append(
    times: UnsafeRawBufferPointer, from start: Int64, count: Int, to destination: inout [Int64]
  ) -> Bool {
    guard count > 0, times.count == count * 4 else { return count == 0 }
    // The readings of a run are sorted by time: the last offset is the largest.
    let latest = times.loadUnaligned(fromByteOffset: (count - 1) * 4, as: UInt32.self)
    // In pieces that stay in the nearest cache between the two loops.
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: 512) { piece in
      for first in stride(from: 0, to: count, by: piece.count) {
        let size = min(piece.count, count - first)
        doorstats_instants(times.baseAddress! + 4 * first, start, piece.baseAddress, size)
        destination.append(contentsOf: UnsafeBufferPointer(rebasing: piece[..<size]))
      }
    }
    return latest < Segment.hour
  }

  private func append(
    hashes: UnsafeRawBufferPointer, count: Int, to destination: inout [UInt32]
  ) -> Bool {
    guard hashes.count == count * 4 else { return false }
    SegmentBlobs.appendCopies(of: hashes, to: &destination)
    return true
  }

  private func append(
    _ values: UnsafeRawBufferPointer, valueBytes: Int, count: Int, to destination: inout [Value]
  ) -> Bool {
    guard values.count == count * valueBytes else { return false }
    SegmentBlobs.appendPlain(values, valueBytes: valueBytes, to: &destination)
    return true
  }

  /// Appends a column that may be absent (NaN) or run-length coded.
  private func appendCoded(
    _ row: OpaquePointer, _ column: CInt, valueBytes: Int, count: Int,
    to destination: inout [Value]
  ) -> Bool {
    if sqlite3_column_type(row, column) == SQLITE_NULL {
      SegmentBlobs.append(.nan, count: count, to: &destination)
      return true
    }
    return SegmentBlobs.append(
      blob(row, column), valueBytes: valueBytes, count: count, to: &destination)
  }

  private func appendExtended(
    row: OpaquePointer, count: Int, valueBytes: Int, to readings: inout ReadingColumns<Value>
  ) -> Bool {
    let groups = columns == .all ? [0, 1, 2] : [0, 2]
    let present = (0..<3).map {
      groups.contains($0) && sqlite3_column_type(row, CInt(12 + $0)) != SQLITE_NULL
    }
    guard present.contains(true) || readings.hasExtended else { return true }
    let before = readings.count - count
    for group in groups {
      let bytes = blob(row, CInt(12 + group))
      if present[group], bytes.count != 3 * count * valueBytes { return false }
      for axis in 0..<3 {
        let column = group * 3 + axis
        let missing = before - readings.extended[column].count
        readings.extended[column].append(contentsOf: repeatElement(0, count: missing))
        if present[group] {
          let length = count * valueBytes
          SegmentBlobs.appendPlain(
            UnsafeRawBufferPointer(rebasing: bytes[(axis * length)..<((axis + 1) * length)]),
            valueBytes: valueBytes, to: &readings.extended[column])
        } else {
          readings.extended[column].append(contentsOf: repeatElement(0, count: count))
        }
      }
    }
    return true
  }

  private func blob(_ row: OpaquePointer, _ column: CInt) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: sqlite3_column_blob(row, column), count: Int(sqlite3_column_bytes(row, column)))
  }
}

extension ReadingColumns {
  /// Makes room for readings without rotation, gravity and orientation.
  mutating func reserveCapacity(_ capacity: Int) {
    measuredAt.reserveCapacity(capacity)
    documentHash.reserveCapacity(capacity)
    accelerationX.reserveCapacity(capacity)
    accelerationY.reserveCapacity(capacity)
    accelerationZ.reserveCapacity(capacity)
    proximity.reserveCapacity(capacity)
    light.reserveCapacity(capacity)
  }

  /// Sorts the readings from an index on by (time, document hash), where they are not yet.
  mutating func sortByTime(from first: Int) {
    guard !isSortedByTime(from: first) else { return }
    func key(_ index: Int) -> (Int64, UInt32) { (measuredAt[index], documentHash[index]) }
    permute(from: first, by: (first..<count).sorted { key($0) < key($1) })
  }

  private func isSortedByTime(from first: Int) -> Bool {
    measuredAt.withUnsafeBufferPointer { times in
      documentHash.withUnsafeBufferPointer { hashes in
        var index = max(1, first + 1)
        while true {
          index = doorstats_first_not_rising(times.baseAddress, index, times.count)
          guard index < times.count else { return true }
          if times[index - 1] > times[index] || hashes[index - 1] > hashes[index] { return false }
          index += 1
        }
      }
    }
  }

  /// Puts the readings from an index on into another order: reading `order[i]` becomes reading
  /// `first + i`. What `order` leaves out is dropped.
  mutating func permute(from first: Int, by order: [Int]) {
    func permute<Element>(_ column: inout [Element]) {
      guard !column.isEmpty else { return }
      let moved = order.map { column[$0] }
      column.replaceSubrange(first..., with: moved)
    }
    permute(&measuredAt)
    permute(&documentHash)
    permute(&accelerationX)
    permute(&accelerationY)
    permute(&accelerationZ)
    permute(&proximity)
    permute(&light)
    for column in extended.indices { permute(&extended[column]) }
  }

  /// Drops the readings outside an interval; the readings are sorted by time.
  mutating func trim(to interval: Interval) {
    var low = 0
    while low < count, measuredAt[low] < interval.start { low += 1 }
    var high = count
    while high > low, measuredAt[high - 1] >= interval.end { high -= 1 }
    guard low > 0 || high < count else { return }
    keep(low..<high)
  }

  private mutating func keep(_ range: Range<Int>) {
    func keep<Element>(_ column: inout [Element]) {
      guard !column.isEmpty else { return }
      column.removeSubrange(range.upperBound...)
      column.removeSubrange(..<range.lowerBound)
    }
    keep(&measuredAt)
    keep(&documentHash)
    keep(&accelerationX)
    keep(&accelerationY)
    keep(&accelerationZ)
    keep(&proximity)
    keep(&light)
    for column in extended.indices { keep(&extended[column]) }
  }
}
