import Foundation

/// A database from a file: one document a line (`.ndjson`), or an array of documents (`.json`).
///
/// Documents without `_id` get one as the platform's connector makes them: a UUID of version 1
/// whose time is the document's timestamp. Documents without `_rev` get a first revision. Both
/// depend on the file's content alone.
public struct FileSource: DocumentSource {
  let path: String

  /// The file is not what its name promises.
  public struct BadFile: Error, CustomStringConvertible {
    public var path: String
    /// Byte at which reading stopped.
    public var offset: Int
    public var description: String { "\(path): no JSON document at byte \(offset)" }
  }

  public init(path: String) { self.path = path }

  public func open() throws -> any DocumentCollection {
    try FileCollection(MappedFile(path), path: path)
  }

  /// The databases of a folder, by name: every `.ndjson` and `.json` file without its extension.
  public static func databases(in folder: String) throws -> [String: FileSource] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    var databases: [String: FileSource] = [:]
    for name in names where name.hasSuffix(".ndjson") || name.hasSuffix(".json") {
      let database = String(name.prefix(upTo: name.lastIndex(of: ".") ?? name.endIndex))
      databases[database] = FileSource(path: "\(folder)/\(name)")
    }
    return databases
  }
}

/// The documents of one file, found but not decoded.
final class FileCollection: DocumentCollection, @unchecked Sendable {
  private let file: MappedFile
  private var entries: [Entry] = []
  private var isArray = false
  /// Identifiers that do not stand in the file as they are: made ones and ones with escapes.
  private var madeIDs = Bytes()

  private struct Entry {
    var offset: Int
    var length: UInt32
    /// Where the revision stands, counted from the document's start.
    var revisionOffset: UInt32 = 0
    /// Where the identifier's closing quote stands, counted from the document's start.
    var idEnd: UInt32 = 0
    var idOffset: Int = 0
    var idLength: UInt16 = 0
    var revisionLength: UInt16 = 0
    var origin = IDOrigin.written
  }

  private enum IDOrigin: UInt8 { case written, escaped, made }

  init(_ file: MappedFile, path: String) throws {
    self.file = file
    var scanner = JSONScanner(file.bytes)
    do {
      try index(&scanner)
    } catch {
      throw FileSource.BadFile(path: path, offset: scanner.position)
    }
  }

  private func index(_ scanner: inout JSONScanner) throws {
    isArray = scanner.take("[")
    while let byte = scanner.next() {
      if isArray, byte == UInt8(ascii: "]") || byte == UInt8(ascii: ",") {
        scanner.position += 1
        continue
      }
      entries.append(try entry(&scanner))
    }
  }

  private func entry(_ scanner: inout JSONScanner) throws -> Entry {
    let start = scanner.position
    var entry = Entry(offset: start, length: 0)
    var time: Range<Int>?
    guard scanner.take("{") else { throw JSONScanner.Malformed() }
    while !scanner.take("}") {
      let name = try scanner.string()
      guard scanner.take(":") else { throw JSONScanner.Malformed() }
      try member(name, &scanner, &entry, &time)
      if entry.idLength > 0, entry.revisionLength > 0, skipToLineEnd(&scanner) { break }
      _ = scanner.take(",")
    }
    entry.length = UInt32(scanner.position - start)
    if entry.idLength == 0 { makeID(for: &entry, time) }
    return entry
  }

  /// Passes over the rest of a line that ends as a document does; what stands in between is
  /// nobody's business before the document is asked for.
  private func skipToLineEnd(_ scanner: inout JSONScanner) -> Bool {
    guard !isArray, let base = file.bytes.baseAddress else { return false }
    let rest = file.bytes.count - scanner.position
    let feed = memchr(base + scanner.position, 0x0A, rest)
    var end = feed.map { base.distance(to: UnsafeRawPointer($0)) } ?? file.bytes.count
    while end > scanner.position, file.bytes[end - 1] <= 0x20 { end -= 1 }
    guard end > scanner.position, file.bytes[end - 1] == UInt8(ascii: "}") else { return false }
    scanner.position = end
    return true
  }

