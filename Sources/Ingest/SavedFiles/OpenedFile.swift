/// A saved file that is opened when its first chunk is wanted, by whichever thread wants it:
/// recognising the form waits for bytes, which may take long to come.
final class FileChunks {
  private let file: FileSource
  private let options: SavedFileReader.Options
  private var opened: OpenedFile?

  init(_ file: FileSource, options: SavedFileReader.Options) {
    self.file = file
    self.options = options
  }

  /// The form, once it was recognised.
  var form: SavedFileForm? { opened?.form }

  func next() throws -> Chunk? {
    let opened = try opened ?? OpenedFile(file, options: options)
    self.opened = opened
    var chunk = try opened.chunks?.next()
    chunk?.bytesRead = file.position
    chunk?.layout = opened.layout
    return chunk
  }
}

/// A saved file with its form recognised, ready to be cut into chunks.
private struct OpenedFile {
  let form: SavedFileForm
  /// `nil` where there is nothing in it.
  let chunks: (any ChunkReader)?
  /// The columns, of CSV files.
  let layout: CSVLayout?

  init(_ file: FileSource, options: SavedFileReader.Options) throws {
    let (source, recognised) = try Self.recognised(file)
    form = recognised.form
    switch recognised.form {
    case .empty:
      chunks = nil
      layout = nil
    case .lines:
      chunks = LineChunks(source, lineLimit: options.documentLimit)
      layout = nil
    case .structure:
      chunks = try StructureChunks(source, file: file, documentLimit: options.documentLimit)
      layout = nil
    case .table(let separator):
      let table = try TableChunks(
        source, separator: separator, mappings: options.mappings, options: options.csv,
        path: file.path, recordLimit: options.documentLimit)
      chunks = table
      layout = table.layout
    }
  }

  private static func recognised(
    _ file: FileSource
  ) throws -> (PeekableSource, SavedFileForm.Recognised) {
    var source = PeekableSource(file)
    if GzipSource.isGzip(source.peek(2)) {
      source = PeekableSource(try GzipSource(source, file: file))
    }
    let head = source.peek(SavedFileForm.headLength)
    let isWhole = head.count < SavedFileForm.headLength
    let recognised = try SavedFileForm.recognised(head, path: file.path, isWhole: isWhole)
    // What was cut off or could not be read at all is told as that, and not as empty.
    if recognised.form == .empty { try source.throwPendingError() }
    source.skip(recognised.skipped)
    return (source, recognised)
  }
}
