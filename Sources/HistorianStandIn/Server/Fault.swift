/// Something that goes wrong on purpose: for which requests, and what.
///
/// ``init(specification:)`` reads one from text, ``FaultPlan`` says which requests it strikes.
public struct Fault: Sendable, Equatable {
  public enum Action: Sendable, Equatable {
    /// Answers with this status and its usual body; nothing is read or written.
    case status(Int, retryAfterSeconds: Int? = nil)
    /// Sends the client to another address.
    case redirect(to: String)
    /// Answers with status 200 and a body that is none of CouchDB's.
    case otherBody(OtherBody)
    /// Closes the connection after so many bytes of the body, with the framing left open: the last
    /// chunk is missing, or bytes of the announced length.
    case cutBody(afterBytes: Int)
    /// Ends the body after so many bytes with correct framing: a 200 that is no whole JSON.
    case truncateBody(afterBytes: Int)
    /// Announces a length that is wrong by so many bytes: above 0 more than are sent, below 0
    /// fewer.
    case wrongLength(byBytes: Int)
    /// Compresses the body and spoils a byte in its middle.
    case corruptGzip
    /// Sends the header, then waits before the body.
    case delayBody(milliseconds: Int)
    /// Sends so many bytes of the body and then nothing more, with the connection open.
    case stallBody(afterBytes: Int)
    /// Sends the body at this speed.
    case slowBody(bytesPerSecond: Int)
    /// Resets the connection instead of answering.
    case resetConnection
    /// Every third row comes with `"doc":null`, the first included.
    case nullDocuments
    /// Every third row comes twice, the first included.
    case repeatedRows
    /// The changes begin at the first again, whatever was asked for.
    case rewoundChanges
  }

  /// What comes instead of JSON.
  public enum OtherBody: String, Sendable {
    /// A page as a proxy shows it during maintenance.
    case html
    case empty
  }

  /// Which of the matching requests are hit.
  public enum Occurrence: Sendable, Equatable {
    case always
    case nth(Int)
    case first(Int)
    case after(Int)
    case every(Int)

    func hits(_ count: Int) -> Bool {
      switch self {
      case .always: true
      case .nth(let number): count == number
      case .first(let number): count <= number
      case .after(let number): count > number
      case .every(let number): count % number == 0
      }
    }
  }

  public var action: Action
  /// Text that path and query must contain; empty matches all.
  public var path: String
  /// Method that the request must have; `nil` matches all.
  public var method: String?
  public var occurrence: Occurrence

  public init(
    _ action: Action, path: String = "", method: String? = nil,
    occurrence: Occurrence = .always
  ) {
    self.action = action
    self.path = path
    self.method = method
    self.occurrence = occurrence
  }

  func matches(_ call: Call) -> Bool {
    (path.isEmpty || call.target.contains(path)) && (method == nil || method == call.method)
  }
}

/// Counts requests for each fault and says which one strikes.
struct FaultPlan: Sendable {
  private var faults: [(fault: Fault, count: Int)] = []

  init(_ faults: [Fault]) { self.faults = faults.map { ($0, 0) } }

  /// The first fault that strikes this request; every matching fault counts it.
  mutating func next(for call: Call) -> Fault.Action? {
    var action: Fault.Action?
    for index in faults.indices where faults[index].fault.matches(call) {
      faults[index].count += 1
      if action == nil, faults[index].fault.occurrence.hits(faults[index].count) {
        action = faults[index].fault.action
      }
    }
    return action
  }
}