  private func member(
    _ name: Range<Int>, _ scanner: inout JSONScanner, _ entry: inout Entry,
    _ time: inout Range<Int>?
  ) throws {
    guard scanner.next() == UInt8(ascii: "\"") else { return try scanner.skipValue() }
    let value = try scanner.string()
    switch name.count {
    case 3 where isNamed(name, "_id"): setID(value, of: &entry)
    case 4 where isNamed(name, "_rev"):
      entry.revisionOffset = UInt32(value.lowerBound - entry.offset)
      entry.revisionLength = UInt16(clamping: value.count)
    case 9 where isNamed(name, "timestamp"): time = value
    default: break
    }
  }

  private func isNamed(_ range: Range<Int>, _ name: StaticString) -> Bool {
    guard let base = file.bytes.baseAddress else { return false }
    return memcmp(base + range.lowerBound, name.utf8Start, range.count) == 0
  }

  private func setID(_ written: Range<Int>, of entry: inout Entry) {
    let text = file.bytes[written]
    entry.idEnd = UInt32(written.upperBound - entry.offset)
    guard text.contains(UInt8(ascii: "\\")) else {
      (entry.idOffset, entry.idLength) = (written.lowerBound, UInt16(clamping: written.count))
      return
    }
    let quoted = [UInt8(ascii: "\"")] + Bytes(text) + [UInt8(ascii: "\"")]
    let id = (try? JSONParser.value(of: quoted))?.bytes ?? Bytes(text)
    keep(id, .escaped, in: &entry)
  }

  private func keep(_ id: Bytes, _ origin: IDOrigin, in entry: inout Entry) {
    (entry.idOffset, entry.idLength) = (madeIDs.count, UInt16(clamping: id.count))
    entry.origin = origin
    madeIDs += id
  }

  private func makeID(for entry: inout Entry, _ time: Range<Int>?) {
    let moment = time.flatMap { ConnectorID.milliseconds(of: file.bytes[$0]) } ?? 0
    keep(ConnectorID.text(milliseconds: moment, number: entries.count), .made, in: &entry)
  }

  // MARK: DocumentCollection

  var count: Int { entries.count }
  var typicalDocumentSize: Int { entries.isEmpty ? 0 : file.bytes.count / entries.count }

  func withID<Result>(of index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let entry = entries[index]
    let range = entry.idOffset..<entry.idOffset + Int(entry.idLength)
    guard entry.origin == .written else {
      return madeIDs.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
    return body(UnsafeRawBufferPointer(rebasing: file.bytes[range]))
  }

  func appendRevision(of index: Int, to bytes: inout Bytes) {
    let entry = entries[index]
    guard entry.revisionLength > 0 else {
      bytes += withID(of: index) { ConnectorID.revision(of: $0) }
      return
    }
    let start = entry.offset + Int(entry.revisionOffset)
    bytes += file.bytes[start..<start + Int(entry.revisionLength)]
  }

  func appendDocument(_ index: Int, to bytes: inout Bytes) {
    let entry = entries[index]
    let text = file.bytes[entry.offset..<entry.offset + Int(entry.length)]
    let start = bytes.count
    guard entry.origin == .made || entry.revisionLength == 0 else {
      bytes += text
      return dropLineBreaks(in: &bytes, from: start)
    }
    var rest = text
    if entry.origin == .made {
      bytes += "{\"_id\":".utf8
      withID(of: index) { JSON.appendString($0, to: &bytes) }
      rest = rest.dropFirst()
    } else {
      bytes += rest.prefix(Int(entry.idEnd) + 1)
      rest = rest.dropFirst(Int(entry.idEnd) + 1)
    }
    if entry.revisionLength == 0 {
      bytes += ",\"_rev\":\"".utf8
      appendRevision(of: index, to: &bytes)
      bytes.append(UInt8(ascii: "\""))
    }
    let next = rest.first { $0 > 0x20 }
    if next != UInt8(ascii: "}"), next != UInt8(ascii: ",") { bytes.append(UInt8(ascii: ",")) }
    bytes += rest
    dropLineBreaks(in: &bytes, from: start)
  }

  /// A document of a pretty-printed array spreads over lines; a row does not.
  private func dropLineBreaks(in bytes: inout Bytes, from start: Int) {
    let hasLineBreak = bytes.withUnsafeBytes { all in
      all.baseAddress.map { memchr($0 + start, 0x0A, all.count - start) != nil } ?? false
    }
    guard hasLineBreak else { return }
    let written = Bytes(bytes[start...])
    if let value = try? JSONParser.value(of: written) {
      bytes.removeSubrange(start...)
      value.append(to: &bytes)
    }
  }
}
