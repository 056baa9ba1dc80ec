import Foundation
import GRDB

/// Names in a store, for whoever completes a command line: never an error, never a wait, and no file
/// is made or upgraded.
public struct CompletionNames: Sendable {
  /// Names of devices where they have one, and their ids.
  public private(set) var devices: [String] = []
  /// Names of historian databases.
  public private(set) var databases: [String] = []

  /// - Parameter path: Of a store; nothing is found where there is none.
  public init(storePath path: String) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .immediateError
    guard let queue = try? DatabaseQueue(path: path, configuration: configuration) else { return }
    defer { try? queue.close() }
    func texts(_ sql: String) -> [String] {
      (try? queue.read { try String.fetchAll($0, sql: sql) }) ?? []
    }
    devices = texts("SELECT name FROM device WHERE name IS NOT NULL UNION SELECT id FROM device")
    databases = texts("SELECT DISTINCT name FROM bucket WHERE historian <> 'file' ORDER BY name")
  }
}
