import Foundation

/// Something that goes wrong on purpose: for which requests, and what.
///
/// Written `ACTION[,path=TEXT][,method=NAME][,nth=N|first=N|after=N|every=N]`, for example
/// `status=429,path=_all_docs,first=2,retry-after=1` or `cut=5000,nth=3`. Requests are counted
/// from 1 among those that match path and method.
public struct Fault: Sendable, Equatable {
  public enum Action: Sendable, Equatable {
    /// Answers with this status and its usual body; nothing is read or written.
    case status(Int, retryAfterSeconds: Int? = nil)
    /// Closes the connection after so many bytes of the body, with the framing left open.
    case cutBody(afterBytes: Int)
    /// Ends the body after so many bytes with correct framing: a 200 that is no whole JSON.
    case truncateBody(afterBytes: Int)
    /// Sends the header, then waits before the body.
    case delayBody(milliseconds: Int)
    /// Resets the connection instead of answering.
    case resetConnection
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

  /// The text describes no fault.
  public struct BadSpecification: Error, CustomStringConvertible {
    public var text: String
    public var part: String
    public var description: String { "bad fault '\(text)': cannot understand '\(part)'" }
  }

  /// Reads the form shown above.
  public init(specification: String) throws {
    let parts = specification.split(separator: ",").map { part in
      let pair = part.split(separator: "=", maxSplits: 1)
      return (name: String(pair[0]), value: pair.count > 1 ? String(pair[1]) : "")
    }
    func bad(_ part: String) -> BadSpecification { .init(text: specification, part: part) }
    guard let first = parts.first else { throw bad(specification) }
    guard let action = Self.action(first.name, first.value) else { throw bad(first.name) }
    self.init(action)
    for part in parts.dropFirst() {
      guard take(part.name, part.value) else { throw bad("\(part.name)=\(part.value)") }
    }
  }

  private static func action(_ name: String, _ value: String) -> Action? {
    if name == "reset" { return .resetConnection }
    guard let number = Int(value), number >= 0 else { return nil }
    switch name {
    case "status": return (400...599).contains(number) ? .status(number) : nil
    case "cut": return .cutBody(afterBytes: number)
    case "truncate": return .truncateBody(afterBytes: number)
    case "delay-body": return .delayBody(milliseconds: number)
    default: return nil
    }
  }

  private mutating func take(_ name: String, _ value: String) -> Bool {
    let number = Int(value).flatMap { $0 > 0 ? $0 : nil }
    switch (name, number) {
    case ("path", _): path = value
    case ("method", _): method = value
    case ("nth", let number?): occurrence = .nth(number)
    case ("first", let number?): occurrence = .first(number)
    case ("after", let number?): occurrence = .after(number)
    case ("every", let number?): occurrence = .every(number)
    case ("retry-after", let number?):
      guard case .status(let status, _) = action else { return false }
      action = .status(status, retryAfterSeconds: number)
    default: return false
    }
    return true
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
