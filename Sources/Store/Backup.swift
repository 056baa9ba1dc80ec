import Foundation
import GRDB

extension Store {
  /// Pages that one step copies (1 MiB): how long an interruption may take.
  private static let pagesABackupStep: CInt = 64

  /// Copies the store as it is at this moment, also while another process writes to it.
  ///
  /// The copy is one file without a log, made beside its place, synced, and then put there: at
  /// `target` is what was there before, or the whole copy.
  ///
  /// - Parameters:
  ///   - target: Path of the copy. What is there is replaced.
  ///   - afterStep: Told the share done, 0 to 1; may throw to end, which leaves nothing behind.
  /// - Throws: `StoreError`.
  public func backUp(
    to target: String, afterStep: @escaping (Double) throws -> Void = { _ in }
  ) throws {
    let place = PlaceOfCopy(target: target)
    place.removeLeftovers()
    defer { place.removePartial() }
    do {
      try Self.reporting(target) {
        let copy = try DatabaseQueue(path: place.partial)
        // In one transaction of the source, which begins with the first look, nothing changes under
        // the copy, however long it takes.
        try pool.read { source in
          _ = try Schema.userVersion(source)
          try copy.writeWithoutTransaction { target in
            try source.backup(to: target, pagesPerStep: Self.pagesABackupStep) { progress in
              let total = max(1, progress.totalPageCount)
              try afterStep(Double(progress.completedPageCount) / Double(total))
            }
          }
        }
        // A single file can be moved, mailed and restored by copying.
        try copy.inDatabase { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        try copy.close()
      }
    }
    try place.putInPlace()
  }
}

/// Where a copy is written, and where it is to stand.
private struct PlaceOfCopy {
  private static let suffix = ".partial"

  let target: String
  private let name: String
  private let folder: String

  init(target: String) {
    let url = URL(fileURLWithPath: target)
    self.target = target
    name = url.lastPathComponent
    folder = url.deletingLastPathComponent().path
  }

  var partial: String { folder + "/.\(name).\(getpid())" + Self.suffix }

  func removePartial() {
    for suffix in ["", "-journal", "-wal", "-shm"] { unlink(partial + suffix) }
  }

  /// Removes what processes left that were killed while they copied.
  func removeLeftovers() {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for file in files where file.hasPrefix(".\(name).") {
      let rest = file.dropFirst(name.count + 2)
      guard let process = Int32(rest.prefix { $0.isNumber }), rest.contains(Self.suffix),
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      unlink(folder + "/" + file)
    }
  }

  func putInPlace() throws {
    guard Self.sync(partial) else {
      throw StoreError.inputOutput(path: target, detail: String(cString: strerror(errno)))
    }
    guard rename(partial, target) == 0 else {
      throw StoreError.cannotCreate(path: target, detail: String(cString: strerror(errno)))
    }
    // Makes the name last through a power cut, where the file system can do that.
    _ = Self.sync(folder)
  }

  private static func sync(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }
}
