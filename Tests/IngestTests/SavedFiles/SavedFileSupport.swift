import CZlib
import Foundation
import Ingest
import Readings

/// A file of its own for one test, removed afterwards.
final class TemporaryFile {
  let path: String

  init(_ bytes: some Sequence<UInt8>) throws {
    path = NSTemporaryDirectory() + "doorstats-\(UUID().uuidString)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  convenience init(_ text: String) throws { try self.init(text.utf8) }

  deinit { unlink(path) }
}

/// Everything that a saved file holds, in one batch; device indices point into `devices`.
struct Imported {
  var form: SavedFileForm?
  var batches = 0
  var documents = 0
  var deviceIDs: [String] = []
  var measuredAt: [Int64] = []
  var accelerationX: [Double] = []
  var hashes: [UInt32] = []
  var others: [OtherEvent] = []
  var rejected: [RejectedDocument] = []
  var design = 0
  var deleted = 0
  var error: SavedFileError?

  init(_ path: String, jobs: Int = 2, _ change: (inout SavedFileReader.Options) -> Void = { _ in })
    throws
  {
    var options = SavedFileReader.Options()
    options.jobs = jobs
    change(&options)
    do {
      form = try SavedFileReader(path: path, options: options).forEachBatch { add($0) }
    } catch let error as SavedFileError {
      self.error = error
    }
  }

  init(
    _ bytes: some Sequence<UInt8>, jobs: Int = 2,
    _ change: (inout SavedFileReader.Options) -> Void = { _ in }
  ) throws {
    let file = try TemporaryFile(bytes)
    try self.init(file.path, jobs: jobs, change)
  }

  init(
    text: String, jobs: Int = 2, _ change: (inout SavedFileReader.Options) -> Void = { _ in }
  ) throws {
    try self.init(Array(text.utf8), jobs: jobs, change)
  }

  private mutating func add(_ batch: DocumentBatch) {
    batches += 1
    documents += batch.documentCount
    deviceIDs += batch.deviceIndex.map { batch.devices[Int($0)].id }
    measuredAt += batch.readings.measuredAt
    accelerationX += batch.readings.accelerationX
    hashes += batch.readings.documentHash
    others += batch.otherEvents
    rejected += batch.rejected
    design += batch.designDocumentCount
    deleted += batch.deletedCount
  }
}

/// Compresses to one gzip member.
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  deflateInit2_(
    &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  defer { deflateEnd(&stream) }
  var input = bytes
  var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
  input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      deflate(&stream, Z_FINISH)
    }
  }
  return Array(output[..<Int(stream.total_out)])
}

/// Documents `0 ..< count` of a phone, a reading each, told apart by their x.
func phoneDocuments(_ count: Int) -> [String] {
  let parts = SampleDocument(id: "ID", data: #"{"x_acc":X,"y_acc":0.25,"z_acc":9}"#).json
    .replacing("ID", with: "\u{0}").replacing("X", with: "\u{0}").split(separator: "\u{0}")
  return (0..<count).map { "\(parts[0])id-\($0)\(parts[1])\($0).5\(parts[2])" }
}
