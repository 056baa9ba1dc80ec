/// A short name for a text: the same on every machine and run.
public enum Fingerprint {
  /// 16 hexadecimal digits (FNV-1a, 64 bits).
  public static func of(_ text: String) -> String {
    let hash = text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) {
      ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
