import CDocuments
import Readings

/// Decodes documents of the historian to columns.
///
/// A decoder remembers devices, kinds and the usual order of the members between calls, so one
/// decoder should see many pages. It belongs to one thread at a time and is not `Sendable`: make
/// one for each worker.
///
/// The bytes need no padding behind them, and may be cut or broken anywhere.
public final class DocumentDecoder {
  /// How the documents of a run are separated.
  public enum Framing: Sendable {
    /// White space; a broken document ends with its line. A line may be an array of documents.
    case lines
    /// Commas or white space; a broken document ends where its brackets close.
    case elements
    /// As `elements`, of rows of an answer (`{"id":…,"doc":{…}}`).
    case rows
  }

  /// Bytes of a rejected document that are kept.
  public static let rejectedBodyLimit = 65_536

  private let decoder: OpaquePointer
  private var devices: [DeviceKey] = []
  private var kinds: [String] = []

  public init(mappings: FieldMappings = .standard) {
    guard let decoder = withMapping(mappings.standard, cd_decoder_create) else {
      fatalError("no memory for a document decoder")
    }
    self.decoder = decoder
    for (type, mapping) in mappings.byDeviceType.sorted(by: { $0.key < $1.key }) {
      withText(type) { type in
        withMapping(mapping) { cd_decoder_add_mapping(decoder, type, $0) }
      }
    }
  }

  /// - Parameter comparesLines: Whether lines are compared with those before, or each of them is
  ///   decoded by its tokens: the outcome is the same.
  package convenience init(mappings: FieldMappings = .standard, comparesLines: Bool) {
    self.init(mappings: mappings)
    cd_decoder_compare_lines(decoder, comparesLines)
  }

  deinit { cd_decoder_destroy(decoder) }

  /// Documents of the last run that were read by their likeness to one before.
  package var alikeCount: Int { cd_decoder_alike_count(decoder) }

  /// Decodes one complete answer of `_all_docs?include_docs=true`.
  ///
  /// - Throws: `DecodingError`. An answer that was cut off at any byte is `incomplete`.
  public func allDocsPage(_ body: UnsafeRawBufferPointer) throws(DecodingError) -> AllDocsPage {
    let bytes = body.bindMemory(to: UInt8.self)
    try check(cd_decode_all_docs(decoder, bytes.baseAddress, bytes.count), bytes: bytes.count)
    let page = cd_decoder_page(decoder).pointee
    var content = AllDocsPage(
      batch: batch(), rowCount: page.row_count, firstID: page.first_id.string,
      lastID: page.last_id.string, totalRows: page.total_rows < 0 ? nil : Int(page.total_rows),
      updateSequence: page.sequence.string,
      notFoundKeys: UnsafeBufferPointer(start: page.not_found_keys, count: page.not_found_count)
        .map { $0.string ?? "" })
    content.repeatedRowCount = page.repeated_row_count
    content.missingDocumentCount = page.missing_document_count
    return content
  }

  public func allDocsPage(_ body: [UInt8]) throws(DecodingError) -> AllDocsPage {
    try scoped(body) { bytes throws(DecodingError) in try allDocsPage(bytes) }
  }

  /// Decodes one complete answer of `_changes?include_docs=true`.
  ///
  /// - Throws: `DecodingError`. An answer that was cut off at any byte is `incomplete`.
  public func changesPage(_ body: UnsafeRawBufferPointer) throws(DecodingError) -> ChangesPage {
    let bytes = body.bindMemory(to: UInt8.self)
    try check(cd_decode_changes(decoder, bytes.baseAddress, bytes.count), bytes: bytes.count)
    let page = cd_decoder_page(decoder).pointee
    var content = ChangesPage(
      batch: batch(), resultCount: page.row_count, lastSequence: page.sequence.string ?? "",
      pending: page.pending < 0 ? nil : Int(page.pending))
    content.missingDocumentCount = page.missing_document_count
    return content
  }

  public func changesPage(_ body: [UInt8]) throws(DecodingError) -> ChangesPage {
    try scoped(body) { bytes throws(DecodingError) in try changesPage(bytes) }
  }

  /// Decodes a run of documents. A broken document is rejected, and the rest goes on.
  ///
  /// - Throws: `outOfMemory`; with `rows`, also `unexpectedShape` where the rows hold no documents.
  public func documents(
    _ chunk: UnsafeRawBufferPointer, framing: Framing = .lines
  ) throws(DecodingError) -> DocumentBatch {
    let bytes = chunk.bindMemory(to: UInt8.self)
    let framing =
      switch framing {
      case .lines: CD_LINES
      case .elements: CD_ELEMENTS
      case .rows: CD_ROWS
      }
    try check(
      cd_decode_documents(decoder, bytes.baseAddress, bytes.count, framing), bytes: bytes.count)
    return batch()
  }

  public func documents(
    _ chunk: [UInt8], framing: Framing = .lines
  ) throws(DecodingError) -> DocumentBatch {
    try scoped(chunk) { bytes throws(DecodingError) in try documents(bytes, framing: framing) }
  }

  /// `withUnsafeBytes` with a typed error.
  private func scoped<Value>(
    _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws(DecodingError) -> Value
  ) throws(DecodingError) -> Value {
    try bytes.withUnsafeBytes { bytes in
      Result { () throws(DecodingError) in try body(bytes) }
    }.get()
  }

  private func check(_ status: cd_status, bytes: Int) throws(DecodingError) {
    let page = cd_decoder_page(decoder).pointee
    switch status {
    case CD_OK: return
    case CD_INCOMPLETE: throw .incomplete(bytes: bytes)
    case CD_NOT_JSON: throw .notJSON(position: page.position < 0 ? nil : page.position)
    case CD_UNEXPECTED_SHAPE: throw .unexpectedShape(page.message.string ?? "")
    case CD_SERVER_ERROR:
      throw .serverError(error: page.error.string ?? "", reason: page.reason.string ?? "")
    default: throw .outOfMemory(bytes: bytes)
    }
  }

  private func batch() -> DocumentBatch {
    let view = cd_decoder_batch(decoder).pointee
    var batch = DocumentBatch()
    batch.documentCount = view.document_count
    batch.designDocumentCount = view.design_document_count
    batch.deletedCount = view.deleted_count
    batch.devices = UnsafeBufferPointer(start: view.devices, count: view.device_count)
      .map(device)
    batch.deviceIndex = array(view.device_index, view.reading_count)
    batch.readings = ReadingColumns(view)
    batch.otherEvents = UnsafeBufferPointer(start: view.other_events, count: view.other_event_count)
      .map { OtherEvent(kind: kind($0.kind), contentHash: $0.content_hash) }
    batch.rejected = UnsafeBufferPointer(start: view.rejected, count: view.rejected_count)
      .map(RejectedDocument.init)
    return batch
  }

  private func device(_ number: UInt32) -> DeviceKey {
    while devices.count <= number {
      let next = UInt32(devices.count)
      devices.append(
        DeviceKey(
          type: cd_decoder_device_type(decoder, next).string ?? "",
          id: cd_decoder_device_id(decoder, next).string ?? ""))
    }
    return devices[Int(number)]
  }

  private func kind(_ number: UInt32) -> String {
    while kinds.count <= number {
      kinds.append(cd_decoder_kind(decoder, UInt32(kinds.count)).string ?? "")
    }
    return kinds[Int(number)]
  }
}
