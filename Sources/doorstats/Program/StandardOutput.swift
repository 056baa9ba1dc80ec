import Foundation

/// Where results go. Everything is written through here, because `print` does not tell when the
/// disk is full or the reader has gone.
enum StandardOutput {
  /// The reader of the pipe has gone, as in `doorstats openings | head -1`: no error.
  struct ReaderGone: Error {}

  static func write(_ text: String) throws {
    try write(Array(text.utf8), to: STDOUT_FILENO, named: "standard output")
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32, named name: String) throws {
    try bytes.withUnsafeBytes { buffer in
      var rest = UnsafeRawBufferPointer(buffer)
      while !rest.isEmpty {
        let written = Foundation.write(descriptor, rest.baseAddress, rest.count)
        if written < 0 {
          let reason = errno
          if reason == EINTR { continue }
          if reason == EPIPE { throw ReaderGone() }
          throw Failure(
            .inputOutput, "cannot write to \(name): \(String(cString: strerror(reason)))",
            advice: "free some space or choose another place with --output")
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
      }
    }
  }
}

/// Standard error: progress, notes and errors. A failure to write there is not reported anywhere.
enum StandardError {
  static func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
