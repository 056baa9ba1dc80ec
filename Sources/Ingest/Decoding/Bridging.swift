import CDocuments
import Readings

// How values cross between Swift and the C decoder.

extension cd_text {
  /// The text, or `nil` where it is absent; bytes that are no UTF-8 become U+FFFD.
  var string: String? {
    bytes.map { String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self) }
  }
}

/// Calls `body` with the text's bytes, which are valid during the call only.
func withText<Result>(_ text: String?, _ body: (cd_text) -> Result) -> Result {
  guard var text else { return body(cd_text()) }
  return text.withUTF8 { bytes in
    // An empty text is not an absent one.
    guard let start = bytes.baseAddress else {
      return withUnsafePointer(to: UInt8(0)) { body(cd_text(bytes: $0, length: 0)) }
    }
    return body(cd_text(bytes: start, length: bytes.count))
  }
}

/// Calls `body` with the mapping as the decoder wants it.
func withMapping<Result>(_ mapping: FieldMapping, _ body: (cd_mapping) -> Result) -> Result {
  func gather(_ rest: ArraySlice<String?>, _ texts: [cd_text]) -> Result {
    guard let next = rest.first else {
      var result = cd_mapping()
      result.acceleration = (texts[0], texts[1], texts[2])
      result.proximity = texts[3]
      result.light = texts[4]
      result.timestamp = texts[5]
      result.device_id = texts[6]
      result.device_type = texts[7]
      result.unit = mapping.unit.metresPerSecondSquared
      return body(result)
    }
    return withText(next) { gather(rest.dropFirst(), texts + [$0]) }
  }
  return gather(
    [
      mapping.accelerationX, mapping.accelerationY, mapping.accelerationZ, mapping.proximity,
      mapping.light, mapping.timestamp, mapping.deviceID, mapping.deviceType,
    ], [])
}

func array<Element>(_ start: UnsafePointer<Element>?, _ count: Int) -> [Element] {
  Array(UnsafeBufferPointer(start: count == 0 ? nil : start, count: count))
}

extension ReadingColumns<Double> {
  /// Copies the readings of a batch. The extended columns stay empty where all of them are zero.
  init(_ view: cd_batch) {
    self.init()
    let count = view.reading_count
    measuredAt = array(view.measured_at, count)
    documentHash = array(view.document_hash, count)
    withUnsafeBytes(of: view.columns) { bytes in
      let columns = bytes.assumingMemoryBound(to: UnsafePointer<Double>?.self)
      func column(_ number: Int) -> [Double] { array(columns[number], count) }
      accelerationX = column(0)
      accelerationY = column(1)
      accelerationZ = column(2)
      proximity = column(CD_COLUMN_PROXIMITY)
      light = column(CD_COLUMN_LIGHT)
      if view.has_extended {
        extended = (0..<Self.extendedColumnCount).map {
          column(CD_COLUMN_EXTENDED + $0)
        }
      }
    }
  }
}

extension RejectedDocument {
  init(_ document: cd_rejected_document) {
    let kept = min(document.body.length, DocumentDecoder.rejectedBodyLimit)
    self.init(
      documentID: document.document_id.string, reason: Reason(document.reason),
      body: cd_text(bytes: document.body.bytes, length: kept).string ?? "")
  }
}

extension RejectedDocument.Reason {
  init(_ reason: cd_reason) {
    self =
      switch reason {
      case CD_REASON_NOT_AN_OBJECT: .notAnObject
      case CD_REASON_MISSING_DEVICE_ID: .missingDeviceID
      case CD_REASON_MISSING_TIMESTAMP: .missingTimestamp
      case CD_REASON_INVALID_TIMESTAMP: .invalidTimestamp
      case CD_REASON_INVALID_ACCELERATION: .invalidAcceleration
      default: .invalidJSON
      }
  }
}
