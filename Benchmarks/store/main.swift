// How fast readings go into the store and come out of it, beside the floor: the same blobs read
// with SQLite's C interface. Run as
//
//     swift run -c release benchmark-store [device-days]
//
// Every row is measured in the same process on the same data, so that the ratios hold on a noisy
// machine.

import Foundation
import GRDBSQLite
import Readings
import Store

let days = CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 30
let readingsADay = 432_000
let firstDay: Int64 = 1_583_020_800_000
let folder = NSTemporaryDirectory() + "doorstats-benchmark-\(getpid())"
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(atPath: folder) }

func seconds(_ work: () throws -> Void) rethrows -> Double {
  let elapsed = try ContinuousClock().measure(work).components
  return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
}

/// A day of five readings a second with noise that a phone could send.
func batch(day: Int) -> DocumentBatch {
  var state = UInt64(day + 1)
  func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
  var batch = DocumentBatch()
  batch.devices = [DeviceKey(type: "Android", id: "192.168.1.23")]
  batch.deviceIndex = Array(repeating: 0, count: readingsADay)
  batch.documentCount = readingsADay
  for index in 0..<readingsADay {
    let noise = next()
    batch.readings.measuredAt.append(
      firstDay + Int64(day) * 86_400_000 + Int64(index) * 200 + Int64(noise & 63))
    batch.readings.documentHash.append(UInt32(truncatingIfNeeded: noise >> 32))
    batch.readings.accelerationX.append(Double(Float(noise & 1023) * 0.0001))
    batch.readings.accelerationY.append(Double(Float((noise >> 10) & 1023) * 0.0001))
    batch.readings.accelerationZ.append(Double(Float((noise >> 20) & 1023) * 0.0001))
    batch.readings.proximity.append(index / 4000 % 2 == 0 ? 0 : 5)
    batch.readings.light.append(Double(Float((noise >> 40) & 15)))
  }
  return batch
}

func bytesWritten() -> Int {
  let text = (try? String(contentsOfFile: "/proc/self/io", encoding: .utf8)) ?? ""
  let line = text.split(separator: "\n").first { $0.hasPrefix("write_bytes:") }
  return line.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
}

func insert(path: String, shuffled: Bool) throws -> (seconds: Double, written: Int) {
  let store = try Store(path: path, access: .write)
  let bucket = try store.bucket(historian: "file", name: "benchmark").id
  let intake = Intake(store: store)
  var total = 0.0
  let before = bytesWritten()
  for day in 0..<days {
    var made = batch(day: day)
    if shuffled {
      var generator = SystemRandomNumberGenerator()
      let order = (0..<readingsADay).shuffled(using: &generator)
      made.readings.measuredAt = order.map { made.readings.measuredAt[$0] }
      made.readings.documentHash = order.map { made.readings.documentHash[$0] }
    }
    total += try seconds {
      intake.add(made, from: bucket)
      if intake.shouldFlush { try intake.flush() }
    }
  }
  total += try seconds {
    try intake.finish()
    try store.close()
  }
  return (total, bytesWritten() - before)
}

/// Reads every blob of every segment and adds up one byte of each, so that nothing is left out.
func floor(path: String) throws -> Int {
  var database: OpaquePointer?
  guard sqlite3_open(path, &database) == SQLITE_OK else { throw CocoaError(.fileReadUnknown) }
  defer { sqlite3_close(database) }
  var statement: OpaquePointer?
  let sql = """
    SELECT count, time_offset_ms, document_hash, acceleration_x, acceleration_y, acceleration_z,
    proximity, light FROM segment ORDER BY device_id, start_ms
    """
  guard sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK else {
    throw CocoaError(.fileReadUnknown)
  }
  defer { sqlite3_finalize(statement) }
  var sum = 0
  while sqlite3_step(statement) == SQLITE_ROW {
    for column in CInt(1)...7 {
      guard let blob = sqlite3_column_blob(statement, column) else { continue }
      sum &+= Int(blob.load(as: UInt8.self)) + Int(sqlite3_column_bytes(statement, column))
    }
  }
  return sum
}

func scan(path: String) throws -> Int {
  let store = try Store(path: path, access: .read)
  var count = 0
  for device in try store.devices() {
    for day in 0..<days {
      let start = firstDay + Int64(day) * 86_400_000
      count += try store.readings(
        of: device.id, in: Interval(start: start, end: start + 86_400_000)
      ).count
    }
  }
  return count
}

func row(_ name: String, _ seconds: Double, _ count: Int) {
  print(
    String(
      format: "%-34@ %8.3f s %9.2f M readings/s", name as NSString, seconds,
      Double(count) / seconds / 1e6))
}

let total = days * readingsADay
print("\(days) device-days, \(total) readings")
let path = folder + "/ordered.sqlite"
let ordered = try insert(path: path, shuffled: false)
row("insert, in time order", ordered.seconds, total)
let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
let shuffledPath = folder + "/shuffled.sqlite"
let shuffled = try insert(path: shuffledPath, shuffled: true)
row("insert, shuffled within the day", shuffled.seconds, total)
var sum = 0
var count = 0
for _ in 0..<3 {
  row("scan, blobs with SQLite's C calls", try seconds { sum = try floor(path: path) }, total)
  row("scan, store to float columns", try seconds { count = try scan(path: path) }, total)
}
guard count == total, sum > 0 else { fatalError("the scan saw \(count) of \(total) readings") }
print(
  String(
    format: "%.2f bytes a reading, written %.2f x (ordered) and %.2f x (shuffled) of that",
    Double(size) / Double(total), Double(ordered.written) / Double(size),
    Double(shuffled.written) / Double(size)))
