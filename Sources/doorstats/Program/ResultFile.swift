import Foundation

/// Where a command's result goes: standard output, or a file that is replaced as a whole.
///
/// A file is written beside its place, synced and renamed, so that a reader sees the old result or
/// the new one, never half of one. It is opened before the long work begins, so that a path that
/// cannot be written is reported at once.
final class ResultFile {
  private let path: String?
  private let temporaryPath: String
  private var descriptor: Int32 = STDOUT_FILENO

  /// - Parameter path: `nil` or `-` for standard output.
  init(path: String?) throws {
    guard let path, path != "-" else {
      self.path = nil
      temporaryPath = ""
      return
    }
    self.path = path
    let url = URL(fileURLWithPath: path)
    temporaryPath =
      url.deletingLastPathComponent().path + "/.\(url.lastPathComponent).\(getpid()).partial"
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if descriptor < 0 {
      throw Failure(
        .cannotCreate, "cannot write \(path): \(String(cString: strerror(errno)))",
        advice: "check that the folder exists and is writable")
    }
  }

  deinit {
    guard path != nil, descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporaryPath)
  }

  func write(_ text: String) throws { try write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) throws {
    try StandardOutput.write(bytes, to: descriptor, named: path ?? "standard output")
  }

  /// Puts the file in its place. Standard output needs nothing.
  func finish() throws {
    guard let path else { return }
    let isSynced = fsync(descriptor) == 0
    let isClosed = close(descriptor) == 0
    descriptor = -1
    guard isSynced, isClosed, rename(temporaryPath, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporaryPath)
      throw Failure(.inputOutput, "cannot write \(path): \(reason)", advice: "free some space")
    }
  }
}
