import Foundation
import Ingest
import Readings

/// Saved files of every form. Every document of a file is in exactly one group, a reading has an
/// acceleration, and reading in pieces gives what is read at once.
struct SavedFileSubject: Subject {
  let folder: URL
  let isTable: Bool

  var seeds: [[UInt8]] { (isTable ? Self.tables : Self.documents).map { Array($0.utf8) } }

  let words = [
    "\r\n", "\"\"", "\"", ",", ";", "\t", "\u{FEFF}", "nan", "inf", "1e999", "-", "timestamp",
    "accel_x", "x", "{", "}", "[", "]", "\"rows\":[", "\"doc\":", "null", "\u{1F}\u{8B}\u{8}",
    "2020-03-05T12:16:24Z", "9999-12-31T23:59:59Z", "1583410584493", "-62167219200000",
    "\"timestamp\":", "\"data\":{", "\"_deleted\":true", "\\ud800", "\n\n", "#",
  ]

  private static let tables = [
    """
    timestamp,deviceId,x,y,z,proximity,light
    2020-03-05T12:16:24.493Z,front,0.1,9.81,-0.2,5,120
    2020-03-05T12:16:24.693Z,front,0.2,9.79,-0.1,,118
    """,
    "time;accelerometer_x;accelerometer_y;accelerometer_z\n1583410584493;0,1;9,81;-0,2\n",
    "seconds_elapsed\tx\ty\tz\n0.0\t1\t2\t3\n0.2\t1\t2\t3\n",
    "\"timestamp\",\"deviceId\",\"x\",\"y\",\"z\"\r\n\"2020-03-05T12:16:24Z\",\"a \"\"b\"\"\",\"1\",\"2\",\"3\"\r\n",
  ]

  private static let document = """
    {"_id":"c4858b10-d650-11f1-afae-0f5f2471a458","_rev":"1-5592e42b","deviceType":"Android",\
    "deviceId":"front","eventType":"status","format":"json","timestamp":"2020-03-05T12:16:24.493Z",\
    "data":{"x_acc":0.1,"y_acc":9.81,"z_acc":-0.2,"proximity":5,"ambient_light":120}}
    """

  private static let documents = [
    document + "\n" + document + "\n",
    "[\(document),\(document)]",
    "{\"total_rows\":1,\"offset\":0,\"rows\":[{\"id\":\"a\",\"key\":\"a\",\"value\":{},"
      + "\"doc\":\(document)}]}",
    "{\"docs\":[\(document)]}",
    "[\(document)]\n[\(document)]\n",
  ]

  func problem(with input: [UInt8]) throws -> String? {
    let path = folder.appendingPathComponent("input").path
    try Data(input).write(to: URL(fileURLWithPath: path))
    guard let once = try outcome(of: path, jobs: 1) else { return nil }
    if let problem = once.problem { return problem }
    let inPieces = try outcome(of: path, jobs: 2)
    return inPieces == once ? nil : "two workers read something else than one"
  }

  private struct Outcome: Equatable {
    var documents = 0
    var readings = 0
    var sum = 0.0
    var hashes: UInt64 = 0
    var problem: String?
  }

  /// `nil` where the file cannot be read.
  private func outcome(of path: String, jobs: Int) throws -> Outcome? {
    var options = SavedFileReader.Options()
    options.jobs = jobs
    options.csv = CSVOptions(deviceID: "front", deviceType: "Android")
    var outcome = Outcome()
    do {
      try SavedFileReader(path: path, options: options).forEachBatch { batch in
        let readings = batch.readings
        outcome.documents += batch.documentCount
        outcome.readings += readings.count
        outcome.hashes = readings.documentHash.reduce(outcome.hashes) { $0 &* 31 &+ UInt64($1) }
        outcome.sum += readings.accelerationX.reduce(0, +)
        let groups =
          batch.designDocumentCount + batch.deletedCount + batch.rejected.count
          + batch.otherEvents.count + readings.count
        if groups != batch.documentCount {
          outcome.problem = "a document is in no group, or in two"
        }
        let axes = [readings.accelerationX, readings.accelerationY, readings.accelerationZ]
        if !axes.allSatisfy({ $0.allSatisfy(\.isFinite) }) {
          outcome.problem = "a reading without an acceleration"
        }
      }
    } catch is SavedFileError {
      return nil
    }
    return outcome
  }
}
