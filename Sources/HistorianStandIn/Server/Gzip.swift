import CZlib

extension Answer {
  /// Compresses the body, as Cloudant does for clients that accept it.
  mutating func compress() {
    switch body {
    case .whole(let bytes) where !bytes.isEmpty:
      guard let packed = Gzip.compressed(bytes) else { return }
      body = .whole(packed)
    case .chunks(let chunks):
      guard let packed = Gzip.compressed(Bytes(chunks.joined())) else { return }
      body = .chunks([packed])
    case .whole, .feed: return
    }
    set("Content-Encoding", "gzip")
  }
}

enum Gzip {
  /// The bytes as one gzip member (RFC 1952), or `nil` when memory does not suffice.
  ///
  /// - Parameter level: 1 is fast, 9 is small. CouchDB keeps attachments at 8.
  static func compressed(_ bytes: Bytes, level: Int32 = 1) -> Bytes? {
    var stream = z_stream()
    // 15 bits of window, and 16 for the gzip wrapper.
    let started = deflateInit2_(
      &stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard started == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    var input = bytes
    let room = Int(deflateBound(&stream, UInt(input.count)))
    var isWhole = false
    let packed = Bytes(unsafeUninitializedCapacity: room) { buffer, count in
      input.withUnsafeMutableBufferPointer { source in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(room)
        isWhole = deflate(&stream, Z_FINISH) == Z_STREAM_END
        count = room - Int(stream.avail_out)
      }
    }
    return isWhole ? packed : nil
  }
}
