import Foundation
import GRDB

/// What became of the space that nothing in the store needs any more.
public enum ReclaimedSpace: Sendable, Equatable {
  /// The file is that much smaller [bytes].
  case givenBack(Int64)
  /// The disk has too little room to write the file anew, which a store of an older doorstats needs
  /// once. The free space inside the file is used before the file grows again.
  case tooLittleRoom(neededBytes: Int64)
}

extension Store {
  /// Pages that one transaction hands back (8 MiB).
  private static let pagesAStep = 512

  /// Gives the free pages of the file back to the file system.
  ///
  /// A step at a time, each a transaction: an interruption loses nothing, and a full disk needs no
  /// more room than a step. A file that was made before stores could do so is written anew once,
  /// beside itself; a process killed meanwhile leaves it as it was.
  ///
  /// - Parameter afterStep: Told the pages still to go; may throw to end.
  public func giveBackSpace(afterStep: (Int) throws -> Void = { _ in }) throws -> ReclaimedSpace {
    let before = try size()
    let isIncremental = try read { try Int.fetchOne($0, sql: "PRAGMA auto_vacuum") } == 2
    if isIncremental {
      while try freePageCount() > 0 {
        try write { database in
          try database.execute(sql: "PRAGMA incremental_vacuum(\(Self.pagesAStep))")
        }
        try afterStep(try freePageCount())
      }
    } else if let needed = try missingRoom() {
      return .tooLittleRoom(neededBytes: needed)
    } else {
      try writeAnew()
    }
    try Self.reporting(path) {
      try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    }
    return .givenBack(max(0, before - (try size())))
  }

  /// Size of the store without its log [bytes].
  public func size() throws -> Int64 {
    try read { database in
      let count = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      return count * (try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0)
    }
  }

  private func freePageCount() throws -> Int {
    try read { try Int.fetchOne($0, sql: "PRAGMA freelist_count") ?? 0 }
  }

  /// What is needed to write the file anew where there is less of it on its disk [bytes].
  private func missingRoom() throws -> Int64? {
    let used = try read { database in
      let pages = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      let free = try Int64.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
      return (pages - free) * (try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0)
    }
    // Once as a file of its own, once in the log, and a little for the rest of the system.
    let needed = used * 2 + (64 << 20)
    guard let available = Self.availableBytes(at: path), available < needed else { return nil }
    return needed
  }

  private func writeAnew() throws {
    // SQLite would put the copy into memory or a small /tmp.
    setenv("SQLITE_TMPDIR", URL(fileURLWithPath: path).deletingLastPathComponent().path, 0)
    try Self.reporting(path) {
      try pool.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA temp_store = FILE; PRAGMA auto_vacuum = INCREMENTAL")
        defer { try? database.execute(sql: "PRAGMA temp_store = MEMORY") }
        try database.execute(sql: "VACUUM")
      }
    }
  }

  /// Room for an ordinary user on the disk that holds a path; `nil` where that cannot be told.
  public static func availableBytes(at path: String) -> Int64? {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var facts = statvfs()
    guard statvfs(folder, &facts) == 0 else { return nil }
    return Int64(clamping: UInt64(facts.f_bavail) * UInt64(facts.f_frsize))
  }
}
