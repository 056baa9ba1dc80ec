import Foundation

/// Where a command's result goes: standard output, or a file that is replaced as a whole.
///
/// A file is written beside its place, synced and renamed, so that a reader sees the old result or
/// the new one, never half of one. It is opened before the long work begins, so that a path that
/// cannot be written is reported at once. A device or a pipe (`/dev/null`) is written to and stays.
final class ResultFile {
  private let path: String?
  /// Where the file is to stand: `path` without symbolic links; `nil` for what is not replaced.
  private let place: String?
  private let temporaryPath: String
  private var descriptor: Int32 = STDOUT_FILENO

  /// - Parameter path: `nil` or `-` for standard output.
  init(path: String?) throws {
    guard let path, path != "-" else {
      self.path = nil
      place = nil
      temporaryPath = ""
      return
    }
    self.path = path
    if FilePaths.isDevice(path) {
      place = nil
      temporaryPath = ""
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      let place = try FilePaths.placeOfFile(path)
      if Self.isDatabase(place) { throw Self.database(path) }
      let url = URL(fileURLWithPath: place)
      self.place = place
      temporaryPath =
        url.deletingLastPathComponent().path + "/.\(url.lastPathComponent).\(getpid()).partial"
      descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    }
    if descriptor < 0 {
      throw Failure(
        .cannotCreate, "cannot write \(path): \(String(cString: strerror(errno)))",
        advice: "check that the folder exists and is writable")
    }
  }

  deinit {
    guard path != nil, descriptor >= 0 else { return }
    close(descriptor)
    if place != nil { unlink(temporaryPath) }
  }

  func write(_ text: String) throws { try write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) throws {
    try StandardOutput.write(bytes, to: descriptor, named: path ?? "standard output")
  }

  /// Puts the file in its place. Standard output needs nothing.
  func finish() throws {
    guard let path else { return }
    let isSynced = place == nil || fsync(descriptor) == 0
    let isClosed = close(descriptor) == 0
    descriptor = -1
    guard let place else { return }
    guard isSynced, isClosed, rename(temporaryPath, place) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporaryPath)
      throw Failure(.inputOutput, "cannot write \(path): \(reason)", advice: "free some space")
    }
  }

  /// Whether a file is an SQLite database: rather a store that was named by mistake than an old result.
  private static func isDatabase(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    return (try? file.read(upToCount: 16)) == Data("SQLite format 3\0".utf8)
  }

  private static func database(_ path: String) -> Failure {
    Failure(
      .cannotCreate, "cannot write \(path): there is a database", advice: "name another file")
  }
}
