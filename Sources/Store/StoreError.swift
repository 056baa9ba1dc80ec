import GRDB

/// Why the store cannot be used.
public enum StoreError: Error, Equatable {
  /// There is no file at the path, and the command needs one.
  case notFound(path: String)
  /// The file is no SQLite database, or damaged.
  case corrupt(path: String, detail: String)
  /// The file is an SQLite database of another program.
  case notAStore(path: String)
  /// The file was written by a newer doorstats.
  case tooNew(path: String, version: Int, supported: Int)
  /// Another process is writing to the store.
  case locked(path: String)
  /// The file or its folder cannot be created or written.
  case cannotCreate(path: String, detail: String)
  /// Reading or writing failed: the disk is full, or the medium broke.
  case inputOutput(path: String, detail: String)
  /// A segment's columns do not fit its count or encoding.
  case corruptSegment(device: Int64, startMilliseconds: Int64, detail: String)

  /// Translates what SQLite reported. The data of a statement is never part of the detail.
  init(_ error: DatabaseError, path: String) {
    let detail = "\(error.resultCode)\(error.message.map { ": \($0)" } ?? "")"
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(path: path, detail: detail)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(path: path)
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      self = .cannotCreate(path: path, detail: detail)
    default: self = .inputOutput(path: path, detail: detail)
    }
  }
}
