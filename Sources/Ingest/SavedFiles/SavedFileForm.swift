/// The forms in which documents are saved, told by content and never by name.
public enum SavedFileForm: Hashable, Sendable {
  case empty
  /// One document a line, or one array of documents a line.
  case lines
  /// Arrays of documents, answers of `_all_docs`, documents over several lines, in any number.
  case structure
  /// Values separated by this byte, names in the first line.
  case table(separator: UInt8)
}

extension SavedFileForm {
  /// Bytes that decide about the form.
  static let headLength = 1 << 20

  /// What was recognised: the form, and how many bytes in front are no part of the documents (a
  /// byte order mark, the first line of a couchbackup file).
  struct Recognised: Equatable {
    var form: SavedFileForm
    var skipped: Int
  }

  /// Recognises a file by its beginning.
  ///
  /// - Parameter isWhole: Whether `head` is all there is.
  static func recognised(
    _ head: ArraySlice<UInt8>, path: String, isWhole: Bool
  ) throws(SavedFileError) -> Recognised {
    if let hint = foreignHint(head) { throw .unrecognised(path: path, hint: hint) }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var rest = head.starts(with: mark) ? head.dropFirst(mark.count) : head
    let lines = LineCursor(rest, isWhole: isWhole)
    let first = lines.first
    if first?.isMetadata == true, let end = first?.endIndex { rest = rest[end...] }
    return Recognised(
      form: try form(rest, first: first, lines: lines, path: path),
      skipped: rest.startIndex - head.startIndex)
  }

  private static func form(
    _ rest: ArraySlice<UInt8>, first: LineCursor.Line?, lines: LineCursor, path: String
  ) throws(SavedFileError) -> SavedFileForm {
    guard let first else { return .empty }
    // An answer on one line may be larger than memory, and so may an array.
    if first.isMetadata || first.isAnswer { return .structure }
    let second = lines.second
    if first.isWholeValue {
      if first.lead == UInt8(ascii: "{") { return .lines }
      return second.map { $0.isWholeValue && $0.lead == first.lead } == true ? .lines : .structure
    }
    // A file of lines whose first one is damaged.
    let isArray = first.lead == UInt8(ascii: "[")
    if !isArray, let second, second.isWholeValue, second.lead == UInt8(ascii: "{") {
      return .lines
    }
    if first.lead == UInt8(ascii: "{") || isArray { return .structure }
    guard let separator = first.separator else {
      throw .unrecognised(
        path: path,
        hint: "it starts with neither JSON nor a line of column names "
          + "— NDJSON, JSON arrays, _all_docs answers, couchbackup files and CSV can be read")
    }
    return .table(separator: separator)
  }

  private static func foreignHint(_ head: ArraySlice<UInt8>) -> String? {
    let signatures: [(bytes: [UInt8], hint: String)] = [
      ([0x28, 0xB5, 0x2F, 0xFD], "it is compressed with zstd — use: zstd -dc FILE | … -"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "it is compressed with xz — use: xz -dc FILE | … -"),
      (Array("BZh".utf8), "it is compressed with bzip2 — use: bzip2 -dc FILE | … -"),
      (Array("PK\u{3}\u{4}".utf8), "it is a zip archive — use: unzip -p FILE | … -"),
      (Array("SQLite format 3".utf8), "it is an SQLite database — import documents instead"),
      (Array("PAR1".utf8), "it is a Parquet file — convert it to CSV or NDJSON"),
      ([0xFF, 0xFE], "it is UTF-16 — use: iconv -f UTF-16 -t UTF-8 FILE | … -"),
      ([0xFE, 0xFF], "it is UTF-16 — use: iconv -f UTF-16 -t UTF-8 FILE | … -"),
    ]
    return signatures.first { head.starts(with: $0.bytes) }?.hint
  }
}
