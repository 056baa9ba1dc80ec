import CColumns
import CZlib

/// The check sum of a segment's row: the CRC-32 of its numbers and blobs, as zlib computes it.
///
/// Numbers enter as 8 bytes, little-endian; a blob as its length and its bytes, an absent one as
/// the length −1. The order is that of the columns in docs/store.md. CRC-32 finds every change of
/// up to 32 bits in a row, and overlooks one in four thousand million of the others.
struct SegmentChecksum {
  private var crc = crc32(0, nil, 0)

  var value: Int64 { Int64(crc) }

  mutating func add(_ number: Int64) {
    withUnsafeBytes(of: number.littleEndian) { add(bytes: $0) }
  }

  mutating func add(_ blob: UnsafeRawBufferPointer) {
    add(Int64(blob.count))
    add(bytes: blob)
  }

  /// Whether this processor multiplies without carries: four times as fast as zlib's tables.
  private static let isFolded = doorstats_has_crc32()
  private static let leastFolded = 64

  mutating func addAbsentBlob() { add(-1) }

  private mutating func add(bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    var folded = 0
    if Self.isFolded, bytes.count >= Self.leastFolded {
      folded = bytes.count & ~15
      crc = UInt(doorstats_crc32(UInt32(crc), start, folded))
    }
    if folded < bytes.count { crc = crc32_z(crc, start + folded, bytes.count - folded) }
  }
}
