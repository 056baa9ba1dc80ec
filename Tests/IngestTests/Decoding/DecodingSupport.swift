import Ingest
import Readings

/// A door phone's document, with parts that a test can change.
struct SampleDocument {
  var id: String? = "21ba7863-5edb-11ea-bfff-5a030721ac64"
  var deviceType: String? = #""Android""#
  var deviceID: String? = #""192.168.1.23""#
  var timestamp: String? = #""2020-03-05T12:16:24.493Z""#
  var data: String? = SampleDocument.phoneData
  var extra = ""

  static let phoneData = """
    {"x_acc":-0.003208909183740616,"y_acc":0.25,"z_acc":9,"x_gravity":0,"y_gravity":0,\
    "z_gravity":0,"x_rotation":0,"y_rotation":0,"z_rotation":0,"x_orientation":0,\
    "y_orientation":0,"z_orientation":0,"deprecated_1":0,"deprecated_2":0,"ambient_light":12.5,\
    "proximity":5,"keyboard_button_pressed":0}
    """

  var json: String {
    var members: [String] = []
    if let id { members.append(#""_id":"\#(id)","_rev":"1-d2e6""#) }
    if let deviceType { members.append(#""deviceType":\#(deviceType)"#) }
    if let deviceID { members.append(#""deviceId":\#(deviceID)"#) }
    members.append(#""eventType":"status","format":"json""#)
    if let timestamp { members.append(#""timestamp":\#(timestamp)"#) }
    if let data { members.append(#""data":\#(data)"#) }
    return "{" + members.joined(separator: ",") + extra + "}"
  }

  var row: String {
    #"{"id":"\#(id ?? "")","key":"\#(id ?? "")","value":{"rev":"1-d2e6"},"doc":\#(json)}"#
  }
}

extension DocumentDecoder {
  /// Decodes lines given as text.
  func lines(_ text: String) throws -> DocumentBatch { try documents(Array(text.utf8)) }

  /// Decodes one document, with the changes that a test makes to the sample.
  func sample(_ change: (inout SampleDocument) -> Void) throws -> DocumentBatch {
    var document = SampleDocument()
    change(&document)
    return try lines(document.json)
  }
}

/// What became of a single document, in one word.
func outcome(_ batch: DocumentBatch) -> String {
  guard batch.documentCount == 1 else { return "\(batch.documentCount) documents" }
  if batch.readings.count == 1 { return "reading" }
  if let other = batch.otherEvents.first { return other.kind }
  if let rejected = batch.rejected.first { return rejected.reason.rawValue }
  return batch.designDocumentCount == 1 ? "design" : "deleted"
}

extension DocumentBatch {
  /// Whether every document is in exactly one group, and the columns are equally long.
  var addsUp: Bool {
    let columns = [
      readings.documentHash.count, readings.accelerationX.count, readings.accelerationY.count,
      readings.accelerationZ.count, readings.proximity.count, readings.light.count,
      deviceIndex.count,
    ]
    return columns.allSatisfy { $0 == readings.count }
      && readings.extended.allSatisfy { $0.count == (readings.hasExtended ? readings.count : 0) }
      && documentCount == readings.count + otherEvents.count + rejected.count
        + designDocumentCount + deletedCount
  }
}
