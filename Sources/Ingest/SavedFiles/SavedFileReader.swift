import Foundation
import Parallel
import Readings

/// How far reading a saved file has come.
public struct SavedFileProgress: Hashable, Sendable {
  /// Bytes of the file read so far, compressed as they are.
  public var bytesRead: Int64
  /// Size of the file [bytes]; `nil` for pipes.
  public var totalBytes: Int64?

  public init(bytesRead: Int64, totalBytes: Int64?) {
    self.bytesRead = bytesRead
    self.totalBytes = totalBytes
  }
}

/// Reads the documents of a saved file: NDJSON, JSON arrays, answers of `_all_docs`, couchbackup
/// files and CSV, each of them also compressed with gzip. The form is told by content.
///
/// Memory does not grow with the file: about `2 · jobs + 2` pieces of half a mebibyte are under way.
/// Batches come in the order of the file, whatever the number of jobs.
public struct SavedFileReader: Sendable {
  public struct Options: Sendable {
    public var mappings = FieldMappings.standard
    public var csv = CSVOptions()
    /// Threads that decode.
    public var jobs = ProcessInfo.processInfo.activeProcessorCount
    /// Documents above about this size are rejected [bytes].
    public var documentLimit = 64 << 20

    public init() {}
  }

  /// Path of the file; `-` is standard input.
  public let path: String
  public let options: Options

  public init(path: String, options: Options = Options()) {
    self.path = path
    self.options = options
  }

  /// Calls `body` with every batch, in order and on the calling thread.
  ///
  /// - Parameters:
  ///   - progress: Called before each batch.
  ///   - isCancelled: Asked several times a second; `true` ends the reading with `cancelled`.
  /// - Throws: `SavedFileError`, after everything that was complete before it was delivered; and
  ///   whatever `body` throws.
  /// - Returns: The form that was recognised.
  @discardableResult
  public func forEachBatch(
    progress: (SavedFileProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false },
    _ body: (DocumentBatch) throws -> Void
  ) throws -> SavedFileForm {
    let stop = StopFlag()
    defer { stop.set() }
    let file = try FileSource(path: path) { stop.isSet }
    let chunks = FileChunks(file, options: options)
    let pipeline = Pipeline<Chunk, DecodedChunk>(window: 2 * jobs + 2) {
      try chunks.next()
    } makeWorker: {
      ChunkDecoder(mappings: options.mappings, path: file.path).decode
    }
    var rowsBefore = 0
    try pipeline.run(workers: jobs) {
      guard isCancelled() else { return }
      throw SavedFileError.cancelled
    } onStop: {
      stop.set()
    } consume: { decoded in
      progress(SavedFileProgress(bytesRead: decoded.bytesRead, totalBytes: file.size))
      for var batch in decoded.batches {
        decoded.layout?.countTime(in: &batch, rowsBefore: rowsBefore)
        try body(batch)
      }
      rowsBefore += decoded.rows
    }
    progress(SavedFileProgress(bytesRead: file.position, totalBytes: file.size))
    return chunks.form ?? .empty
  }

  private var jobs: Int { max(options.jobs, 1) }
}

extension CSVLayout {
  /// Turns numbers of records within a chunk into times.
  func countTime(in batch: inout DocumentBatch, rowsBefore: Int) {
    guard countsTime else { return }
    for index in batch.readings.measuredAt.indices {
      let ordinal = rowsBefore + Int(batch.readings.measuredAt[index])
      batch.readings.measuredAt[index] = options.instant(ofRow: ordinal) ?? Int64.max
    }
  }
}

/// Set once, seen by all threads.
final class StopFlag: @unchecked Sendable {
  private let lock = NSLock()
  private var value = false

  var isSet: Bool { lock.withLock { value } }
  func set() { lock.withLock { value = true } }
}
