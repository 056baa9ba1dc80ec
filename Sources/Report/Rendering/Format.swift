import Foundation

/// The forms a report can be rendered in.
public enum Format: String, CaseIterable, Sendable {
  case text, csv, tsv, json, ndjson, markdown

  /// Whether people read it, or programs.
  public var isForPeople: Bool { self == .text || self == .markdown }
}

/// How text is laid out. It changes nothing in CSV, TSV, JSON and NDJSON but the bytes of
/// characters outside ASCII, where only ASCII is wanted.
public struct Style: Hashable, Sendable {
  /// Terminal columns that no line exceeds, 40…200.
  public let width: Int
  /// Whether only ASCII bytes may be written.
  public let isASCII: Bool
  /// Whether escape sequences may mark what matters.
  public let usesColour: Bool

  /// - Parameter width: Taken as the nearest of 40…200.
  public init(width: Int = 80, isASCII: Bool = false, usesColour: Bool = false) {
    self.width = min(200, max(40, width))
    self.isASCII = isASCII
    self.usesColour = usesColour
  }

  var absent: String { isASCII ? "-" : "·" }
  var dash: String { isASCII ? "-" : "–" }
  var ellipsis: String { isASCII ? "..." : "…" }
  var separator: String { isASCII ? ", " : " · " }
  /// Between a statement and its explanation.
  var longDash: String { isASCII ? "-" : "—" }

  /// Text of the user's as this style shows it: no control characters, and only ASCII where that
  /// is wanted (marks are dropped from letters; what is left over becomes `?`).
  func shown(_ text: String) -> String { isASCII ? asciiText(visible(text)) : visible(text) }

  /// `text` in bold, where colour is wanted.
  func emphasised(_ text: String) -> String {
    usesColour ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }
}

/// The nearest text in ASCII: `Haustür` is `Haustur`, `玄関` is `??`.
func asciiText(_ text: String) -> String {
  if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
  var ascii = ""
  for character in text.decomposedStringWithCanonicalMapping {
    ascii += character.unicodeScalars.first.flatMap { $0.isASCII ? String($0) : nil } ?? "?"
  }
  return ascii
}
