import Foundation
import TOMLKit

/// Configuration files as text: read with errors only, and written so that they can be read.
public enum TOMLText {
  /// What is wrong with a text, and where.
  public struct Problem: Error, Equatable {
    /// From 1.
    public var line: Int
    public var what: String
    public var advice: String
  }

  /// The table that a text holds.
  ///
  /// - Throws: `Problem`.
  public static func table(_ text: String) throws -> TOMLTable {
    var syntax = TOMLSyntax(text)
    try syntax.check()
    do { return try TOMLTable(string: text) } catch let error as TOMLParseError {
      throw Problem(
        line: error.source.begin.line, what: error.description, advice: "correct the file")
    }
  }

  /// A basic string; control characters are escaped, which TOML wants and a terminal needs.
  public static func quoted(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case "\n": "\\n"
      case "\t": "\\t"
      case _ where scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value:
        "\\u" + String(format: "%04X", scalar.value)
      default: String(scalar)
      }
    }
    return "\"" + scalars.joined() + "\""
  }
}
