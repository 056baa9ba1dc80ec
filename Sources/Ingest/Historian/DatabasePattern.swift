import Foundation

/// Which databases `--db` means.
public enum DatabasePattern: Sendable, Hashable, CustomStringConvertible {
  /// One database of exactly this name.
  case exact(String)
  /// Every bucket of `iotp_<organisation>_<name>`, and a database of just that name.
  case family(String)
  /// Every database whose name matches: `*` any text, `?` any character, `[…]` one of these.
  case glob(String)

  /// - Throws: ``HistorianError/invalidDatabaseName(_:)``.
  public init(_ text: String) throws {
    let isPossible = text.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 }
    guard !text.isEmpty, isPossible else { throw HistorianError.invalidDatabaseName(text) }
    if text.contains(where: { "*?[".contains($0) }) {
      self = .glob(text)
    } else if BucketName.isFamily(text) {
      self = .family(text)
    } else {
      self = .exact(text)
    }
  }

  public var description: String {
    switch self {
    case .exact(let text), .family(let text), .glob(let text): text
    }
  }

  /// Whether a database of this name is meant. The connector's settings never are, unless they
  /// are named in full.
  public func matches(_ name: String) -> Bool {
    switch self {
    case .exact(let text): name == text
    case .family(let text):
      name == text || BucketName(name).map { $0.family == text && $0.holdsEvents } ?? false
    case .glob(let text):
      fnmatch(text, name, 0) == 0 && BucketName(name)?.holdsEvents ?? !name.hasPrefix("_")
    }
  }

  /// The range of names to ask the historian for, both ends included; `nil` for an exact name.
  var nameRange: (first: String, last: String)? {
    switch self {
    case .exact: nil
    case .family(let text): (text, text + "_\u{fff0}")
    case .glob(let text):
      {
        let prefix = String(text.prefix { !"*?[\\".contains($0) })
        return (prefix, prefix + "\u{fff0}")
      }()
    }
  }
}

extension BucketName {
  var holdsEvents: Bool { period != .configuration }
}
