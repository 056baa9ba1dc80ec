/// Why a saved file cannot be read, or not to its end.
///
/// Errors that are found on the way are thrown after everything before them was delivered.
public enum SavedFileError: Error, Equatable, Sendable, CustomStringConvertible {
  case noSuchFile(path: String)
  case notAFile(path: String)
  case cannotRead(path: String, reason: String)
  /// Of no form that can be read; `hint` tells what it looks like and what to do.
  case unrecognised(path: String, hint: String)
  /// The compressed data ends too early, after `bytes` bytes of the file.
  case truncatedGzip(path: String, bytes: Int64)
  case corruptGzip(path: String, bytes: Int64)
  /// The JSON ends within an array or object.
  case truncatedJSON(path: String, bytes: Int64)
  /// Rows of an answer without documents, or another shape than expected.
  case unexpectedShape(path: String, what: String)
  /// A CSV file lacks columns; `columns` are those it has.
  case missingColumns(path: String, missing: [String], columns: [String])
  /// A CSV file tells no device and none was given.
  case missingDevice(path: String, column: String)
  /// A CSV file tells no time and none was given.
  case missingTime(path: String, column: String)
  case outOfMemory(path: String, bytes: Int)
  case cancelled

  public var path: String? {
    switch self {
    case .noSuchFile(let path), .notAFile(let path), .cannotRead(let path, _),
      .unrecognised(let path, _), .truncatedGzip(let path, _), .corruptGzip(let path, _),
      .truncatedJSON(let path, _), .unexpectedShape(let path, _),
      .missingColumns(let path, _, _), .missingDevice(let path, _), .missingTime(let path, _),
      .outOfMemory(let path, _):
      path
    case .cancelled: nil
    }
  }

  /// One line: what happened, with what — what to do next.
  public var description: String {
    switch self {
    case .noSuchFile(let path): "no such file: \(path)"
    case .notAFile(let path): "\(path) is a directory — name the files in it"
    case .cannotRead(let path, let reason): "cannot read \(path): \(reason)"
    case .unrecognised(let path, let hint): "cannot tell what \(path) is: \(hint)"
    case .truncatedGzip(let path, let bytes):
      "\(path) is cut off after \(bytes) bytes — what was complete was read; get the file again"
    case .corruptGzip(let path, let bytes):
      "\(path) is damaged near byte \(bytes) — what came before was read; get the file again"
    case .truncatedJSON(let path, let bytes):
      "the JSON in \(path) is cut off after \(bytes) bytes — what was complete was read; "
        + "get the file again"
    case .unexpectedShape(let path, let what): "\(path): \(what)"
    case .missingColumns(let path, let missing, let columns):
      "\(path) has no column \(missing.joined(separator: ", ")) "
        + "— name the columns with --map, as in x=acc_x; "
        + "there are: \(columns.joined(separator: ", "))"
    case .missingDevice(let path, let column):
      "\(path) has no column \(column) — say which device it is from"
    case .missingTime(let path, let column):
      "\(path) has no column \(column) — say when it starts and how many readings a second it has"
    case .outOfMemory(let path, let bytes): "no memory to read \(bytes) bytes of \(path)"
    case .cancelled: "cancelled"
    }
  }
}
