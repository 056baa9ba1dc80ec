import Foundation

/// A small JSON answer of the historian: errors, lists of databases, information on one.
///
/// Pages of documents are read by the document decoder instead.
struct Answer {
  let json: Any

  /// - Throws: ``AnswerProblem``: `incomplete` when the JSON ends early.
  init(_ body: [UInt8]) throws {
    do {
      json = try JSONSerialization.jsonObject(with: Data(body), options: [.fragmentsAllowed])
    } catch {
      throw Self.endsEarly(body)
        ? AnswerProblem.incomplete("\(body.count) bytes")
        : AnswerProblem.nonsense("no JSON: \(Self.beginning(of: body))")
    }
  }

  subscript(_ name: String) -> Any? { (json as? [String: Any])?[name] }

  /// The text of a sequence, whatever its JSON type: it is opaque and only handed back.
  static func sequenceText(_ value: Any?) -> String? {
    switch value {
    case let text as String: text
    case let number as NSNumber: number.stringValue
    case let array as [Any]:
      (try? JSONSerialization.data(withJSONObject: array, options: [.withoutEscapingSlashes]))
        .map { String(decoding: $0, as: UTF8.self) }
    default: nil
    }
  }

  /// `error: reason` of an error answer; the beginning of the body where it is none.
  static func errorText(of response: HTTPResponse) -> String {
    if let answer = try? Answer(response.body), let error = answer["error"] as? String {
      guard let reason = answer["reason"] as? String else { return error }
      return "\(error): \(reason)"
    }
    let text = beginning(of: response.body)
    return text.isEmpty ? "status \(response.status)" : "status \(response.status): \(text)"
  }

  private static func endsEarly(_ body: [UInt8]) -> Bool {
    guard let first = body.first(where: { !isSpace($0) }) else { return true }
    guard let last = body.last(where: { !isSpace($0) }) else { return true }
    switch first {
    case UInt8(ascii: "{"): return last != UInt8(ascii: "}")
    case UInt8(ascii: "["): return last != UInt8(ascii: "]")
    default: return false
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

  /// The first words of a body that was not understood, on one line.
  private static func beginning(of body: [UInt8]) -> String {
    let text = String(decoding: body.prefix(120), as: UTF8.self)
    return String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 }).trimmingWhitespace()
  }
}

/// Why a complete answer of status 200 is not taken.
enum AnswerProblem: Error, Equatable {
  /// The JSON ends early: a shard's time-out cuts answers so, with status 200.
  case incomplete(String)
  /// The JSON is whole, but not what it tells of.
  case lacking(String)
  /// JSON of another shape, or none.
  case nonsense(String)
}
