import Foundation

/// The right to write to one store, held by one process at a time.
///
/// A lock of the operating system (`flock`) on a file beside the store: the kernel releases it when
/// the process ends, however it ends, so no stale lock can be left behind. It is not taken on the
/// store itself, because closing any other handle of that file would drop SQLite's own locks.
/// Readers do not take it.
public final class WriterLock: Sendable {
  private let descriptor: Int32

  /// - Throws: `StoreError.locked` at once where another process holds the lock.
  public init(storePath: String) throws {
    let path = storePath + ".lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StoreError.cannotCreate(path: path, detail: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      close(descriptor)
      if reason == EWOULDBLOCK { throw StoreError.locked(path: storePath) }
      throw StoreError.inputOutput(path: path, detail: String(cString: strerror(reason)))
    }
  }

  deinit { close(descriptor) }
}
