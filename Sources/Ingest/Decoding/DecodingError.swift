extension DocumentDecoder {
  /// Why an answer of the historian cannot be used.
  public enum DecodingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The JSON ends before it is complete, after this many bytes: ask for the page again.
    case incomplete(bytes: Int)
    /// The body is no JSON; `position` is the byte that shows it, where one is known.
    case notJSON(position: Int?)
    /// JSON of another shape than the request asks for.
    case unexpectedShape(String)
    /// The historian's own words, `{"error":…,"reason":…}`.
    case serverError(error: String, reason: String)
    case outOfMemory(bytes: Int)

    public var description: String {
      switch self {
      case .incomplete(let bytes): "the answer was cut off after \(bytes) bytes"
      case .notJSON(let position?): "the answer is no JSON at byte \(position)"
      case .notJSON(nil): "the answer is no JSON"
      case .unexpectedShape(let what): what
      case .serverError(let error, let reason):
        reason.isEmpty ? "the historian says: \(error)" : "the historian says: \(error): \(reason)"
      case .outOfMemory(let bytes): "no memory to decode \(bytes) bytes"
      }
    }
  }
}
