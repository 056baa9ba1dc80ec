import Foundation

/// One request and what was answered.
public struct RequestRecord: Sendable, Equatable {
  public var method: String
  /// Path and query as sent.
  public var target: String
  public var status: Int
  /// Bytes of the body, before faults; 0 for feeds that go on.
  public var bytes: Int
  /// Whether a fault struck.
  public var isFaulty: Bool
}

/// The requests so far, in memory and perhaps in a file.
struct RequestLog {
  var records: [RequestRecord] = []
  private let file: FileHandle?

  /// The log file cannot be made.
  struct CannotLog: Error, CustomStringConvertible {
    var path: String
    var description: String { "cannot write the log \(path)" }
  }

  init(path: String?) throws {
    guard let path else {
      file = nil
      return
    }
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else { throw CannotLog(path: path) }
    self.file = file
  }

  /// The line of the file: method, path with query, status, bytes.
  mutating func append(_ call: Call, _ answer: Answer) {
    records.append(
      RequestRecord(
        method: call.method, target: call.target, status: answer.status,
        bytes: answer.bodyCount, isFaulty: answer.damage != nil))
    let line = "\(call.method) \(call.target) \(answer.status) \(answer.bodyCount)\n"
    try? file?.write(contentsOf: Data(line.utf8))
  }
}
