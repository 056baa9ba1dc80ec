import Foundation
import GRDB
import Readings

/// The local SQLite file: readings as hour segments, what was pulled, and what was derived.
///
/// Every SQL statement of doorstats stands in this module. Any number of processes may read at any
/// time (write-ahead log); the one that writes holds a `WriterLock`.
///
///     let store = try Store(path: "doorstats.sqlite", access: .write)
///     let intake = try Intake(store: store)
public final class Store: Sendable {
  public enum Access: Sendable {
    /// Reads a store that exists; `StoreError.notFound` where there is none.
    case read
    /// Writes; makes the file and its folder where needed, and takes the writer's lock.
    case write
  }

  public let path: String
  public let access: Access
  /// One connection for a reader, several where also is written.
  let pool: any DatabaseWriter
  private let lock: WriterLock?

  /// - Throws: `StoreError`.
  public init(path: String, access: Access) throws {
    self.path = path
    self.access = access
    if access == .read, !FileManager.default.fileExists(atPath: path) {
      throw StoreError.notFound(path: path)
    }
    if access == .write { try Self.makeFolder(of: path) }
    lock = access == .write ? try WriterLock(storePath: path) : nil
    pool = try Self.reporting(path) {
      if access == .write, !FileManager.default.fileExists(atPath: path) {
        try Self.create(path)
      }
      let pool: any DatabaseWriter =
        access == .read
        ? try Self.connectionForReading(path)
        : try DatabasePool(path: path, configuration: Self.configuration)
      try Self.check(pool, path: path, access: access)
      return pool
    }
  }

  /// Closes the file; the write-ahead log is folded back into it.
  ///
  /// Told to, for the last connection that closes only reads, and would leave the log. A process that
  /// reads at this moment keeps some of it there, for the next that closes.
  public func close() throws {
    try Self.reporting(path) {
      if access == .write {
        _ = try pool.writeWithoutTransaction { try $0.checkpoint(.passive) }
      }
      try pool.close()
    }
  }

  /// Pages of 16 KiB: a segment's blobs take a few dozen instead of hundreds.
  private static let pageSize = 16_384
  /// Pages of log before it is folded back (64 MiB): runs that are compacted soon after they were
  /// written then reach the file only once.
  private static let checkpointPages = 4_096

  /// A scan reads every page once. In few buffers, used again and again, the pages stay in the
  /// processor's cache on their way to the columns; in many they go through the memory.
  static let readerCacheKibibytes = 1_024
  /// What a transaction changes beyond this goes to the log before its end, once.
  private static let writerCacheKibibytes = 2_048

  static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.maximumReaderCount = 4
    configuration.prepareDatabase { database in
      // Only a file that is made can be told these two, and in this order; an older one learns them
      // when it is rewritten.
      try database.execute(sql: "PRAGMA page_size = \(pageSize)")
      if try Int.fetchOne(database, sql: "PRAGMA page_count") == 0 {
        try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
      }
      try database.execute(
        sql: """
          PRAGMA synchronous = NORMAL;
          PRAGMA wal_autocheckpoint = \(checkpointPages);
          PRAGMA journal_size_limit = 67108864;
          PRAGMA cache_size = -\(database.configuration.readonly ? readerCacheKibibytes : writerCacheKibibytes);
          PRAGMA temp_store = MEMORY;
          """)
      try IntegerColumn.define(in: database)
    }
    return configuration
  }

  private static func check(_ pool: any DatabaseWriter, path: String, access: Access) throws {
    let (version, applicationID, tables) = try pool.read { database in
      (
        try Schema.userVersion(database),
        try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0,
        try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
      )
    }
    if access == .read, tables == 0, applicationID == 0 {
      throw StoreError.corrupt(path: path, detail: "it holds no tables")
    }
    guard tables == 0 || applicationID == Schema.applicationID else {
      throw StoreError.notAStore(path: path)
    }
    guard version <= Schema.currentVersion else {
      throw StoreError.tooNew(path: path, version: version, supported: Schema.currentVersion)
    }
    if version < Schema.currentVersion {
      guard access == .write || isWritable(path) else {
        throw StoreError.cannotCreate(
          path: path, detail: "it is of an earlier version, and has to be written once to be read")
      }
      let lock = access == .read ? try WriterLock(storePath: path) : nil
      try withExtendedLifetime(lock) {
        try pool.writeWithoutTransaction { try Schema.migrate($0, from: version) }
      }
    }
  }

  /// Makes an empty store beside its place and moves it there whole, so that a process killed on the
  /// way leaves no file without tables, which would look like a damaged store.
  private static func create(_ path: String) throws {
    let unfinished = path + ".new"
    for suffix in ["", "-journal"] where FileManager.default.fileExists(atPath: unfinished + suffix)
    {
      try FileManager.default.removeItem(atPath: unfinished + suffix)
    }
    let queue = try DatabaseQueue(path: unfinished, configuration: configuration)
    try queue.writeWithoutTransaction { try Schema.migrate($0, from: 0) }
    try queue.close()
    guard rename(unfinished, path) == 0 else {
      throw StoreError.cannotCreate(path: path, detail: String(cString: strerror(errno)))
    }
  }

  private static func makeFolder(of path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw StoreError.cannotCreate(path: folder.path, detail: "the folder cannot be made")
    }
  }

  /// Runs `work`; what SQLite reports becomes a `StoreError`.
  static func reporting<Result>(_ path: String, _ work: () throws -> Result) throws -> Result {
    do { return try work() } catch let error as DatabaseError {
      throw StoreError(error, path: path)
    } catch {
      guard let detail = Damage.detail(of: error) else { throw error }
      throw StoreError.corrupt(path: path, detail: detail)
    }
  }

  func read<Result>(_ work: (Database) throws -> Result) throws -> Result {
    try Self.reporting(path) { try pool.read(work) }
  }

  func write<Result>(_ work: (Database) throws -> Result) throws -> Result {
    try Self.reporting(path) { try pool.write(work) }
  }
}
