/// Writes text into a buffer that is large enough, byte by byte.
struct ByteWriter {
  let buffer: UnsafeMutableBufferPointer<UInt8>
  private(set) var count = 0

  init(_ buffer: UnsafeMutableBufferPointer<UInt8>) { self.buffer = buffer }

  mutating func append(_ text: [UInt8]) {
    text.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      let free = UnsafeMutableRawPointer(buffer.baseAddress! + count)
      free.copyMemory(from: base, byteCount: source.count)
    }
    count += text.count
  }

  mutating func append(_ byte: UInt8) {
    buffer[count] = byte
    count += 1
  }

  mutating func appendHex(_ value: UInt64, digits: Int) {
    Hex.write(value, digits: digits, to: buffer, at: count)
    count += digits
  }

  /// A decimal number with leading zeros.
  mutating func append(_ value: Int, digits: Int) {
    var rest = value
    for place in stride(from: count + digits - 1, through: count, by: -1) {
      buffer[place] = UInt8(48 + rest % 10)
      rest /= 10
    }
    count += digits
  }

  /// The shortest decimal that reads back as the same double: a float32 widened shows all the
  /// digits of its double. Whole numbers have no point, as in JavaScript; −0 is 0.
  mutating func append(_ value: Double) {
    if value == value.rounded(.towardZero), abs(value) < 1e15 { return append(whole: Int(value)) }
    var text = value.description
    text.withUTF8 { digits in
      for digit in digits { append(digit) }
    }
  }

  private mutating func append(whole value: Int) {
    if value < 0 { append(UInt8(ascii: "-")) }
    let size = value.magnitude
    var digits = 1
    var limit: UInt = 10
    while size >= limit {
      digits += 1
      limit *= 10
    }
    append(Int(size), digits: digits)
  }
}
