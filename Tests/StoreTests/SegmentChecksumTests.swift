import Testing

@testable import Store

@Suite struct SegmentChecksumTests {
  /// CRC-32 bit by bit, as its definition has it.
  private func twin(_ bytes: [UInt8]) -> UInt32 {
    var crc = ~UInt32(0)
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }

  private func bytes(of number: Int64) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  /// Short and long blobs are summed in different ways; neither may show, at any length or place.
  @Test func `it is the CRC-32 of its definition, whatever the length`() {
    var state: UInt32 = 1
    let noise = (0..<2_000).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    for length in [Int](0...300) + [1_023, 1_024, 1_999] {
      let blob = Array(noise[(length % 7)..<min(noise.count, length % 7 + length)])
      var checksum = SegmentChecksum()
      checksum.add(7)
      blob.withUnsafeBytes { checksum.add($0) }
      checksum.addAbsentBlob()
      let expected = bytes(of: 7) + bytes(of: Int64(blob.count)) + blob + bytes(of: -1)
      #expect(checksum.value == Int64(twin(expected)), "\(length) bytes")
    }
  }
}
