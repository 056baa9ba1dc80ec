import Foundation

/// Bytes in order, from wherever they come.
protocol ByteSource: AnyObject {
  /// Fills the buffer's beginning; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// The bytes of a file or of standard input.
///
/// Reading waits in short steps, so that it can be stopped while a pipe is silent.
final class FileSource: ByteSource {
  let path: String
  /// Size of the file [bytes]; `nil` for pipes.
  let size: Int64?
  /// Bytes read so far.
  private(set) var position: Int64 = 0
  private let descriptor: Int32
  private let closesDescriptor: Bool
  private let isStopped: () -> Bool

  /// - Parameter path: `-` is standard input.
  init(path: String, isStopped: @escaping () -> Bool) throws(SavedFileError) {
    self.path = path == "-" ? "standard input" : path
    self.isStopped = isStopped
    closesDescriptor = path != "-"
    descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      throw code == ENOENT
        ? .noSuchFile(path: path)
        : .cannotRead(path: path, reason: String(cString: strerror(code)))
    }
    var status = stat()
    fstat(descriptor, &status)
    let kind = status.st_mode & S_IFMT
    size = kind == S_IFREG ? Int64(status.st_size) : nil
    if kind == S_IFDIR {
      if closesDescriptor { close(descriptor) }
      throw .notAFile(path: path)
    }
    if kind == S_IFREG { posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL) }
  }

  deinit { if closesDescriptor { close(descriptor) } }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      if size == nil { try waitForBytes() }
      let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 {
        position += Int64(count)
        return count
      }
      guard errno == EINTR || errno == EAGAIN else {
        throw SavedFileError.cannotRead(path: path, reason: String(cString: strerror(errno)))
      }
    }
  }

  private func waitForBytes() throws {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&request, 1, 100) <= 0 {
      if isStopped() { throw SavedFileError.cancelled }
    }
  }
}

/// A source whose beginning can be looked at before it is read.
final class PeekableSource: ByteSource {
  private let source: any ByteSource
  private var head: [UInt8] = []
  private var offset = 0
  /// An error that came while peeking, to be thrown in its place.
  private var pending: (any Error)?

  init(_ source: any ByteSource) { self.source = source }

  /// The next bytes: `count` of them, or fewer at the end.
  func peek(_ count: Int) -> ArraySlice<UInt8> {
    head.reserveCapacity(offset + count)
    var block = [UInt8](repeating: 0, count: min(max(count - (head.count - offset), 0), 1 << 16))
    while head.count - offset < count, pending == nil {
      let wanted = min(count - (head.count - offset), block.count)
      do {
        let read = try block.withUnsafeMutableBytes {
          try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[..<wanted]))
        }
        if read == 0 { break }
        head.append(contentsOf: block[..<read])
      } catch {
        pending = error
      }
    }
    return head[offset..<min(offset + count, head.count)]
  }

  /// Throws what came while peeking.
  func throwPendingError() throws {
    if let pending { throw pending }
  }

  func skip(_ count: Int) { offset = min(offset + count, head.count) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard offset < head.count else {
      if let pending { throw pending }
      head = []
      offset = 0
      return try source.read(into: buffer)
    }
    let count = min(buffer.count, head.count - offset)
    head.withUnsafeBytes { buffer.copyMemory(from: .init(rebasing: $0[offset..<offset + count])) }
    offset += count
    return count
  }
}
