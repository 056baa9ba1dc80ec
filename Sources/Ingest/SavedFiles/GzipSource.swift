import CZlib
import Foundation

/// The inflated bytes of a gzip stream of one or several members (RFC 1952).
///
/// Zeros after the last member are padding; anything else after it is ignored as `gzip` does.
final class GzipSource: ByteSource {
  private let source: PeekableSource
  private let file: FileSource
  private var stream = z_stream()
  private var input = [UInt8](repeating: 0, count: 1 << 17)
  private var available = 0
  private var consumed = 0
  private var isWithinMember = true
  private var isFinished = false

  static func isGzip(_ head: ArraySlice<UInt8>) -> Bool { head.starts(with: [0x1f, 0x8b]) }

  init(_ source: PeekableSource, file: FileSource) throws(SavedFileError) {
    self.source = source
    self.file = file
    guard czlib_inflate_init(&stream) == Z_OK else {
      throw .outOfMemory(path: file.path, bytes: input.count)
    }
  }

  deinit { inflateEnd(&stream) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard !buffer.isEmpty else { return 0 }
    while !isFinished {
      if consumed == available, try !refill() { break }
      if !isWithinMember {
        guard startNextMember() else { break }
        continue
      }
      let count = try inflate(into: buffer)
      if count > 0 { return count }
    }
    isFinished = true
    return 0
  }

  /// Reads more of the file. At its end: false between members, an error within one.
  private func refill() throws -> Bool {
    consumed = 0
    available = try input.withUnsafeMutableBytes { try source.read(into: $0) }
    guard available == 0 else { return true }
    if isWithinMember {
      isFinished = true
      throw SavedFileError.truncatedGzip(path: file.path, bytes: file.position)
    }
    return false
  }

  /// Skips padding; false where no further member follows.
  private func startNextMember() -> Bool {
    while consumed < available, input[consumed] == 0 { consumed += 1 }
    guard consumed < available else { return true }
    guard input[consumed] == 0x1f else { return false }
    inflateReset(&stream)
    isWithinMember = true
    return true
  }

  private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let room = min(buffer.count, 1 << 30)
    stream.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(room)
    let status = input.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress.map { $0 + consumed }
      stream.avail_in = UInt32(available - consumed)
      return CZlib.inflate(&stream, Z_NO_FLUSH)
    }
    consumed = available - Int(stream.avail_in)
    let count = room - Int(stream.avail_out)
    switch status {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: isWithinMember = false
    default:
      isFinished = true
      throw SavedFileError.corruptGzip(path: file.path, bytes: file.position)
    }
    return count
  }
}
