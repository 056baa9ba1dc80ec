/// A whole CSV file as text, for small tables: quoted fields, LF or CR LF, empty lines left out.
public enum CSVTable {
  /// The records, the header's first, each with its fields.
  public static func records(of bytes: [UInt8]) -> [[String]] {
    bytes.withUnsafeBytes { buffer in
      let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
      let start = buffer.starts(with: mark) ? mark.count : 0
      var scanner = CSVScanner(buffer, range: start..<buffer.count, separator: UInt8(ascii: ","))
      var records: [[String]] = []
      while scanner.advance() { records.append(scanner.fields.map(scanner.text)) }
      return records
    }
  }
}
