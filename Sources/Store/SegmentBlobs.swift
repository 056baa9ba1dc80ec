/// Plain little-endian arrays, as they stand in a segment's blobs.
///
/// A column of *n* values is *n* × 4 or *n* × 8 bytes. A column that changes rarely (proximity,
/// light) may be run-length coded where that is shorter: *r* lengths (u32), then *r* values; its
/// size then differs from *n* values, always below it.
enum SegmentBlobs {
  /// The bytes of an array as they lie in memory.
  @inline(__always)
  static func bytes<Element>(of array: [Element]) -> [UInt8] {
    array.withUnsafeBytes { Array($0) }
  }

  /// Whether every value survives as a float32 without change; NaN (absent) does.
  static func areFloat32(_ values: [Double]) -> Bool {
    values.withUnsafeBufferPointer { values in
      var same = true
      for value in values { same = same && (Double(Float(value)) == value || value.isNaN) }
      return same
    }
  }

  static func encoded(_ values: [Double], valueBytes: Int) -> [UInt8] {
    valueBytes == 4 ? bytes(of: values.map { Float($0) }) : bytes(of: values)
  }

  /// Run-length coded where that is shorter, else plain; `nil` where every value is absent.
  static func runLengthEncoded(_ values: [Double], valueBytes: Int) -> [UInt8]? {
    // As soon as there are this many runs, the plain form is not longer.
    let mostRuns = (values.count * valueBytes - 1) / (4 + valueBytes)
    var lengths: [UInt32] = []
    var runs: [Double] = []
    for value in values {
      // Bit patterns, so that NaN continues a run of NaN and −0 is kept apart from 0.
      if let last = runs.last, last.bitPattern == value.bitPattern {
        lengths[lengths.count - 1] += 1
      } else if runs.count < mostRuns {
        lengths.append(1)
        runs.append(value)
      } else {
        if values.allSatisfy(\.isNaN) { return nil }
        return encoded(values, valueBytes: valueBytes)
      }
    }
    if runs.count == 1, runs[0].isNaN { return nil }
    return bytes(of: lengths) + encoded(runs, valueBytes: valueBytes)
  }

  /// Appends `count` values of a plain or run-length coded column to `destination`.
  ///
  /// - Returns: `false` where the bytes do not hold `count` values.
  static func append<Value: BinaryFloatingPoint & BitwiseCopyable>(
    _ blob: UnsafeRawBufferPointer, valueBytes: Int, count: Int, to destination: inout [Value]
  ) -> Bool {
    if blob.count == count * valueBytes {
      appendPlain(blob, valueBytes: valueBytes, to: &destination)
      return true
    }
    guard blob.count < count * valueBytes, blob.count % (4 + valueBytes) == 0 else { return false }
    let runs = blob.count / (4 + valueBytes)
    var values: [Value] = []
    appendPlain(
      UnsafeRawBufferPointer(rebasing: blob[(runs * 4)...]), valueBytes: valueBytes, to: &values)
    var total = 0
    for run in 0..<runs {
      let length = Int(blob.loadUnaligned(fromByteOffset: run * 4, as: UInt32.self))
      total += length
      guard total <= count else { return false }
      append(values[run], count: length, to: &destination)
    }
    return total == count
  }

  /// Appends one value many times: in pieces, which the array copies as they are.
  static func append<Value: BinaryFloatingPoint & BitwiseCopyable>(
    _ value: Value, count: Int, to destination: inout [Value]
  ) {
    withUnsafeTemporaryAllocation(of: Value.self, capacity: 256) { piece in
      let filled = piece[..<min(count, piece.count)]
      filled.initialize(repeating: value)
      for first in stride(from: 0, to: count, by: piece.count) {
        destination.append(
          contentsOf: UnsafeBufferPointer(rebasing: piece[..<min(piece.count, count - first)]))
      }
    }
  }

  /// Appends every value of a plain column.
  static func appendPlain<Value: BinaryFloatingPoint & BitwiseCopyable>(
    _ blob: UnsafeRawBufferPointer, valueBytes: Int, to destination: inout [Value]
  ) {
    if MemoryLayout<Value>.size == valueBytes {
      appendCopies(of: blob, to: &destination)
    } else if valueBytes == 4 {
      var stored: [Float] = []
      appendCopies(of: blob, to: &stored)
      destination.append(contentsOf: stored.lazy.map { Value($0) })
    } else {
      var stored: [Double] = []
      appendCopies(of: blob, to: &stored)
      destination.append(contentsOf: stored.lazy.map { Value($0) })
    }
  }

  /// Appends the elements that the bytes spell out.
  @inline(__always)
  static func appendCopies<Element: BitwiseCopyable>(
    of blob: UnsafeRawBufferPointer, to destination: inout [Element]
  ) {
    let count = blob.count / MemoryLayout<Element>.stride
    guard count > 0, let base = blob.baseAddress else { return }
    // SQLite promises no alignment, though a blob of its own buffer has it.
    if Int(bitPattern: base) % MemoryLayout<Element>.alignment == 0 {
      destination.append(contentsOf: blob.assumingMemoryBound(to: Element.self)[..<count])
    } else {
      for index in 0..<count {
        destination.append(
          blob.loadUnaligned(
            fromByteOffset: index * MemoryLayout<Element>.stride, as: Element.self))
      }
    }
  }
}
