import Foundation
import GRDB

/// Stores that this process may read and not write: those of another user, or on a medium that is
/// mounted for reading only.
extension Store {
  /// Whether the file, and beside it the log, can be written.
  static func isWritable(_ path: String) -> Bool {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    return Foundation.access(path, W_OK) == 0 && Foundation.access(folder, W_OK) == 0
  }

  /// Opens a file for reading, as it can be opened.
  ///
  /// SQLite reads a file in write-ahead-log mode only where it can make or use the log's index. Where
  /// it cannot, and there is no log, nobody is writing: the file is then read as one that does not
  /// change. A log's index made by this user would moreover keep the owner from writing.
  ///
  /// One connection, not a pool: a pool begins by writing something, so that there is a log, and the
  /// disk would be waited for twice.
  static func connectionForReading(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { database in
      try database.execute(
        sql: "PRAGMA cache_size = -\(readerCacheKibibytes); PRAGMA temp_store = MEMORY")
      try IntegerColumn.define(in: database)
    }
    guard !isWritable(path) else {
      return try DatabaseQueue(path: path, configuration: configuration)
    }
    configuration.readonly = true
    let address = URL(fileURLWithPath: path).absoluteString + "?immutable=1"
    return try DatabaseQueue(path: hasLog(path) ? path : address, configuration: configuration)
  }

  private static func hasLog(_ path: String) -> Bool {
    var facts = stat()
    return stat(path + "-wal", &facts) == 0 && facts.st_size > 0
  }
}
