extension Fault {
  /// The text describes no fault.
  public struct BadSpecification: Error, CustomStringConvertible {
    public var text: String
    public var part: String
    public var description: String { "bad fault '\(text)': cannot understand '\(part)'" }
  }

  /// Reads a fault from text: `ACTION[,path=TEXT][,method=NAME][,nth=N|first=N|after=N|every=N]`.
  ///
  /// For example `status=429,path=_all_docs,first=2,retry-after=1` or `cut=5000,nth=3`. Requests
  /// are counted from 1 among those that match path and method.
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

  /// Reads a script of faults: one a line; empty lines and lines that begin with `#` say nothing.
  public static func script(_ text: String) throws -> [Fault] {
    try text.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }
      .filter { !$0.isEmpty && !$0.hasPrefix("#") }
      .map { try Fault(specification: String($0)) }
  }

  private static func action(_ name: String, _ value: String) -> Action? {
    switch name {
    case "reset": return .resetConnection
    case "corrupt-gzip": return .corruptGzip
    case "null-docs": return .nullDocuments
    case "repeat-rows": return .repeatedRows
    case "rewind": return .rewoundChanges
    case "body": return OtherBody(rawValue: value).map(Action.otherBody)
    case "redirect": return value.isEmpty ? nil : .redirect(to: value)
    default: return Int(value).flatMap { numbered(name, $0) }
    }
  }

  private static func numbered(_ name: String, _ number: Int) -> Action? {
    if name == "length" { return number == 0 ? nil : .wrongLength(byBytes: number) }
    guard number >= 0 else { return nil }
    switch name {
    case "status": return (400...599).contains(number) ? .status(number) : nil
    case "cut": return .cutBody(afterBytes: number)
    case "truncate": return .truncateBody(afterBytes: number)
    case "delay-body": return .delayBody(milliseconds: number)
    case "stall": return .stallBody(afterBytes: number)
    case "slow": return number > 0 ? .slowBody(bytesPerSecond: number) : nil
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
}
