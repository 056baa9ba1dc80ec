import Foundation
import Testing

/// Files of the repository that the tests read.
enum Fixtures {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Rows of a plain CSV without quotes, without its header.
  static func rows(_ path: String) throws -> [[Substring]] {
    try text(path).split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
  }

  /// Compares with a recorded output; `RECORD_GOLDEN=1` records it instead.
  static func expectGolden(
    _ output: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let url = root.appending(path: "fixtures/report/\(name)")
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
      try Data(output.utf8).write(to: url)
    }
    let recorded = try String(contentsOf: url, encoding: .utf8)
    #expect(
      output == recorded, "differs from fixtures/report/\(name)", sourceLocation: sourceLocation)
  }
}
